"""A Prosody of one's own, with stand-ins for the modules of Jitsi."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.servers import key_digest
from tests.patience import until

STAND_IN = Path(__file__).parent / "prosody_modules" / "stand_in.lua"
OWN_MODULES = Path("/usr/lib/prosody/modules")


def require_prosody() -> str:
    program = shutil.which("prosody")
    if program is None and os.environ.get("JITSI_LIVE_REQUIRE_PROSODY"):
        pytest.fail("prosody is missing, and JITSI_LIVE_REQUIRE_PROSODY is set")
    if program is None:
        pytest.skip("prosody is missing")
    return program


class RealProsody:
    """Runs a configuration until it is stopped."""

    def __init__(
        self, directory: Path, configuration: str, key_id: str, system_key_id: str
    ) -> None:
        self._program = require_prosody()
        self._directory = directory
        self._reports = directory / "reports.jsonl"
        self._reports.touch()
        self._log = directory / "log"
        self.file = directory / "prosody.cfg.lua"
        self.file.write_text(f"{self._base()}\n{configuration}", encoding="utf-8")
        for name in named_modules(configuration):
            self._stand_in(name)
        environment = {
            **os.environ,
            "JITSI_LIVE_STAND_INS": str(self._reports),
            "JITSI_LIVE_KEY_FILE": f"{key_digest(key_id)}.pem",
            "JITSI_LIVE_SYSTEM_KEY_FILE": f"{key_digest(system_key_id)}.pem",
        }
        self._process = subprocess.Popen(
            [self._program, "-F", "--config", str(self.file)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _base(self) -> str:
        """What Debian's own file has, but for ports and folders: those are private."""
        data = self._directory / "data"
        for folder in ("data", "certs", "modules"):
            (self._directory / folder).mkdir()
        return f"""
            run_as_root = true
            pidfile = "{self._directory}/prosody.pid"
            data_path = "{data}"
            plugin_paths = {{ "{self._directory}/modules" }}
            log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{self._log}" }} }}
            http_interfaces = {{ "127.0.0.1" }}
            http_ports = {{ {free_port()} }}
            https_ports = {{}}
            c2s_ports = {{}}
            modules_disabled = {{ "s2s" }}
        """

    def _stand_in(self, name: str) -> None:
        if not (OWN_MODULES / f"mod_{name}.lua").exists() and name != "muc":
            shutil.copy(STAND_IN, self._directory / "modules" / f"mod_{name}.lua")

    def reports(self) -> list[dict[str, Any]]:
        assert self._process.poll() is None, self.log()
        lines = self._reports.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else "no log"

    def options(self, module: str) -> dict[str, Any]:
        """What Prosody gives that module."""
        found = until(lambda: [each for each in self.reports() if is_of(each, module, "options")])
        return dict(found[0]["options"])

    def answer(self, module: str) -> dict[str, Any]:
        """What that module's request got."""
        found = until(lambda: [each for each in self.reports() if is_of(each, module, "code")])
        return dict(found[0])

    def loaded(self) -> set[str]:
        return {each["module"] for each in self.reports()}

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


def is_of(report: dict[str, Any], module: str, kind: str) -> bool:
    return report["module"] == module and kind in report


def named_modules(configuration: str) -> set[str]:
    """The modules that the configuration loads, by whatever line."""
    code = re.sub(r"--[^\n]*", "", configuration)
    lists = re.findall(r"modules_enabled = \{([^}]*)\}", code)
    names = {name for each in lists for name in re.findall(r'"(\w+)"', each)}
    components = re.findall(r'Component "[^"]+" "(\w+)"', code)
    return {*names, *components, *(f"auth_{each}" for each in _authentications(code))}


def _authentications(code: str) -> list[str]:
    return re.findall(r'authentication = "(\w+)"', code)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])

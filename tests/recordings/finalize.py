"""The script that Jibri runs, as an operator sets it up: printed, with its token beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from tests.patience import PATIENCE

from .jibri import TOKEN

NEEDED = [name for name in ("curl", "jq") if shutil.which(name) is None]
"""Programs that are not there."""


@dataclass
class Script:
    path: Path
    shell: list[str] = field(default_factory=lambda: ["sh"])
    environment: dict[str, str] = field(default_factory=dict)

    def begin(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.shell, str(self.path), *map(str, arguments)],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: object) -> tuple[int, list[str]]:
        """The exit status, and the lines that are printed."""
        process = self.begin(*arguments)
        printed, _nothing = process.communicate(timeout=PATIENCE)
        return process.returncode, printed.splitlines()

    def use(self, name: str, text: str) -> None:
        """A program that comes before the one of that name."""
        programs = self.path.parent / "programs"
        programs.mkdir(exist_ok=True)
        path = self.environment.get("PATH", os.environ["PATH"])
        real = shutil.which(name) or ""
        program = programs / name
        program.write_text(f"#!/bin/sh\nreal={real}\n{text}")
        program.chmod(0o755)
        if str(programs) not in path:
            self.environment["PATH"] = f"{programs}:{path}"


def set_up(folder: Path, site_url: str, *arguments: str, token: str = TOKEN) -> Script:
    printed = StringIO()
    call_command("jitsi_live_server", "jibri", "--site-url", site_url, *arguments, stdout=printed)
    folder.mkdir(parents=True)
    folder.joinpath("recordings-token").write_text(f"{token}\n")
    path = folder / "jitsi-live.sh"
    path.write_text(printed.getvalue())
    path.chmod(0o755)
    return Script(path)

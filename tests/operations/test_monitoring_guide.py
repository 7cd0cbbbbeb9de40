"""The programs of the guide to monitoring do what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.projects.on_disk import blocks
from tests.projects.process import ROOT

GUIDE = (ROOT / "docs/howto/monitoring.md").read_text(encoding="utf-8")


def program(directory: Path, heading: str) -> str:
    """The one program of a section, as a file."""
    [text] = [text for language, _title, text in blocks(heading, GUIDE) if language == "python"]
    path = directory / "program.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


def finding(level: str, message: str = "Something") -> dict[str, str]:
    return {
        "check": "login",
        "message": message,
        "hint": "",
        "level": level,
        "subject": "default",
    }


def report(*levels: str) -> str:
    counts = {level: levels.count(level) for level in ("ok", "info", "warning", "broken")}
    findings = [finding(level, f"It is {level}.") for level in levels]
    return json.dumps({"ok": "broken" not in levels, "counts": counts, "findings": findings})


def run(*command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("levels", "status", "line"),
    [
        (["ok"], 0, "OK - the video servers are well | ok=1 info=0 warning=0 broken=0"),
        (["ok", "warning"], 1, "WARNING - It is warning. | ok=1 info=0 warning=1 broken=0"),
        (
            ["warning", "broken"],
            2,
            "CRITICAL - It is broken. | ok=0 info=0 warning=1 broken=1",
        ),
    ],
)
def test_plugin_for_nagios_translates(
    tmp_path: Path, levels: list[str], status: int, line: str
) -> None:
    doctor = [sys.executable, "-c", f"print({report(*levels)!r})"]
    done = run(sys.executable, program(tmp_path, "Nagios and Icinga"), *doctor)
    assert (done.returncode, done.stdout) == (status, f"{line}\n")


def test_plugin_for_nagios_says_that_it_does_not_know(tmp_path: Path) -> None:
    doctor = [sys.executable, "-c", "raise SystemExit('CommandError: There is no such event.')"]
    done = run(sys.executable, program(tmp_path, "Nagios and Icinga"), *doctor)
    assert done.returncode == 3
    assert done.stdout.startswith("UNKNOWN - ")
    assert "There is no such event." in done.stdout


def test_metrics_are_in_the_format_of_prometheus(tmp_path: Path) -> None:
    levels = ["ok", "broken", "broken"]
    done = run(sys.executable, program(tmp_path, "Prometheus"), given=report(*levels))
    lines = done.stdout.splitlines()
    assert "jitsi_live_ok 0" in lines
    assert 'jitsi_live_findings{subject="default",check="login",level="broken"} 2' in lines
    assert lines[-1].startswith("jitsi_live_examined_at ")


def test_example_of_the_report_has_its_keys() -> None:
    [text] = [text for language, _, text in blocks("What it says", GUIDE) if language == "json"]
    example: dict[str, Any] = json.loads(text)
    assert set(example) == {"ok", "counts", "findings"}
    assert set(example["findings"][0]) == set(finding("ok"))

"""What the doctor says, for tests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command

from tests.keys import SECRET, pair

SECRETS = [SECRET, *(pair(name)[0].splitlines()[3] for name in ("current", "old")), "eyJ"]


@dataclass(frozen=True)
class Report:
    findings: list[dict[str, str]]
    exit_status: int

    def find(self, check: str, subject: str = "default") -> dict[str, str]:
        (finding,) = self.all(check, subject)
        return finding

    def all(self, check: str, subject: str = "default") -> list[dict[str, str]]:
        return [each for each in self.of(subject) if each["check"] == check]

    def levels(self, subject: str = "default") -> dict[str, str]:
        return {each["check"]: each["level"] for each in self.of(subject)}

    def of(self, subject: str) -> list[dict[str, str]]:
        return [each for each in self.findings if each["subject"] == subject]


def run(*arguments: str) -> tuple[str, int]:
    """What the doctor prints, and its exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("jitsi_live_doctor", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(str(end.code))
    assert err.getvalue() == ""
    assert not [secret for secret in SECRETS if secret in out.getvalue()]
    return out.getvalue(), status


def doctor(*arguments: str) -> Report:
    output, status = run("--format", "json", *arguments)
    report = json.loads(output)
    assert set(report) == {"ok", "counts", "findings"}
    assert [*report["counts"]] == ["ok", "info", "warning", "broken"]
    assert sum(report["counts"].values()) == len(report["findings"])
    broken = [each for each in report["findings"] if each["level"] == "broken"]
    assert (report["ok"], status) == ((False, 1) if broken else (True, 0))
    for each in report["findings"]:
        assert set(each) == {"subject", "check", "level", "message", "hint"}
        assert (each["level"] == "ok") == (each["hint"] == "")
        assert re.fullmatch("[a-z_]+", each["check"])
    return Report(report["findings"], status)

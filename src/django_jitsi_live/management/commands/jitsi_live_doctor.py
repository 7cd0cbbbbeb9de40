"""``manage.py jitsi_live_doctor``: examines the Jitsi servers and the site around them."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...operations import CannotExamine, Finding, Level, examine

NARROWEST = 60
HINT = " " * 11 + "-> "


class Command(BaseCommand):
    help = (
        "Tells what is wrong with the Jitsi servers and the site around them, and what to change."
    )
    requires_system_checks: list[str] = []  # a broken site is what it is for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--server", metavar="ALIAS", help="only this one of JITSI_LIVE_SERVERS")
        parser.add_argument("--event", metavar="ID", help="the event to try hosts on (the newest)")
        parser.add_argument("--site-url", default="", help="the site's own https://www.example.org")
        parser.add_argument("--offline", action="store_true", help="ask nothing over the network")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        server, event, site_url = options["server"], options["event"], options["site_url"]
        try:
            findings = examine(server, event, site_url, offline=options["offline"])
        except CannotExamine as error:
            raise CommandError(str(error)) from None
        is_ok = not any(each.level is Level.BROKEN for each in findings)
        if options["format"] == "json":
            report = {"ok": is_ok, "findings": [asdict(each) for each in findings]}
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._write_tables(findings)
        if not is_ok:
            sys.exit(1)

    def _write_tables(self, findings: list[Finding]) -> None:
        name_width = max(len(each.check) for each in findings) + 2
        for subject, group in groupby(findings, key=lambda each: each.subject):
            title = "Your site" if subject == "site" else f"Server {subject!r}"
            self.stdout.write(self.style.MIGRATE_HEADING(title))
            for each in group:
                self._write_row(each, name_width)
            self.stdout.write()
        counts = Counter(each.level for each in findings)
        self.stdout.write(", ".join(f"{counts[level]} {level}" for level in reversed(Level)))

    def _write_row(self, finding: Finding, name_width: int) -> None:
        style = {
            Level.OK: self.style.SUCCESS,
            Level.INFO: self.style.HTTP_INFO,
            Level.WARNING: self.style.WARNING,
            Level.BROKEN: self.style.ERROR,
        }[finding.level]
        start = f"  {finding.level:8} {finding.check:{name_width}}"
        lines = _wrapped(finding.message, start, " " * len(start))
        lines += _wrapped(finding.hint, HINT, " " * len(HINT))
        lines[0] = lines[0].replace(finding.level, style(finding.level), 1)
        for line in lines:
            self.stdout.write(line)


def _wrapped(text: str, first: str, others: str) -> list[str]:
    width = max(shutil.get_terminal_size().columns, NARROWEST)
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    wrapper.subsequent_indent = others
    lines = []
    for number, line in enumerate(text.splitlines()):
        wrapper.initial_indent = others if number else first
        lines += wrapper.wrap(line)
    return lines

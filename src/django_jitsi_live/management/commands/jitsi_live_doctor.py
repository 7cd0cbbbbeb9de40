"""``manage.py jitsi_live_doctor``: examines the Jitsi servers and the site around them."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from contextlib import suppress
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...moments import local_time
from ...operations import (
    CannotExamine,
    Change,
    Finding,
    Level,
    Person,
    SessionSeen,
    Watch,
    examine,
    watch,
)
from ...plain import plain_dict
from ...printable import printable

NARROWEST = 60
HINT = " " * 11 + "-> "
CANNOT_EXAMINE = 3
MIN_INTERVAL = 1.0  # seconds


class Command(BaseCommand):
    help = (
        "Tells what is wrong with the Jitsi servers and the site around them, and what to change. "
        "The exit status is 1 if something is, and 3 if it could not examine."
    )
    requires_system_checks: list[str] = []  # a broken site is what it is for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--server", metavar="ALIAS", help="only this one of JITSI_LIVE_SERVERS")
        parser.add_argument("--event", metavar="ID", help="the event to try hosts on (the newest)")
        parser.add_argument("--site-url", default="", help="the site's own https://www.example.org")
        parser.add_argument("--offline", action="store_true", help="ask nothing over the network")
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument(
            "--fail-on",
            choices=[Level.WARNING, Level.BROKEN],
            default=Level.BROKEN,
            help="the level from which on the exit status is 1 (broken)",
        )
        parser.add_argument(
            "--watch",
            action="store_true",
            help="follow the live session (of --event) until it ends or you press Ctrl-C",
        )
        parser.add_argument(
            "--interval",
            type=_seconds,
            default=5.0,
            metavar="SECONDS",
            help="between two looks at a session that is watched (5)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["watch"]:
                self._watch(watch(options["event"], options["interval"]), options["format"])
            else:
                self._examine(**options)
        except CannotExamine as error:
            raise CommandError(str(error), returncode=CANNOT_EXAMINE) from None

    def _examine(self, **options: Any) -> None:
        findings = examine(
            options["server"], options["event"], options["site_url"], offline=options["offline"]
        )
        failing = [*Level][[*Level].index(options["fail_on"]) :]
        is_ok = not any(each.level in failing for each in findings)
        counts = {level: sum(each.level is level for each in findings) for level in Level}
        if options["format"] == "json":
            report = {"ok": is_ok, "counts": counts, "findings": [*map(plain_dict, findings)]}
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._write_tables(findings)
            summary = (f"{counts[level]} {level}" for level in reversed(Level))
            self.stdout.write(", ".join(summary))
        if not is_ok:
            sys.exit(1)

    def _watch(self, watched: Watch, form: str) -> None:
        write = _json_line if form == "json" else _text_line
        with suppress(KeyboardInterrupt):
            for change in watched.changes():
                self.stdout.write(write(change))
                self.stdout.flush()

    def _write_tables(self, findings: list[Finding]) -> None:
        name_width = max(len(each.check) for each in findings) + 2
        for subject, group in groupby(findings, key=lambda each: each.subject):
            title = "Your site" if subject == "site" else f"Server {subject!r}"
            self.stdout.write(self.style.MIGRATE_HEADING(title))
            for each in group:
                self._write_row(each, name_width)
            self.stdout.write()

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


def _seconds(text: str) -> float:
    return max(MIN_INTERVAL, float(text))


def _json_line(change: Change) -> str:
    details = {} if change.details is None else plain_dict(change.details)
    at = change.at.isoformat(timespec="seconds")
    return json.dumps({"at": at, "change": change.kind, "event": change.event, **details})


SIGNS = {"present": " ", "joined": "+", "changed": "~", "left": "-"}


def _text_line(change: Change) -> str:
    at = f"{local_time(change.at):%H:%M:%S}"
    if isinstance(change.details, Person):
        person = change.details
        name = printable(person.display_name) or person.participant
        sources = ", ".join(person.sources)
        return f"{at} {SIGNS[change.kind]} {person.role:9} {name} ({sources})"
    if isinstance(change.details, SessionSeen):
        session = change.details
        alarm = session.role_mismatch and f"; wrong roles in Jitsi: {session.role_mismatch}"
        where = f"on the server {session.server!r}"
        return f"{at} Event {change.event}: {session.state} {where}{alarm}"
    return f"{at} Event {change.event}: the session is over"

"""``manage.py jitsi_live_audit``: prints who decided what, as JSON lines."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.dateparse import parse_date, parse_datetime

from ... import moments
from ...audit import plain_entries, search_entries
from ...models import Action, Role
from ...wire import WireEncoder


class Command(BaseCommand):
    help = (
        "Prints who decided what in live sessions: a JSON object on each line, the oldest first. "
        "`--person NAME --role host` says who made somebody a host."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--event", metavar="ID", default="", help="the event, as in its addresses"
        )
        parser.add_argument(
            "--person",
            metavar="NAME",
            default="",
            help="a login name, or a participant id of the reports",
        )
        parser.add_argument("--action", choices=Action.values, default="")
        parser.add_argument("--role", choices=Role.values, default="")
        parser.add_argument(
            "--since", type=_since, metavar="TIME", help="a date or a time, as 2026-11-27T18:00"
        )
        parser.add_argument(
            "--until", type=_until, metavar="TIME", help="the same; of a date, all of that day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("event", "person", "action", "role", "since", "until")
        found = search_entries(**{name: options[name] for name in names})
        try:
            for entry in plain_entries(found):
                self.stdout.write(json.dumps(entry, cls=WireEncoder, ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:
            # Whatever reads it has enough, such as head. Python would say so again at its exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())


def _since(text: str) -> dt.datetime:
    return _moment(text, dt.timedelta(0))


def _until(text: str) -> dt.datetime:
    return _moment(text, dt.timedelta(days=1))


def _moment(text: str, days: dt.timedelta) -> dt.datetime:
    """The time; of a date, the beginning of the day so many days later."""
    try:
        if day := parse_date(text):
            return moments.day_start(day + days)
        if moment := parse_datetime(text):
            return moments.as_moment(moment)
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(
        f"{text!r} is no time. Write 2026-11-27, 2026-11-27T18:00 or 2026-11-27T18:00+01:00."
    )

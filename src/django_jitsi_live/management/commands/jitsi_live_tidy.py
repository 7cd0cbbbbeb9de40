"""``manage.py jitsi_live_tidy``: does the housekeeping that is due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...attendance import tidy


class Command(BaseCommand):
    help = (
        "Closes stays without heartbeats, ends sessions without participants, confirms "
        "attendance, and deletes what is too old. Run it every few minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is due")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for what, count in tidy(dry_run=dry_run).items():
            things, _space, done = what.rpartition(" ")
            self.stdout.write(f"{count:6} {things} {'would be ' if dry_run else ''}{done}")
        if dry_run:
            self.stdout.write("Nothing was changed (--dry-run).")

"""``manage.py jitsi_live_tidy``: does the housekeeping that is due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...attendance import tidy
from ._counts import report_counts


class Command(BaseCommand):
    help = (
        "Closes stays without heartbeats, ends sessions without participants, tells video servers "
        "what they have missed, confirms attendance, deletes what is too old, and fetches "
        "recordings, for ten minutes at most. Run it every few minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is due")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        report_counts(self.stdout, tidy(dry_run=dry_run), dry_run=dry_run)

"""``manage.py jitsi_live_import``: brings sessions over from the tables of an older app."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections

from ...operations import SESSIONS_TABLE, CannotImport, OldTables, What, import_sessions

NEXT = (
    "The runs are in the admin. When each person left was never recorded: the reports list who "
    "joined and when, with no minutes, and nobody's attendance is confirmed."
)


class Command(BaseCommand):
    help = (
        "Brings sessions and participants over from the tables of an older app. It changes nothing "
        "there, and nothing is brought over twice."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add(
            "--database", choices=[*connections], default=DEFAULT_DB_ALIAS, help="of the old tables"
        )
        add("--sessions-table", metavar="TABLE", default=SESSIONS_TABLE, help=SESSIONS_TABLE)
        participants = parser.add_mutually_exclusive_group()
        participants.add_argument(
            "--participants-table",
            metavar="TABLE",
            help="default: the one beside the sessions that has a column joined_at",
        )
        participants.add_argument(
            "--no-participants", action="store_true", help="bring over sessions alone"
        )
        add(
            "--event-column", metavar="COLUMN", default="event_id", help="of the sessions: event_id"
        )
        add(
            "--session-column", metavar="COLUMN", default="", help="of the participants: session_id"
        )
        add(
            "--user-column",
            metavar="COLUMN",
            default="user_id",
            help="of the participants: user_id",
        )
        add(
            "--end-live",
            action="store_true",
            help="bring over sessions that are still marked as live, as ended when the last person "
            "joined",
        )
        add("--dry-run", action="store_true", help="only say what would be brought over")

    def handle(self, *args: Any, end_live: bool, dry_run: bool, **options: Any) -> None:
        old = OldTables(
            database=options["database"],
            sessions=options["sessions_table"],
            participants="" if options["no_participants"] else options["participants_table"],
            event_column=options["event_column"],
            session_column=options["session_column"],
            user_column=options["user_column"],
        )
        counts: Counter[What] = Counter()
        try:
            for outcome in import_sessions(old, end_live=end_live, dry_run=dry_run):
                counts += outcome.counts
                for note in outcome.notes:
                    self.stdout.write(note)
        except CannotImport as error:
            raise CommandError(str(error)) from None
        self._report(counts)
        self.stdout.write("Nothing was changed (--dry-run)." if dry_run else NEXT)

    def _report(self, counts: Counter[What]) -> None:
        for what in What:
            if counts[what] or what is What.BROUGHT_OVER:
                self.stdout.write(f"{counts[what]:6} {what}")

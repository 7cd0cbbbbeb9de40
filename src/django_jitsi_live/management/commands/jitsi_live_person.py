"""``manage.py jitsi_live_person``: exports or anonymises one person's attendance."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...attendance import anonymise, anonymise_participant, export, export_participant
from ...wire import WireEncoder


class Command(BaseCommand):
    help = "Exports what is stored about one person's attendance, or makes it anonymous."

    def add_arguments(self, parser: CommandParser) -> None:
        person = parser.add_mutually_exclusive_group(required=True)
        person.add_argument("user", nargs="?", help="the user's login name")
        person.add_argument(
            "--participant",
            metavar="ID",
            help="the participant id in the reports, for an account that is deleted, or a guest",
        )
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--export", action="store_true", help="print it as JSON")
        action.add_argument("--anonymise", action="store_true", help="keep the times alone")

    def handle(self, *args: Any, user: str | None, participant: str | None, **options: Any) -> None:
        person: Any = participant if user is None else _get_user(user)
        found = export_participant(person) if user is None else export(person)
        _require_any(found, participant)
        if options["export"]:
            self.stdout.write(json.dumps(found, cls=WireEncoder, indent=2))
        else:
            count = anonymise_participant(person) if user is None else anonymise(person)
            self.stdout.write(f"{count} stays are anonymous now.")


def _get_user(login: str) -> Any:
    model = get_user_model()
    try:
        return model._default_manager.get_by_natural_key(login)
    except model.DoesNotExist:
        raise CommandError(
            f"Nobody logs in as {login!r}. Name the login of the user. If the account is deleted, "
            "name the id that the column user of the CSV report has: --participant ID"
        ) from None


def _require_any(found: dict[str, Any], participant: str | None) -> None:
    is_empty = not any(rows for name, rows in found.items() if name != "participant")
    if participant is not None and is_empty:
        raise CommandError(
            f"There is no attendance of a participant {participant!r}. The column user of the CSV "
            "report has the ids."
        )

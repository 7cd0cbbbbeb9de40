"""``manage.py jitsi_live_person``: exports or anonymises one user's attendance."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...attendance import anonymise, export
from ...wire import WireEncoder


class Command(BaseCommand):
    help = "Exports what is stored about one user's attendance, or makes it anonymous."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user's login name")
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--export", action="store_true", help="print it as JSON")
        action.add_argument("--anonymise", action="store_true", help="keep the times alone")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        model = get_user_model()
        try:
            person = model._default_manager.get_by_natural_key(user)
        except model.DoesNotExist:
            raise CommandError(f"Nobody logs in as {user!r}. Name the login of the user.") from None
        if options["export"]:
            self.stdout.write(json.dumps(export(person), cls=WireEncoder, indent=2))
        else:
            self.stdout.write(f"{anonymise(person)} stays are anonymous now.")

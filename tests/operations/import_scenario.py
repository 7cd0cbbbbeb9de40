"""Old sessions of one host project: ``python -m tests.operations.import_scenario``.

The event's key is of any type, and the old tables have it as the older app stored it.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import django
from django.core.management import call_command

JULY = dt.datetime(2024, 7, 1, 18, tzinfo=dt.UTC)


def main() -> None:
    django.setup()
    # Models can be imported after django.setup() only.
    from django.contrib.auth import get_user_model
    from django.db import models

    from django_jitsi_live.conf import get_event_model
    from django_jitsi_live.models import Run, Stay
    from tests.operations.old_app import OldApp, model, participant_fields, session_fields, tables
    from tests.projects.scenario import make_people

    def column_like(field: Any) -> Any:
        """What a foreign key to the field is stored as."""
        while field.is_relation:
            field = field.target_field
        if isinstance(field, models.AutoField):
            return models.BigIntegerField()
        return type(field)(**field.deconstruct()[3] | {"primary_key": False, "null": True})

    call_command("migrate", verbosity=0)
    people = make_people()
    event_column = column_like(get_event_model()._meta.pk)
    user_column = column_like(get_user_model()._meta.pk)
    sessions = model("old_sessions_session", **session_fields(event_id=event_column))
    participants = model("old_sessions_member", **participant_fields(user_id=user_column))
    with tables(sessions, participants):
        old = OldApp(sessions, participants)
        old.session(people.event, (people.attendee, JULY), started_at=JULY)
        old.session(people.event, (people.attendee, JULY), started_at=JULY + dt.timedelta(days=7))
        for expected in ("2 sessions brought over", "2 sessions that are here already"):
            said = io.StringIO()
            arguments = ["--sessions-table", "old_sessions_session"]
            call_command("jitsi_live_import", *arguments, stdout=said)
            assert expected in said.getvalue(), said.getvalue()
    assert {run.session.event for run in Run.objects.all()} == {people.event}
    assert {stay.user for stay in Stay.objects.all()} == {people.attendee}


if __name__ == "__main__":
    main()

"""The tables of an older app of live sessions, as its migrations made them; it is gone itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.db import connections, models

from django_jitsi_live.moments import at_site


def model(table: str, **fields: Any) -> Any:
    """A model of an app that is not installed. Without constraints, rows may refer to nothing."""
    options = {"db_table": table, "app_label": "live_sessions", "apps": Apps()}
    members = {"__module__": __name__, "Meta": type("Meta", (), options), **fields}
    return type("OldModel", (models.Model,), members)


def session_fields(**others: Any) -> dict[str, Any]:
    return {
        "event_id": models.BigIntegerField(null=True, db_index=True),
        "room_name": models.CharField(max_length=200, null=True),
        "is_active": models.BooleanField(default=False),
        "started_by_id": models.BigIntegerField(null=True),
        "created_at": models.DateTimeField(null=True),
        "started_at": models.DateTimeField(null=True),
        "ended_at": models.DateTimeField(null=True),
        **others,
    }


def participant_fields(**others: Any) -> dict[str, Any]:
    return {
        "session_id": models.BigIntegerField(db_index=True),
        "user_id": models.BigIntegerField(null=True),
        "joined_at": models.DateTimeField(null=True),
        **others,
    }


# As the app's own migrations made them.
Session = model("live_sessions_livesession", **session_fields())
Participant = model("live_sessions_participant", **participant_fields())


@contextmanager
def tables(*old_models: Any, database: str = "default") -> Iterator[None]:
    """The tables, outside of any transaction."""
    connection = connections[database]
    with connection.schema_editor() as editor:
        for each in old_models:
            editor.create_model(each)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for each in old_models:
                editor.delete_model(each)


class OldApp:
    """Both tables, and rows as the older app wrote them."""

    def __init__(self, sessions: Any, participants: Any, database: str = "default") -> None:
        self.sessions, self.participants = (
            each.objects.using(database) for each in (sessions, participants)
        )

    def session(self, event: Any, *joins: tuple[Any, dt.datetime | None], **fields: Any) -> Any:
        """A session, and who joined it when; people and events may be keys."""
        defaults = {"room_name": f"old-room-{self.sessions.count()}"}
        values = {name: as_stored(value) for name, value in {**defaults, **fields}.items()}
        row = self.sessions.create(event_id=key(event), **values)
        for user, joined_at in joins:
            self.participants.create(
                session_id=row.pk, user_id=key(user), joined_at=as_stored(joined_at)
            )
        return row


def as_stored(value: Any) -> Any:
    """Times as an app gives them to Django's own field: without ``USE_TZ`` those of the site."""
    if settings.USE_TZ or not isinstance(value, dt.datetime):
        return value
    return at_site(value).replace(tzinfo=None)


def key(row: Any) -> Any:
    return getattr(row, "pk", row)

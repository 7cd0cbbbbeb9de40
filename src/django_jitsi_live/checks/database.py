"""Whether the database agrees with the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections, router

from ..conf import conf, get_event_model
from ..models import LiveSession
from ..operations import referenced_table
from .event_model import event_model_errors


@register(Tags.database)
def check_event_table(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn if the stored foreign key does not refer to the event model of the settings.

    Neither Django's own checks nor ``makemigrations`` notice when the setting changes after the
    first ``migrate``. A warning: an error would stop the very ``migrate`` that repairs it.
    """
    if list(event_model_errors()):
        return []
    expected = get_event_model()._meta.db_table
    return [
        Warning(
            f"JITSI_LIVE_EVENT_MODEL is {conf.EVENT_MODEL!r}, whose table is {expected!r}, but in "
            f"the database {alias!r} live sessions still refer to the table {actual!r}.",
            hint="Apply the migrations that wait, or set it back, or move the sessions over by a "
            'migration with operations = [ChangeEventModel(old="app_label.OldEvent")]',
            id="jitsi_live.W002",
        )
        for alias in databases or ()
        if (actual := _referenced_table(alias)) not in (None, expected)
    ]


def _referenced_table(alias: str) -> str | None:
    connection = connections[alias]
    if not router.allow_migrate_model(alias, LiveSession):
        return None
    if LiveSession._meta.db_table not in connection.introspection.table_names():
        return None
    return referenced_table(connection, LiveSession)

"""A migration operation for host projects that change ``JITSI_LIVE_EVENT_MODEL``."""

from __future__ import annotations

from typing import Any, cast

from django.db import models, router
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.models import Model

EVENT_COLUMN = "event_id"


class ChangeEventModel(Operation):
    """Point the stored live sessions at the event model that the settings name now.

    ``old`` is the model that the setting named before, as ``"app_label.Model"``. The sessions are
    kept, so each event that has one needs the same primary key in the new model. A database that
    was created with the new setting is left as it is.
    """

    category = OperationCategory.ALTERATION

    def __init__(self, old: str) -> None:
        self.old = old

    def describe(self) -> str:
        return f"Point live sessions from {self.old} to the model of JITSI_LIVE_EVENT_MODEL"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: to the models, it has been the setting's model all along."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        session = to_state.apps.get_model("jitsi_live", "LiveSession")
        new = _event_model_of(session)
        if _table_here(schema_editor.connection, session) not in (None, new._meta.db_table):
            _repoint(schema_editor, session, to_state.apps.get_model(self.old), new)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        session = from_state.apps.get_model("jitsi_live", "LiveSession")
        new = _event_model_of(session)
        if _table_here(schema_editor.connection, session) == new._meta.db_table:
            _repoint(schema_editor, session, new, from_state.apps.get_model(self.old))


def _event_model_of(session: type[Model]) -> type[Model]:
    return cast("type[Model]", session._meta.get_field("event").related_model)


def _table_here(connection: Any, session: type[Model]) -> str | None:
    """What live sessions refer to in this database; None where they are in another one."""
    is_here = router.allow_migrate_model(connection.alias, session)
    return referenced_table(connection, session) if is_here else None


def _repoint(
    schema_editor: Any, session: type[Model], before: type[Model], after: type[Model]
) -> None:
    schema_editor.alter_field(session, _event_to(before, session), _event_to(after, session))


def _event_to(target: type[Model], session: type[Model]) -> models.Field[Any, Any]:
    field = models.OneToOneField(target, on_delete=models.CASCADE)
    field.set_attributes_from_name("event")
    field.model = session
    return field


def referenced_table(connection: Any, session: type[Model]) -> str | None:
    """The table that the event column refers to in the database; None without a constraint."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, session._meta.db_table)
    columns = [EVENT_COLUMN]
    keys = [each["foreign_key"] for each in constraints.values() if each["columns"] == columns]
    return next((table for table, _column in filter(None, keys)), None)

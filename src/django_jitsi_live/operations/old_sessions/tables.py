"""The tables of the older app: where they are, and models that read them.

The app itself may be gone. So the database is asked what there is, and tables and columns are read
through models of our own that belong to no app. Keys have any type: they are handed back to the
database as it gave them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import connections, models

SESSIONS_TABLE = "live_sessions_livesession"
KEY = "id"
SESSION_COLUMNS = ("session_id", "live_session_id", "livesession_id")
MAX_LISTED = 10


class CannotImport(Exception):
    """The tables cannot be read as they were named. The text says what to name."""


@dataclass(frozen=True, slots=True)
class OldTables:
    """Where the older app keeps its sessions, as the operator names it."""

    database: str = "default"
    sessions: str = SESSIONS_TABLE
    participants: str | None = None
    """None to look for it beside the sessions; empty for none."""
    event_column: str = "event_id"
    session_column: str = ""
    """Of the participants; empty for the usual names."""
    user_column: str = "user_id"


class KeyField(models.Field):  # type: ignore[type-arg]  # not generic at run time
    """A column of any type."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"null": True, **options})


class Readers:
    """The rows of both tables."""

    def __init__(self, old: OldTables) -> None:
        self._database = _Database(old.database)
        self.sessions_table = old.sessions
        self.sessions = self._read_sessions(old)
        self.participants_table = self._participants_table(old)
        self.participants = self._read_participants(old)

    def _read_sessions(self, old: OldTables) -> models.QuerySet[Any]:
        table = self._database.require(old.sessions, "--sessions-table")
        columns = {
            "event": (table.require([old.event_column], "--event-column"), KeyField()),
            "room_name": (table.require(["room_name"]), models.TextField()),
            "is_active": (table.require(["is_active"]), models.BooleanField()),
        }
        optional = {
            "started_by": (table.find(["started_by_id", "started_by"]), KeyField()),
            "created_at": (table.find(["created_at"]), models.DateTimeField()),
            "started_at": (table.find(["started_at"]), models.DateTimeField()),
            "ended_at": (table.find(["ended_at"]), models.DateTimeField()),
        }
        found = {name: column for name, column in optional.items() if column[0]}
        return self._database.rows(table, columns | found)

    def _participants_table(self, old: OldTables) -> str:
        if old.participants is not None:
            return old.participants
        found = [*self._database.look_for_participants(old)]
        if len(found) == 1:
            return found[0]
        raise CannotImport(
            f"Which table has the participants? Beside {old.sessions!r} there "
            f"{'are ' + _listed(found) if found else 'is none with a column joined_at'}. Name it "
            "with --participants-table, or say --no-participants to bring over sessions alone."
        )

    def _read_participants(self, old: OldTables) -> models.QuerySet[Any] | None:
        if not self.participants_table:
            return None
        table = self._database.require(self.participants_table, "--participants-table")
        names = [old.session_column] if old.session_column else SESSION_COLUMNS
        columns = {
            "session": (table.require(names, "--session-column"), KeyField()),
            "user": (table.require([old.user_column], "--user-column"), KeyField()),
            "joined_at": (table.require(["joined_at"]), models.DateTimeField()),
        }
        return self._database.rows(table, columns)


class _Table:
    def __init__(self, name: str, columns: Iterable[str], key: str | None) -> None:
        self.name, self.columns = name, [*columns]
        self._key = key

    @property
    def key(self) -> str:
        if self._key or KEY in self.columns:
            return self._key or KEY
        raise CannotImport(
            f"The table {self.name!r} has no primary key of one column, by which its rows could be "
            "told apart. Make a view of it that has a column id, and name that."
        )

    def find(self, names: Iterable[str]) -> str:
        return next((name for name in names if name in self.columns), "")

    def require(self, names: Iterable[str], option: str = "") -> str:
        names = [*names]
        if column := self.find(names):
            return column
        instead = (
            f"Name the one that it has instead with {option}."
            if option
            else f"Make a view of the table that has a column {names[0]}, and name that."
        )
        raise CannotImport(
            f"The table {self.name!r} has no column {' or '.join(names)}, but "
            f"{', '.join(self.columns)}. {instead}"
        )


class _Database:
    def __init__(self, alias: str) -> None:
        self._alias, self._connection = alias, connections[alias]
        with self._connection.cursor() as cursor:
            # Views, too: where the columns are called otherwise, a view can rename them.
            names = self._connection.introspection.table_names(cursor, include_views=True)
        self._names = sorted(names)

    def require(self, name: str, option: str) -> _Table:
        if name in self._names:
            return self._table(name)
        similar = [each for each in self._names if "session" in each or "participant" in each]
        raise CannotImport(
            f"The database {self._alias!r} has no table {name!r}. Name the right one with {option}"
            f"{', such as ' + _listed(similar) if similar else ''}, or another database with "
            "--database."
        )

    def _table(self, name: str) -> _Table:
        introspection = self._connection.introspection
        with self._connection.cursor() as cursor:
            described = introspection.get_table_description(cursor, name)
            key = introspection.get_primary_key_column(cursor, name)
        return _Table(name, (column.name for column in described), key)

    def look_for_participants(self, old: OldTables) -> Iterable[str]:
        """The tables of the same app that say who joined what, and when."""
        app = old.sessions.rpartition("_")[0]
        for name in self._names:
            if name != old.sessions and name.startswith(f"{app}_"):
                table = self._table(name)
                sessions = [old.session_column] if old.session_column else SESSION_COLUMNS
                if {"joined_at", old.user_column} <= {*table.columns} and table.find(sessions):
                    yield name

    def rows(
        self, table: _Table, columns: dict[str, tuple[str, models.Field[Any, Any]]]
    ) -> models.QuerySet[Any]:
        """The rows, by a model that no app and no migration knows."""
        fields: dict[str, Any] = {
            "key": KeyField(primary_key=True, null=False, db_column=table.key)
        }
        for name, (column, field) in columns.items():
            field.db_column = column
            fields[name] = field
        options = {"managed": False, "db_table": table.name, "app_label": "old", "apps": Apps()}
        members = {"__module__": __name__, "Meta": type("Meta", (), options), **fields}
        model: Any = type("OldRow", (models.Model,), members)
        rows: models.QuerySet[Any] = model._base_manager.using(self._alias)
        return rows


def _listed(names: list[str]) -> str:
    more = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {more} more" if more > 0 else "")

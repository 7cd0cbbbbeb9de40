"""The rows of sessions and their runs: conditional writes, which keep row and object the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from ..crowd import publish_status
from ..models import LiveSession, Run
from ..prepared import Parameter, PreparedQuery, Values, insert_row, update_rows
from .store import session_database


def write_with_run(session: LiveSession, values: Mapping[str, Any], run: Run) -> bool:
    """Write the values, and the run as the session's latest one."""
    if session._state.adding:
        write_if_unchanged(session, values)
        run.session = session
        insert_row(run, session_database())
        session.run = run
        update_rows(LiveSession, session_database(), {"pk": session.pk}, {"run": run})
        return True
    run.session = session
    insert_row(run, session_database())
    return write_if_unchanged(session, {**values, "run": run})


def write_run(session: LiveSession, values: Mapping[str, Any]) -> bool:
    """Write the values to the session's latest run; sessions made live by hand have none yet."""
    if session.run_id is not None:
        update_rows(Run, session_database(), {"pk": session.run_id}, values)
        if LiveSession.run.is_cached(session):
            _assign(session.run, values)
    return True


def next_number(session: LiveSession) -> int:
    """The number of the session's next run. One that another request takes meanwhile makes this
    opening fail as a lost race.

    Read before the transaction: on SQLite, one that begins with a read cannot wait for another.
    """
    if session.pk is None:
        return 1
    latest = _LATEST_NUMBER.rows(session_database(), {"session": session.pk})
    return max(latest, default=0) + 1


def _latest_number(values: Values) -> QuerySet[Run, int]:
    numbers = Run.objects.filter(session=values["session"]).order_by("-number")
    return numbers.values_list("number", flat=True)[:1]


_LATEST_NUMBER = PreparedQuery(_latest_number, [Parameter("session", LiveSession._meta.pk)])


def write_if_unchanged(
    session: LiveSession, values: Mapping[str, Any], unchanged: Mapping[str, Any] | None = None
) -> bool:
    """Write the values to the row and the object, unless the row has changed since it was read."""
    if session.pk is None:
        _assign(session, values)
        insert_row(session, session_database())
        return True
    # The room's name identifies the run: a stale end must not end the next run.
    state = {name: getattr(session, name) for name in ("is_active", "room_name", "backstage_since")}
    where = {"pk": session.pk, **state, **(unchanged or {})}
    if not update_rows(LiveSession, session_database(), where, values):
        return False
    _assign(session, values)
    publish_status(session)
    return True


def _assign(instance: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(instance, name, value)

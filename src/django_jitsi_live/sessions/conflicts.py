"""Errors of the database that mean that another request was faster."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db import DatabaseError, IntegrityError

from ..models import LiveSession, Run, Seat
from .store import session_database

# Serialization failure, deadlock, lock not available, query cancelled (PostgreSQL, appendix A).
SQLSTATES = {"40001", "40P01", "55P03", "57014"}
# Lock wait time-out, deadlock, lock not available at once (MySQL and MariaDB).
MYSQL_ERRORS = {1205, 1213, 3572}
SQLITE_ERRORS = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
PRIMARY_CODE = 0xFF  # of SQLite's extended codes


def is_lost_race(error: DatabaseError, session: LiveSession) -> bool:
    """Whether the session changed, or is being changed, or its event is gone.

    Everything else is a fault that a second attempt does not mend: a broken receiver or trigger,
    a missing column, a full disk, a connection that is lost.
    """
    if isinstance(error, IntegrityError):
        return _is_inserted_twice(error) or not _has_event(session)
    return _is_refused_lock(error.__cause__)


def _is_inserted_twice(error: IntegrityError) -> bool:
    # Each database names the table or the constraint, and says either of the two words.
    text = str(error).lower()
    is_unique = "unique" in text or "duplicate" in text
    models = (LiveSession, Run, Seat)
    names = {model._meta.db_table for model in models}
    names |= {each.name for each in Seat._meta.constraints}
    return is_unique and any(name in text for name in names)


def _has_event(session: LiveSession) -> bool:
    events = type(session.event)._base_manager.using(session_database())
    return bool(events.filter(pk=session.event_id).exists())


def _is_refused_lock(cause: Any) -> bool:
    sqlite_code = getattr(cause, "sqlite_errorcode", 0) & PRIMARY_CODE
    first = next(iter(getattr(cause, "args", ())), None)
    return (
        getattr(cause, "sqlstate", None) in SQLSTATES
        or sqlite_code in SQLITE_ERRORS
        or (isinstance(first, int) and first in MYSQL_ERRORS)
    )

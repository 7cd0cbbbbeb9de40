"""What the rows of the older app tell: when each session was live, and who joined it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Max, Min, QuerySet

from ... import moments
from ...moments import as_moment
from ...presence import Interval
from .tables import Readers

BATCH = 500


class OldSession(NamedTuple):
    """A row of the older app's sessions. Its times are moments."""

    key: Any
    event: Any
    room_name: str
    is_active: bool
    started_by: Any = None
    created_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    first_join: dt.datetime | None = None
    last_join: dt.datetime | None = None


class Opened(NamedTuple):
    """An old session that was live, and when."""

    old: OldSession
    live: Interval


def live_time(old: OldSession) -> Interval | None:
    """When the session was live, as far as the row and its participants tell; None if it never was.

    That a row was created is no sign: apps make them when an event is planned. Where the end is
    not known, it is the last presence that is.
    """
    now = moments.now()
    if not (old.is_active or old.started_at or old.first_join or old.ended_at):
        return None
    start = old.started_at or _unrecorded_start(old)
    if start is None or start > now:
        return None
    end = old.ended_at
    # Of a session that is live, an end is that of an earlier start.
    if old.is_active or end is None or not start <= end <= now:
        end = max(start, min(old.last_join or start, now))
    return Interval(start, end)


def _unrecorded_start(old: OldSession) -> dt.datetime | None:
    start = old.first_join or old.created_at or old.ended_at
    if start is None or old.is_active:
        return start
    return min(start, old.ended_at or start)


class Join(NamedTuple):
    """A row of the older app's participants."""

    key: Any
    user: Any
    joined_at: dt.datetime | None


def event_keys(readers: Readers) -> Iterator[list[Any]]:
    """What the column of the events has, in its order, each value once, in batches."""
    rows = readers.sessions.exclude(event=None).order_by("event")
    page = _keys(rows)
    while page:
        yield page
        page = _keys(rows.filter(event__gt=page[-1]))


def _keys(rows: QuerySet[Any]) -> list[Any]:
    return [*rows.values_list("event", flat=True).distinct()[:BATCH]]


def sessions_of(readers: Readers, event_key: Any) -> list[OldSession]:
    """All sessions of one event."""
    rows = readers.sessions.filter(event=event_key).order_by("key")
    names = [field.name for field in rows.model._meta.concrete_fields]
    values = rows.values_list(*names)
    return [_session(readers, dict(zip(names, row, strict=True))) for row in values]


def _session(readers: Readers, row: dict[str, Any]) -> OldSession:
    times = {name: _moment(row.get(name)) for name in ("created_at", "started_at", "ended_at")}
    text, is_active = str(row["room_name"] or ""), bool(row["is_active"])
    joins = _first_and_last_join(readers, row["key"])
    return OldSession(**{**row, **times, **joins, "room_name": text, "is_active": is_active})


def _first_and_last_join(readers: Readers, key: Any) -> dict[str, dt.datetime | None]:
    if readers.participants is None:
        return {}
    rows = readers.participants.filter(session=key)
    found = rows.aggregate(first_join=Min("joined_at"), last_join=Max("joined_at"))
    return {name: _moment(value) for name, value in found.items()}


def joins_of(readers: Readers, session: OldSession) -> Iterator[list[Join]]:
    """The participants of one session, in batches."""
    if readers.participants is None:
        return
    rows = readers.participants.filter(session=session.key).order_by("key")
    page = _joins(rows)
    while page:
        yield page
        page = _joins(rows.filter(key__gt=page[-1].key))


def _joins(rows: QuerySet[Any]) -> list[Join]:
    page = rows.values_list("key", "user", "joined_at")[:BATCH]
    return [Join(key, user, _moment(joined_at)) for key, user, joined_at in page]


def _moment(value: dt.datetime | None) -> dt.datetime | None:
    """None for what no calendar has in UTC."""
    try:
        return None if value is None else as_moment(value)
    except OverflowError:
        return None

"""How long a session may last: pure arithmetic of its times, the schedule and the settings."""

from __future__ import annotations

import datetime as dt

from .. import moments
from ..conf import conf
from ..models import LiveSession, latest_run

MIN_LENGTH = dt.timedelta(hours=1)
"""Before this the schedule ends nothing: who starts late still has an hour."""
OVERTIME = dt.timedelta(minutes=10)
"""So long a session goes on each time that people are found in its room."""
EXTENSION = dt.timedelta(minutes=30)
"""By which a host's click moves the end."""
REOPENING = dt.timedelta(minutes=1)
"""So long a host can take an end back."""


def closing_time(opened_at: dt.datetime, ends_at: dt.datetime | None) -> dt.datetime | None:
    """When a session that was opened then ends by itself; None where nothing bounds it."""
    lengths = [*_scheduled_length(opened_at, ends_at), *_max_length()]
    return _after(opened_at, min(lengths)) if lengths else None


def _scheduled_length(opened_at: dt.datetime, ends_at: dt.datetime | None) -> list[dt.timedelta]:
    if ends_at is None or conf.CLOSE_AFTER is None:
        return []
    # A difference: the end may be so far away that no time comes after it.
    length = ends_at - opened_at + dt.timedelta(seconds=conf.CLOSE_AFTER)
    return [max(length, MIN_LENGTH)]


def _max_length() -> list[dt.timedelta]:
    return [] if conf.MAX_LENGTH is None else [dt.timedelta(seconds=conf.MAX_LENGTH)]


def _after(moment: dt.datetime, length: dt.timedelta) -> dt.datetime | None:
    try:
        return moment + length
    except OverflowError:
        return None  # an event that ends when years have five digits


def open_since(session: LiveSession) -> dt.datetime:
    """Since when the open session is what it is: live, or backstage."""
    since = session.started_at if session.is_active else session.backstage_since
    return since or moments.now()


def latest_close(session: LiveSession) -> dt.datetime | None:
    """The time after which nothing keeps the open session going; None where there is none."""
    return closing_time(open_since(session), None)


def capped(moment: dt.datetime, limit: dt.datetime | None) -> dt.datetime:
    return moment if limit is None else min(moment, limit)


def extended_close(session: LiveSession) -> dt.datetime | None:
    """The time to which a host can move the end of the open session; None if it can stay open for
    no longer than it will anyway."""
    closes_at = session.closes_at if session.is_open else None
    if closes_at is None:
        return None
    later = capped(closes_at + EXTENSION, latest_close(session))
    return later if later > closes_at else None


def reopen_until(session: LiveSession | None) -> dt.datetime | None:
    """Until when a host can take back that the session has ended; None if that cannot be done."""
    if session is None or session.is_open or session.ended_at is None:
        return None
    run = latest_run(session)
    if run is None or run.started_at is None or run.ended_at is None:
        return None
    until: dt.datetime = run.ended_at + REOPENING
    limit = closing_time(run.started_at, None)
    return until if moments.now() < capped(until, limit) else None


def reopened_close(started_at: dt.datetime, ends_at: dt.datetime | None) -> dt.datetime | None:
    """When a session ends by itself whose end was taken back: not at once, if the schedule is
    over."""
    closes_at, soonest = closing_time(started_at, ends_at), moments.now() + EXTENSION
    limit = closing_time(started_at, None)
    return None if closes_at is None else max(closes_at, capped(soonest, limit))


def opens_at(starts_at: dt.datetime | None) -> dt.datetime | None:
    """From when hosts may go live, if that is not now already."""
    if starts_at is None or conf.OPENS_BEFORE is None:
        return None
    before = dt.timedelta(seconds=conf.OPENS_BEFORE)
    return starts_at - before if starts_at - moments.now() > before else None

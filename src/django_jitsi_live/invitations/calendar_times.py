"""From when to when an event is in calendars. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DEFAULT_LENGTH = dt.timedelta(hours=1)
"""So long an event without an end takes in calendars: without one, some show a line that nobody
sees, and others take the whole day."""
LATEST = dt.datetime.max.replace(microsecond=0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """In UTC and in whole seconds, as calendars have times."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    is_end_known: bool

    @classmethod
    def of(cls, starts_at: dt.datetime, ends_at: dt.datetime | None) -> Span:
        """An end that is not after the start is none."""
        start = _in_seconds(starts_at)
        end = None if ends_at is None else _in_seconds(ends_at)
        if end is not None and end > start:
            return cls(start, end, is_end_known=True)
        return cls(start, min(start, LATEST - DEFAULT_LENGTH) + DEFAULT_LENGTH, is_end_known=False)


def _in_seconds(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)

"""Which kinds of mails this site sends, and when, by ``JITSI_LIVE_NOTIFICATIONS``.

What the setting cannot mean, the system check names; here it is as if it were not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ..conf import conf
from ..models import Kind

URGENCY = [
    Kind.LIVE,
    Kind.NOT_STARTED,
    Kind.REMINDER,
    Kind.CANCELLED,
    Kind.MOVED,
    Kind.INVITATION,
    Kind.REPLAY,
    Kind.MISSED,
]
"""The most urgent first."""
TWICE_RATHER_THAN_NEVER = frozenset(URGENCY) - {Kind.REPLAY, Kind.MISSED}
CHANGES = frozenset({Kind.MOVED, Kind.CANCELLED})
"""What is told of the calendar entry."""
MAX_OFFSET = 366 * 24 * 60 * 60  # seconds


def is_wanted(kind: str) -> bool:
    """Whether the site sends mails of that kind."""
    return bool(_value(kind))


def reminder_offsets() -> list[dt.timedelta]:
    """How long before the start people are reminded."""
    return _times(_value(Kind.REMINDER))


def not_started_after() -> dt.timedelta | None:
    """How long after the start hosts are told that nobody has started; None for never."""
    return next(iter(_times(_value(Kind.NOT_STARTED))), None)


def _value(kind: str) -> Any:
    wanted: Any = conf.NOTIFICATIONS
    return wanted.get(str(kind)) if isinstance(wanted, dict) else None


def _times(value: Any) -> list[dt.timedelta]:
    values = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    seconds = {each for each in values if _is_number(each) and 0 < each <= MAX_OFFSET}
    return [dt.timedelta(seconds=int(each)) for each in sorted(seconds, reverse=True)]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)

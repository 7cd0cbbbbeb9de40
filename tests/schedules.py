"""When the event of a test is scheduled: in moments, whatever the host project stores."""

from __future__ import annotations

import datetime as dt
from typing import Any

MINUTE = dt.timedelta(minutes=1)


class Schedule:
    """The latest one. A new one is written by ``plan``."""

    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None

    @classmethod
    def plan(cls, settings: Any, starts_at: dt.datetime, length: float | None = 60) -> None:
        """The event begins then, and takes so many minutes."""
        settings.JITSI_LIVE_STARTS_AT = f"{__name__}.starts_at"
        settings.JITSI_LIVE_ENDS_AT = f"{__name__}.ends_at"
        cls.write(starts_at, length)

    @classmethod
    def write(cls, starts_at: dt.datetime, length: float | None) -> None:
        """The same, where the settings are as they have to be."""
        cls.starts_at = starts_at
        cls.ends_at = None if length is None else starts_at + length * MINUTE


def starts_at(event: Any) -> dt.datetime | None:
    return Schedule.starts_at


def ends_at(event: Any) -> dt.datetime | None:
    return Schedule.ends_at

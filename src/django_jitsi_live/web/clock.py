"""Moments of a session as people read them, in the current time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from ..moments import local_clock, local_time
from ..presence import Interval


@dataclass(frozen=True, slots=True)
class Clock:
    """Writes times of one session, with what is needed to tell them apart."""

    local: Callable[[dt.datetime], dt.datetime]
    """What the clock shows at a moment. To ask for the time zone each time takes longer."""
    has_zone: bool
    """In a night of the clock change, when an hour comes twice."""
    has_date: bool
    """Where midnight is in between."""

    @classmethod
    def of(cls, live: Interval) -> Clock:
        local = local_clock()
        start, end = local(live.start), local(live.end)
        return cls(local, start.utcoffset() != end.utcoffset(), start.date() != end.date())

    @staticmethod
    def date_and_time(moment: dt.datetime) -> str:
        """One moment by itself."""
        return date_format(local_time(moment), "SHORT_DATETIME_FORMAT")

    def time(self, moment: dt.datetime, *, has_seconds: bool = False) -> str:
        """Hours and minutes, such as ``02:35`` or ``02:35 CEST``."""
        pattern = ("%H:%M:%S" if has_seconds else "%H:%M") + (" %Z" if self.has_zone else "")
        return f"{self.local(moment):{pattern}}"

    def moment(self, moment: dt.datetime) -> str:
        """The same, after the date where there are two."""
        date = f"{_date(moment, 'SHORT_DATE_FORMAT')}, " if self.has_date else ""
        return date + self.time(moment)

    def span(self, live: Interval) -> str:
        """From when until when, with the date."""
        date = _date(live.start, "DATE_FORMAT")
        end = f"{_date(live.end, 'DATE_FORMAT')}, " if self.has_date else ""
        return f"{date}, {self.time(live.start)} \N{EN DASH} {end}{self.time(live.end)}"


def _date(moment: dt.datetime, form: str) -> str:
    return date_format(local_time(moment), form)


def zone_name() -> str:
    """The time zone of the times that are shown, such as ``Europe/Berlin``."""
    if settings.USE_TZ:
        return timezone.get_current_timezone_name()
    return timezone.get_default_timezone_name()

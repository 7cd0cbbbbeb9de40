"""Moments as people read them in a mail: in their zone, which is always named."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import cast

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext

from ..moments import site_zone
from ..policy import log_mistake
from ..printable import printable


def zone_of(name: str) -> tuple[str, dt.tzinfo]:
    """The zone with its name; the site's for a name that is none, and then that is logged."""
    try:
        return name, zoneinfo.ZoneInfo(name)
    except (LookupError, OSError, TypeError, ValueError):  # of zoneinfo, for names that are none
        log_mistake(
            f"There is no time zone {printable(str(name), 60)!r}, which a person is said to have",
            "Mails have the times of TIME_ZONE instead. Let JITSI_LIVE_USER_TIME_ZONE or the "
            "recipients() of your policy give a name such as Europe/Berlin.",
        )
        return settings.TIME_ZONE, site_zone()


def in_zone(moment: dt.datetime | None, zone: dt.tzinfo) -> dt.datetime | None:
    """The moment as the zone's clocks show it; None at either end of all time."""
    try:
        local = None if moment is None else moment.astimezone(zone)
    except OverflowError:
        return None
    if local is None:
        return None
    # With a fixed offset: Python compares times of one zone by their clocks alone.
    offset = cast("dt.timedelta", local.utcoffset())
    return local.replace(tzinfo=dt.timezone(offset, local.tzname() or ""), fold=0)


def time_in_words(starts_at: dt.datetime | None, ends_at: dt.datetime | None, zone: str) -> str:
    """Such as "Thursday, 5 November 2026, 14:00 to 15:30 (Europe/Berlin, UTC+01:00)"."""
    if starts_at is None:
        return gettext("Time to be announced")
    if ends_at is None or ends_at <= starts_at:
        return f"{_day(starts_at)}, {_time(starts_at)} ({_zone(zone, starts_at)})"
    end = _time(ends_at)
    if ends_at.date() != starts_at.date():
        end = f"{_day(ends_at)}, {end}"
    if ends_at.utcoffset() == starts_at.utcoffset():
        span = f"{_day(starts_at)}, {_time(starts_at)} \N{EN DASH} {end}"
        return f"{span} ({_zone(zone, starts_at)})"
    # The clocks change in between: an hour may come twice.
    start = f"{_day(starts_at)}, {_time(starts_at)} ({_zone(zone, starts_at)})"
    return f"{start} \N{EN DASH} {end} ({_zone(zone, ends_at)})"


def _day(moment: dt.datetime) -> str:
    return f"{date_format(moment, 'l')}, {date_format(moment, 'DATE_FORMAT')}"


def _time(moment: dt.datetime) -> str:
    return date_format(moment, "TIME_FORMAT")


def _zone(name: str, moment: dt.datetime) -> str:
    offset = f"{moment:%z}"  # such as +0100
    return name if name == "UTC" else f"{name}, UTC{offset[:3]}:{offset[3:5]}"

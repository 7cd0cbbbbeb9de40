"""Moments: aware times, whatever ``USE_TZ`` and the time zones of the host project.

All times that this package computes with, stores and sends are moments. Naive times come in from
the host project only, where they are local to the site, and never leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import cast

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The time now. Django's own ``timezone.now()`` is naive without ``USE_TZ``."""
    return dt.datetime.now(dt.UTC)


def site_zone() -> dt.tzinfo:
    """The time zone of the site: ``TIME_ZONE``, whatever zone a visitor has chosen."""
    return timezone.get_default_timezone()


def as_moment(value: dt.datetime) -> dt.datetime:
    """The time in UTC; a naive one is local to the site. Raises ``OverflowError`` at either end.

    In UTC, because other offsets may have seconds, which neither JavaScript nor RFC 3339 knows.
    """
    aware = value.replace(tzinfo=site_zone()) if timezone.is_naive(value) else value
    return aware.astimezone(dt.UTC)


def day_start(day: dt.date) -> dt.datetime:
    """The first moment of the day in the time zone of the site."""
    return as_moment(dt.datetime.combine(day, dt.time.min))


def at_site(moment: dt.datetime) -> dt.datetime:
    """The moment as the site's clock shows it, which is how Django's templates show it then."""
    local = moment.astimezone(site_zone())
    # With a fixed offset: Python compares and subtracts times of one zone by their clocks alone.
    offset, name = cast("dt.timedelta", local.utcoffset()), local.tzname()
    return local.replace(tzinfo=dt.timezone(offset, name or ""))


def local_time(moment: dt.datetime) -> dt.datetime:
    """The moment as the visitor's clock shows it; without ``USE_TZ`` as the site's does."""
    return timezone.localtime(moment) if settings.USE_TZ else at_site(moment)


def local_clock() -> Callable[[dt.datetime], dt.datetime]:
    """The same for later, when a middleware may have taken the visitor's zone back."""
    if not settings.USE_TZ:
        return at_site
    return partial(timezone.localtime, timezone=timezone.get_current_timezone())

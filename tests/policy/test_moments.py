"""Times of the host project: naive, dates, at clock changes and at the ends of time."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from django_jitsi_live.moments import local_time
from django_jitsi_live.policy import guarded_policy
from tests.projects.webinar.webinars.models import Event


@pytest.fixture
def schedule(settings: Any) -> Any:
    settings.JITSI_LIVE_STARTS_AT, settings.JITSI_LIVE_ENDS_AT = "starts_at", "ends_at"

    def ask(value: Any, zone: str = "UTC") -> list[str]:
        settings.TIME_ZONE = zone
        event = Event(pk=1, starts_at=value, ends_at=value)
        found = guarded_policy().starts_at(event), guarded_policy().ends_at(event)
        return [each.isoformat(timespec="minutes")[:16] if each else "" for each in found]

    return ask


@pytest.mark.parametrize(
    ("zone", "day", "start", "end"),
    [
        ("UTC", "2026-03-01", "2026-03-01T00:00", "2026-03-02T00:00"),
        ("Asia/Kathmandu", "2026-03-01", "2026-02-28T18:15", "2026-03-01T18:15"),
        # The clock is put forward, and back, during the day.
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
        # There is no midnight, or there are two.
        ("America/Santiago", "2026-09-06", "2026-09-06T04:00", "2026-09-07T03:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T04:00", "2026-11-02T05:00"),
        # A day that was left out.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", "2011-12-30T10:00"),
        ("UTC", "9999-12-31", "9999-12-31T00:00", ""),
        ("Asia/Tokyo", "0001-01-01", "", "0001-01-01T14:41"),
    ],
)
def test_a_date_is_the_whole_day_of_the_site(
    schedule: Any, zone: str, day: str, start: str, end: str
) -> None:
    assert schedule(dt.date.fromisoformat(day), zone) == [start, end]


@pytest.mark.parametrize(
    ("naive", "utc"),
    [
        ("2026-07-01T12:00", "2026-07-01T10:00"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # does not exist
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # exists twice: the first is meant
    ],
)
def test_a_naive_time_is_local_to_the_site(schedule: Any, naive: str, utc: str) -> None:
    with timezone.override("Pacific/Auckland"):  # which is the visitor's
        assert schedule(dt.datetime.fromisoformat(naive), "Europe/Berlin") == [utc, utc]


def test_a_time_in_another_zone_stays_the_same(schedule: Any) -> None:
    found = schedule(dt.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata")))
    assert found == ["2026-07-01T06:30"] * 2


def test_without_time_zones_people_read_the_time_of_the_site(settings: Any) -> None:
    noon = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    settings.TIME_ZONE = "Europe/Berlin"
    for use_tz, hour in ((True, 0), (False, 14)):
        settings.USE_TZ = use_tz
        with timezone.override("Pacific/Auckland"):
            assert local_time(noon).hour == hour

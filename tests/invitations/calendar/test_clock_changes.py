"""When clocks are changed: no calendar is an hour off, wherever the site is and its people are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from django_jitsi_live.invitations import calendar_entry, calendar_links, event_ics
from tests.invitations.calendar.readers import read_one
from tests.projects.webinar.webinars.models import Event
from tests.schedules import Schedule

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",  # the other way round
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",  # 45 minutes beside the others
    "Asia/Kathmandu",  # 45 minutes, and never changed
]
MINUTE = dt.timedelta(minutes=1)
EUROPE = [dt.datetime(2026, month, day, 1, tzinfo=dt.UTC) for month, day in ((3, 29), (10, 25))]


def changes(zone: ZoneInfo) -> list[dt.datetime]:
    """When the clocks there are changed in that year; when those of Europe are, if never."""
    hours = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + n * 30 * MINUTE for n in range(365 * 48)]
    offsets = [each.astimezone(zone).utcoffset() for each in hours]
    pairs = zip(hours[1:], offsets, offsets[1:], strict=False)
    return [moment for moment, before, after in pairs if before != after] or EUROPE


def moments_around(zone: ZoneInfo) -> Iterator[dt.datetime]:
    for change in changes(zone):
        for minutes in (-1440, -60, -30, -1, 0, 1, 30, 60, 90, 1440):
            yield change + minutes * MINUTE


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_changes_its_clocks_twice(zone: str) -> None:
    assert len(changes(ZoneInfo(zone))) == 2


@pytest.mark.parametrize("name", ZONES)
def test_event_begins_when_its_people_think_it_does(name: str, event: Event, settings: Any) -> None:
    zone = ZoneInfo(name)
    Schedule.plan(settings, EUROPE[0])
    for moment in moments_around(zone):
        local = moment.astimezone(zone)
        Schedule.starts_at, Schedule.ends_at = local, (moment + 90 * MINUTE).astimezone(zone)
        entry = read_one(event_ics(event, calendar_entry(event)))
        assert entry.starts_at == moment
        assert entry.starts_at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
        assert entry.ends_at - entry.starts_at == 90 * MINUTE
        [google, *_] = calendar_links(event)
        assert f"{moment:%Y%m%dT%H%M%SZ}" in google.url


@pytest.mark.parametrize("name", ZONES)
def test_naive_times_of_a_site_are_those_of_its_clock(
    name: str, event: Event, settings: Any
) -> None:
    settings.TIME_ZONE = name
    zone = ZoneInfo(name)
    Schedule.plan(settings, EUROPE[0])
    for moment in moments_around(zone):
        local = moment.astimezone(zone)
        Schedule.starts_at, Schedule.ends_at = local.replace(tzinfo=None), None
        entry = read_one(event_ics(event, calendar_entry(event)))
        assert entry.starts_at == moment
        assert entry.ends_at - entry.starts_at == 60 * MINUTE


@pytest.mark.parametrize("name", ZONES)
def test_sequence_stays_where_the_same_time_is_written_otherwise(
    name: str, event: Event, settings: Any
) -> None:
    zone = ZoneInfo(name)
    Schedule.plan(settings, changes(zone)[1])
    assert calendar_entry(event).sequence == 0
    Schedule.starts_at = changes(zone)[1].astimezone(zone)
    assert calendar_entry(event).sequence == 0


def test_hour_that_comes_twice_is_two_times(event: Event, settings: Any) -> None:
    """As many clocks show it, both begin at half past two."""
    zone = ZoneInfo("Europe/Berlin")
    first = dt.datetime(2026, 10, 25, 2, 30, tzinfo=zone)
    Schedule.plan(settings, first)
    assert read_one(event_ics(event, calendar_entry(event))).starts_at.hour == 0
    Schedule.starts_at = first.replace(fold=1)
    entry = read_one(event_ics(event, calendar_entry(event)))
    assert (entry.starts_at.hour, entry.sequence) == (1, 1)


def test_hour_that_is_left_out_is_some_time(event: Event, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    Schedule.plan(settings, EUROPE[0])
    Schedule.starts_at, Schedule.ends_at = dt.datetime(2026, 3, 29, 2, 30), None  # noqa: DTZ001
    entry = read_one(event_ics(event, calendar_entry(event)))
    assert entry.starts_at == EUROPE[0] + 30 * MINUTE


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_whole_day_is_as_long_as_that_day(event: Event, settings: Any, day: dt.date) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    Schedule.plan(settings, EUROPE[0])
    Schedule.starts_at = Schedule.ends_at = day  # type: ignore[assignment]
    entry = read_one(event_ics(event, calendar_entry(event)))
    hours = 23 if day.month == 3 else 25
    assert entry.ends_at - entry.starts_at == dt.timedelta(hours=hours)

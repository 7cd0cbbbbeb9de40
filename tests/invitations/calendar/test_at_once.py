"""Several at one moment: a move is counted once, and there is one entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from django_jitsi_live.invitations import calendar_entry, feed_address, read_feed, renew_feed
from django_jitsi_live.models import CalendarEntry, CalendarFeed
from tests.invitations.calendar import planned
from tests.invitations.calendar.conftest import ENDS_AT, STARTS_AT
from tests.projects.webinar.webinars.models import Event
from tests.sessions.test_races import at_once
from tests.transactions import needs_postgresql, overlap

pytestmark = pytest.mark.django_db(transaction=True)


def test_entry_is_made_once(dated: Any) -> None:
    found = at_once(4, lambda number: calendar_entry(Event.objects.get()).uid)
    assert {*found} == {CalendarEntry.objects.get().uid}


def test_move_that_several_find_at_once_counts_once(dated: Any) -> None:
    calendar_entry(dated)
    planned.move(dated, STARTS_AT + dt.timedelta(hours=1), ENDS_AT + dt.timedelta(hours=1))
    found = at_once(4, lambda number: calendar_entry(Event.objects.get()).sequence)
    assert {*found} == {1}
    assert CalendarEntry.objects.get().sequence == 1


@needs_postgresql
def test_move_of_a_transaction_that_is_not_committed_yet_counts_once(dated: Any) -> None:
    calendar_entry(dated)
    planned.move(dated, STARTS_AT + dt.timedelta(hours=1))
    overlap(lambda: calendar_entry(dated), lambda: calendar_entry(Event.objects.get()))
    assert CalendarEntry.objects.get().sequence == 1


def test_feeds_that_are_read_at_once_make_entries_once(dated: Any, host: Any) -> None:
    token = feed_address(host).rpartition("/")[2].removesuffix(".ics")
    found = at_once(4, lambda number: read_feed(token))
    assert len({*found}) == 1
    assert CalendarEntry.objects.count() == 1


def test_address_that_several_ask_for_at_once_is_one(dated: Any, host: Any) -> None:
    assert len({*at_once(4, lambda number: feed_address(host))}) == 1
    renew_feed(host)
    assert CalendarFeed.objects.count() == 1

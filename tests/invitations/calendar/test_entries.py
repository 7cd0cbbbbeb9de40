"""The row of an event in calendars: the same name for ever, and a sequence that tells of moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from django_jitsi_live.invitations import calendar_entry
from django_jitsi_live.models import CalendarEntry, LiveSession
from django_jitsi_live.policy import Policy
from tests.invitations.calendar import planned
from tests.invitations.calendar.conftest import ENDS_AT, STARTS_AT
from tests.projects.webinar.webinars.models import Event

HOUR = dt.timedelta(hours=1)


def sequence(event: Any) -> int:
    """As somebody finds it who has loaded the event by now."""
    return calendar_entry(Event.objects.get(pk=event.pk)).sequence


def test_entry_says_when_the_event_is(dated: Event) -> None:
    entry = calendar_entry(dated)
    assert (entry.starts_at, entry.ends_at) == (STARTS_AT, ENDS_AT)
    assert (entry.sequence, entry.is_cancelled) == (0, False)
    assert LiveSession.objects.get().is_open is False


def test_entry_stays_the_same_row(dated: Event) -> None:
    first = calendar_entry(dated)
    planned.move(dated, STARTS_AT + HOUR)
    second = calendar_entry(dated)
    assert (second.pk, second.uid) == (first.pk, first.uid)


def test_entry_is_known_as_soon_as_there_is_an_event(event: Event) -> None:
    entry = calendar_entry(event)
    assert (entry.starts_at, entry.ends_at, entry.sequence) == (None, None, 0)


def test_end_without_a_start_is_no_date(event: Event, settings: Any) -> None:
    planned.move(event, None, ENDS_AT)
    assert calendar_entry(event).ends_at is None


def test_sequence_grows_with_each_change_of_the_time_or_the_status(
    dated: Event, clock: Any
) -> None:
    assert sequence(dated) == 0
    planned.move(dated, STARTS_AT + HOUR, ENDS_AT + HOUR)
    assert [sequence(dated), sequence(dated)] == [1, 1]
    planned.move(dated, STARTS_AT + HOUR, ENDS_AT + 2 * HOUR)
    assert sequence(dated) == 2
    planned.cancel(dated)
    assert sequence(dated) == 3
    planned.move(dated, None)
    assert sequence(dated) == 4
    clock.shift(60)
    planned.move(dated, STARTS_AT)
    assert sequence(dated) == 5
    entry = CalendarEntry.objects.get()
    assert entry.is_cancelled
    assert entry.changed_at == dt.datetime(2026, 11, 20, 18, 1, tzinfo=dt.UTC)


def test_sequence_does_not_grow_with_the_title(dated: Event) -> None:
    assert sequence(dated) == 0
    dated.title = "Another one"
    dated.save()
    assert sequence(dated) == 0


def test_event_that_was_loaded_before_a_move_moves_nothing_back(dated: Event) -> None:
    calendar_entry(dated)
    stale = Event.objects.get()
    planned.move(dated, STARTS_AT + HOUR)
    assert calendar_entry(dated).sequence == 1
    entry = calendar_entry(stale)
    assert (entry.sequence, entry.starts_at) == (1, STARTS_AT + HOUR)


def test_event_that_the_policy_hides_by_now_is_believed(dated: Event, settings: Any) -> None:
    calendar_entry(dated)
    settings.JITSI_LIVE_POLICY = f"{__name__}.HidesAll"
    planned.cancel(dated)
    assert calendar_entry(dated).is_cancelled


class HidesAll(Policy):
    def events(self) -> Any:
        return Event.objects.none()


def test_of_two_who_find_the_same_move_one_writes(dated: Event, monkeypatch: Any) -> None:
    calendar_entry(dated)
    planned.move(dated, STARTS_AT + HOUR)
    asked = []

    class Overtaken(Policy):
        def is_cancelled(self, event: Any) -> bool:
            asked.append(event)
            if len(asked) == 2:  # the move is found, and not written yet
                entries = CalendarEntry.objects.filter(sequence=0)
                assert entries.update(sequence=1, starts_at=STARTS_AT + HOUR, ends_at=None)
            return False

    monkeypatch.setattr("django_jitsi_live.policy.guarded.get_policy", Overtaken)
    assert calendar_entry(dated).sequence == 1
    assert len(asked) == 2


def test_entry_costs_one_query_where_the_session_is_loaded(dated: Event) -> None:
    calendar_entry(dated)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        calendar_entry(Event.objects.select_related("jitsi_live_session").get())
    assert len(queries) == 2  # one of them is for the event
    assert not any("UPDATE" in each["sql"] for each in queries)


moves = st.lists(
    st.one_of(
        st.just(("nothing", None)),
        st.just(("cancel", None)),
        st.just(("uncancel", None)),
        st.tuples(st.just("title"), st.sampled_from(["A", "B"])),
        st.tuples(st.just("start"), st.sampled_from([None, 0, 1, 2])),
        st.tuples(st.just("end"), st.sampled_from([None, 0, 1, 2])),
    ),
    max_size=12,
)


@pytest.mark.usefixtures("schedule")
class AnyChanges(TestCase):
    @hypothesis_settings(max_examples=60)
    @given(moves)
    def test_sequence_counts_what_calendars_have_to_know(self, changes: Any) -> None:
        user = make_host()
        event = Event.objects.create(title="A", organizer=user)
        known, expected = told(event), 0
        uid = calendar_entry(event).uid
        for name, value in changes:
            change(event, name, value)
            expected += told(event) != known
            known = told(event)
            entry = calendar_entry(Event.objects.get(pk=event.pk))
            assert (entry.sequence, entry.uid) == (expected, uid)
            assert (entry.starts_at, entry.ends_at, entry.is_cancelled) == known


def make_host() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user("helen")


def told(event: Event) -> Any:
    policy = Policy()
    starts_at = policy.starts_at(event)
    return starts_at, starts_at and policy.ends_at(event), policy.is_cancelled(event)


def change(event: Event, name: str, value: Any) -> None:
    bare = event.title.removeprefix(planned.CANCELLED)
    if name in ("cancel", "uncancel"):
        event.title = (planned.CANCELLED if name == "cancel" else "") + bare
    elif name == "title":
        event.title = event.title.removesuffix(bare) + value
    elif name in ("start", "end"):
        moment = None if value is None else planned.stored(STARTS_AT + value * HOUR)
        setattr(event, f"{name}s_at", moment)
    event.save()

"""A room that takes so many people: who gets a seat, who keeps it, and who waits for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import moments, services
from django_jitsi_live.attendance.housekeeping import tidy
from django_jitsi_live.exceptions import Busy, Full, NotLive, Removed
from django_jitsi_live.models import Action, AuditEntry, LiveSession, Seat, Stay
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import seats
from django_jitsi_live.sessions.seat_rows import leave_seat
from tests.projects.webinar.webinars.models import Event, Registration

from .conftest import Clock
from .seats import Person, committed

SECOND = 1 / 60  # of a minute

Crowd = Callable[[int], list[Person]]


@pytest.fixture
def crowd(clock: Clock, settings: Any, live: Event, make_user: Any) -> Crowd:
    """People who are registered for a live event, whose room takes two."""
    settings.JITSI_LIVE_CAPACITY = 2

    def make(count: int) -> list[Person]:
        users = [make_user(f"person-{number}") for number in range(count)]
        Registration.objects.bulk_create(Registration(event=live, user=user) for user in users)
        return [Person(user, live) for user in users]

    return make


def stay_for(clock: Clock, minutes: int, *people: Person) -> None:
    """Their pages beat meanwhile."""
    for _ in range(minutes):
        clock.wait(1)
        for person in people:
            person.beat()


# Who gets one


def test_as_many_are_let_in_as_there_are_seats(crowd: Crowd) -> None:
    people = crowd(5)
    assert [person.ask() for person in people] == [True, True, False, False, False]
    assert {people[0].number, people[1].number} == {1, 2}


def test_a_refusal_says_when_to_ask_again_and_where_to_watch(
    crowd: Crowd, settings: Any, live: Event
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Streamed"
    first, second, third = crowd(3)
    first.ask(), second.ask()
    with pytest.raises(Full) as refusal:
        services.join(third.user, live.pk)
    assert refusal.value.as_dict() == {
        "code": "full",
        "detail": "The room is full. Stay on this page: you are let in as soon as a seat is free.",
        "retry_after": 2,
        "watch_url": "https://youtu.be/abc",
    }


class Streamed(Policy):
    def watch_url(self, event: Any) -> str:
        return "https://youtu.be/abc"


def test_the_team_needs_no_seat_and_takes_none(
    crowd: Crowd, live: Event, host: Any, speaker: Any
) -> None:
    people = crowd(3)
    people[0].ask()
    services.join(host, live.pk)
    services.join(speaker, live.pk)
    assert people[1].ask()
    assert not people[2].ask()
    services.join(host, live.pk)
    services.join(speaker, live.pk)
    assert Seat.objects.count() == 3


def test_whoever_becomes_a_speaker_leaves_the_seat_to_others(
    crowd: Crowd, clock: Clock, live: Event, speaker: Any
) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    live.speakers.add(people[0].user)
    people[0].leave()
    people[0].come()
    clock.wait(3)
    people[0].beat()
    assert people[2].ask()


@pytest.mark.parametrize(
    ("capacity", "let_in"),
    [
        (0, 0),
        (1, 1),
        (10**30, 3),
        (None, 3),
        (-1, 3),
        ("seats", 3),
        (f"{__name__}.two", 2),
        (f"{__name__}.none", 3),
        (f"{__name__}.minus_one", 3),
        (f"{__name__}.text", 3),
        (f"{__name__}.true", 3),
        (f"{__name__}.broken", 3),
        ("tests.no.such.thing", 3),
        (2.5, 3),
    ],
)
def test_capacity_that_is_no_number_of_people_keeps_nobody_out(
    crowd: Crowd, settings: Any, capacity: Any, let_in: int
) -> None:
    settings.JITSI_LIVE_CAPACITY = capacity
    assert sum(person.ask() for person in crowd(3)) == let_in


def two(event: Any) -> int:
    return 2


def none(event: Any) -> None:
    return None


def minus_one(event: Any) -> int:
    return -1


def text(event: Any) -> str:
    return "2"


def true(event: Any) -> bool:
    return True


def broken(event: Any) -> int:
    raise ZeroDivisionError


# Who keeps it


def test_seat_is_held_for_two_minutes_to_load_the_video(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].ask(), people[1].ask()
    clock.wait(1.9)
    assert not people[2].ask()
    clock.wait(0.2)
    assert people[2].ask()


def test_seat_is_held_as_long_as_the_page_beats(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    stay_for(clock, 30, people[0], people[1])
    assert not people[2].ask()


def test_seat_is_held_as_long_as_the_server_reports_the_person(
    crowd: Crowd, clock: Clock, live: Event
) -> None:
    people = crowd(3)
    people[0].ask(), people[1].come()
    now, run = moments.now(), LiveSession.objects.get().run
    values = {"participant": people[0].participant, "role": "attendee", "source": "event_sync"}
    stay = Stay(run=run, key="reported", joined_at=now, last_seen_at=now, **values)
    stay.save()
    stay_for(clock, 30, people[1])
    assert not people[2].ask()
    Stay.objects.filter(pk=stay.pk).update(left_at=moments.now())
    assert people[2].ask()


def test_who_is_in_and_loads_the_page_anew_keeps_the_seat(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    stay_for(clock, 10, people[0], people[1])
    number = people[0].number
    people[0].leave()
    clock.wait(3 * SECOND)
    assert not people[2].ask()
    assert people[0].come()
    assert people[0].number == number
    clock.wait(1)
    assert not people[2].ask()


def test_goodbye_that_comes_after_the_way_back_in_frees_nothing(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    stay_for(clock, 10, people[0], people[1])
    assert people[0].ask()
    people[0].leave()  # of the page that was loaded before
    clock.wait(1)
    assert not people[2].ask()
    people[0].enter()
    people[0].leave()
    clock.wait(5 * SECOND)
    assert people[2].ask()


def test_two_tabs_are_one_seat(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come()
    clock.wait(1)
    people[0].come()
    assert people[1].come()
    people[0].leave()
    clock.wait(1)
    people[0].beat()
    assert not people[2].ask()
    people[0].leave()
    clock.wait(5 * SECOND)
    assert people[2].ask()
    assert Seat.objects.count() == 3


def test_tab_that_is_closed_first_is_one_seat_too(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[1].come(), people[0].come()
    clock.wait(1)
    people[0].come()
    people[0].leave(1)
    people[0].leave()
    clock.wait(5 * SECOND)
    assert people[2].ask()


# Who frees it


def test_who_leaves_frees_the_seat_within_five_seconds(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    clock.wait(0.5)
    people[0].leave()
    assert not people[2].ask()
    clock.wait(5 * SECOND)
    assert people[2].ask()


def test_page_that_crashes_frees_the_seat_when_its_stay_is_over(
    crowd: Crowd, clock: Clock, settings: Any
) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    stay_for(clock, 5, people[0], people[1])
    crashed = 2.5 * settings.JITSI_LIVE_HEARTBEAT / 60
    stay_for(clock, int(crashed), people[1])
    assert not people[2].ask()
    stay_for(clock, 1, people[1])
    assert people[2].ask()


def test_stay_that_is_closed_long_after_holds_no_seat(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    stay_for(clock, 10, people[1])
    committed(tidy)
    assert people[2].ask()


def test_who_is_removed_frees_the_seat_at_once(crowd: Crowd, live: Event, host: Any) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    committed(lambda: services.remove(host, live.pk, people[0].participant))
    assert people[2].ask()
    with pytest.raises(Removed):
        services.join(people[0].user, live.pk)
    services.readmit(host, live.pk, people[0].participant)
    assert not people[0].ask()


def test_lower_capacity_throws_nobody_out(crowd: Crowd, clock: Clock, settings: Any) -> None:
    settings.JITSI_LIVE_CAPACITY = 4
    people = crowd(6)
    assert [person.come() for person in people[:4]] == 4 * [True]
    settings.JITSI_LIVE_CAPACITY = 2
    stay_for(clock, 5, *people[:4])
    assert [person.ask() for person in people[:4]] == 4 * [True]
    assert not people[4].ask()
    for person in people[:2]:
        person.leave()
    stay_for(clock, 3, *people[2:4])
    assert not people[4].ask()
    people[2].leave()
    stay_for(clock, 3, people[3])
    assert people[4].ask()
    assert not people[5].ask()


def test_higher_capacity_lets_in_more(crowd: Crowd, settings: Any) -> None:
    people = crowd(4)
    assert [person.ask() for person in people] == [True, True, False, False]
    settings.JITSI_LIVE_CAPACITY = 3
    assert [person.ask() for person in people] == [True, True, True, False]


# The line


def test_who_waits_is_let_in_in_the_order_of_asking(crowd: Crowd, clock: Clock) -> None:
    people = crowd(5)
    for person in people:
        person.come()
        clock.wait(SECOND)
    people[0].leave()
    for _ in range(3):
        clock.wait(1.5 * SECOND)
        people[4].ask(), people[3].ask()
        still_waits = not people[2].ask()
    assert not still_waits
    assert [person.number is not None for person in people[2:]] == [True, False, False]


def test_two_free_seats_are_for_the_first_two(crowd: Crowd, clock: Clock) -> None:
    people = crowd(6)
    for person in people[:5]:
        person.come()
        clock.wait(SECOND)
    people[0].leave(), people[1].leave()
    clock.wait(2 * SECOND)
    for person in people[2:5]:
        person.ask()
    clock.wait(2.5 * SECOND)
    assert [person.ask() for person in reversed(people[2:])] == [False, False, True, True]


def test_who_comes_at_last_does_not_pass_those_who_wait(crowd: Crowd, clock: Clock) -> None:
    people = crowd(4)
    people[0].come(), people[1].come()
    people[2].ask()
    people[0].leave()
    clock.wait(4.5 * SECOND)
    assert not people[3].ask()
    assert people[2].ask()


def test_who_stops_asking_keeps_nobody_waiting(crowd: Crowd, clock: Clock) -> None:
    people = crowd(4)
    people[0].come(), people[1].come()
    people[2].ask()
    clock.wait(SECOND)
    people[3].ask()
    people[0].leave()
    clock.wait(6 * SECOND)
    assert people[3].ask()


@pytest.mark.parametrize(("minutes", "is_first"), [(2.9, True), (3.5, False)])
def test_who_asks_seldom_keeps_the_place_for_three_minutes(
    crowd: Crowd, clock: Clock, minutes: float, is_first: bool
) -> None:
    people = crowd(4)
    people[0].come(), people[1].come()
    people[2].ask()
    clock.wait(SECOND)
    people[3].ask()
    clock.wait(minutes)
    people[0].come(), people[1].come()
    people[3].ask()
    clock.wait(SECOND)
    people[2].ask()
    waiting = Seat.objects.filter(number=None).order_by("asked_at", "pk")
    first = people[2] if is_first else people[3]
    assert waiting.first().participant == first.participant


def test_who_comes_back_too_late_is_first_in_line(crowd: Crowd, clock: Clock) -> None:
    people = crowd(5)
    people[0].come(), people[1].come()
    clock.wait(1)
    people[2].ask(), people[3].ask()
    people[0].leave()
    clock.wait(4.5 * SECOND)
    assert people[2].ask()
    people[3].ask()
    clock.wait(2 * SECOND)
    assert not people[0].ask()
    people[1].leave()
    clock.wait(4.5 * SECOND)
    assert not people[3].ask()
    assert people[0].ask()


def test_seat_that_nobody_has_taken_is_there_on_coming_back(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    number = people[0].number
    people[0].leave()
    clock.wait(60)
    assert people[0].ask()
    assert people[0].number == number


def test_in_a_long_line_people_ask_seldom(crowd: Crowd, settings: Any) -> None:
    settings.JITSI_LIVE_CAPACITY = 0
    pauses = [person.refusal().retry_after for person in crowd(100)]  # type: ignore[union-attr]
    assert pauses[:6] == [2, 2, 2, 2, 2, 3]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 20


def test_who_waits_longer_asks_as_often_as_the_place_says(crowd: Crowd, settings: Any) -> None:
    settings.JITSI_LIVE_CAPACITY = 0
    people = crowd(100)
    for person in people:
        person.ask()
    refusals = [people[number].refusal() for number in (0, 99)]
    assert [each.retry_after for each in refusals if each] == [2, 20]


# The session


def test_session_that_moves_keeps_the_seats_against_those_who_wait(
    crowd: Crowd, clock: Clock, live: Event, host: Any
) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    stay_for(clock, 10, people[0], people[1])
    people[2].ask()
    services.move(host, live.pk)
    people[0].leave()
    clock.wait(1)
    assert not people[2].ask()
    assert people[0].come()
    assert people[1].come()
    people[1].leave()
    stay_for(clock, 30, people[0], people[1])
    assert not people[2].ask()
    people[0].leave()
    clock.wait(5 * SECOND)
    assert people[2].ask()


def test_seat_of_somebody_who_has_left_is_not_kept_by_a_move(
    crowd: Crowd, clock: Clock, live: Event, host: Any
) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    people[0].leave()
    clock.wait(5 * SECOND)
    services.move(host, live.pk)
    assert people[2].ask()


def test_session_that_was_made_live_by_hand_moves_too(crowd: Crowd, live: Event, host: Any) -> None:
    [person] = crowd(1)
    LiveSession.objects.update(run=None)
    assert person.ask()
    services.move(host, live.pk)
    assert person.ask()


def test_next_run_begins_without_seats_and_without_a_line(
    crowd: Crowd, live: Event, host: Any
) -> None:
    people = crowd(4)
    for person in people:
        person.come()
    services.end(host, live.pk)
    with pytest.raises(NotLive):
        services.join(people[3].user, live.pk)
    services.start(host, live.pk)
    assert [person.ask() for person in reversed(people)] == [True, True, False, False]


def test_end_that_is_taken_back_keeps_the_seats(
    crowd: Crowd, clock: Clock, live: Event, host: Any
) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    services.end(host, live.pk)
    tidy()
    clock.wait(0.5)
    services.reopen(host, live.pk)
    assert not people[2].ask()
    assert people[0].ask()


def test_tidy_deletes_the_seats_of_a_session_that_is_over(
    crowd: Crowd, clock: Clock, live: Event, host: Any
) -> None:
    for person in crowd(4):
        person.come()
    assert tidy()["seats deleted"] == 0
    services.end(host, live.pk)
    clock.wait(1.5)
    assert tidy()["seats deleted"] == 2  # those in the line
    clock.wait(10)
    assert tidy(dry_run=True)["seats deleted"] == 2
    assert tidy()["seats deleted"] == 2
    assert not Seat.objects.exists()


def test_seat_says_neither_who_nor_where(crowd: Crowd) -> None:
    people = crowd(3)
    for person in people:
        person.ask()
    names = {str(seat)[:6] for seat in Seat.objects.order_by("pk")}
    assert names == {"Seat 1", "Seat 2", "Seat -"}


# The audit


def refusals() -> int:
    return AuditEntry.objects.filter(action=Action.REFUSED, reason="full").count()


def test_audit_has_one_refusal_for_each_wait(crowd: Crowd, clock: Clock) -> None:
    people = crowd(4)
    people[0].come(), people[1].come()
    for _ in range(5):
        people[2].ask(), people[3].ask()
        clock.wait(SECOND)
    assert refusals() == 2
    clock.wait(4)
    people[0].come(), people[1].come()
    people[2].ask()
    assert refusals() == 3


def test_audit_has_that_somebody_who_was_in_waits(crowd: Crowd, clock: Clock) -> None:
    people = crowd(3)
    people[0].come(), people[1].come()
    people[0].leave()
    clock.wait(5 * SECOND)
    assert people[2].ask()
    assert refusals() == 0
    assert not people[0].ask()
    clock.wait(SECOND)
    assert not people[0].ask()
    assert refusals() == 1


# What it costs


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    transactions = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(transactions) for query in captured)


JOIN = 2  # who it is and where, and the audit


def test_join_without_capacity_asks_for_no_seat(
    crowd: Crowd, settings: Any, live: Event, host: Any
) -> None:
    settings.JITSI_LIVE_CAPACITY = None
    [person] = crowd(1)
    assert queries(person.ask) == JOIN
    person.enter()
    assert queries(person.leave) == 2
    assert not Seat.objects.exists()
    without = queries(lambda: services.move(host, live.pk))
    settings.JITSI_LIVE_CAPACITY = 5
    assert queries(lambda: services.move(host, live.pk)) == without + 1


@pytest.mark.parametrize("others", [0, 30])
def test_join_costs_two_queries_more_however_many_there_are(
    crowd: Crowd, settings: Any, live: Event, speaker: Any, others: int
) -> None:
    settings.JITSI_LIVE_CAPACITY = others + 1
    *seated, person, late = crowd(others + 2)
    for each in seated:
        each.come()
    assert queries(person.ask) == JOIN + 2  # the seats, and the new one
    assert queries(person.ask) == JOIN + 2
    assert queries(late.refusal) == JOIN + 2  # and the audit has the refusal
    assert queries(late.refusal) == JOIN + 1
    person.enter()
    assert queries(person.leave) == 4
    assert queries(lambda: services.join(speaker, live.pk)) == JOIN


# At one moment


def meanwhile(monkeypatch: Any, act: Callable[[], object], times: int = 1) -> None:
    """Somebody else is faster, so many times, after the seats were read."""
    load = seats._Asking._load
    left = [times]

    def load_and_wait(asking: Any, now: Any) -> Any:
        rows = load(asking, now)
        if left[0]:
            left[0] -= 1
            act()
        return rows

    monkeypatch.setattr(seats._Asking, "_load", load_and_wait)


def take(number: int) -> Callable[[], object]:
    def act() -> object:
        session = LiveSession.objects.get()
        until = moments.now() + seats.LOADING
        values = {"number": number, "participant": f"other-{number}", "held_until": until}
        return Seat.objects.get_or_create(session=session, **values)

    return act


def test_seat_that_somebody_else_takes_meanwhile_is_not_had_twice(
    crowd: Crowd, settings: Any, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_CAPACITY = 1
    [person] = crowd(1)
    meanwhile(monkeypatch, take(1))
    assert not person.ask()


def test_another_seat_is_tried_where_that_is_taken(crowd: Crowd, monkeypatch: Any) -> None:
    [person] = crowd(1)
    monkeypatch.setattr("random.choice", min)
    meanwhile(monkeypatch, take(1))
    assert person.ask()
    assert person.number == 2


def test_who_waits_tries_another_seat_too(crowd: Crowd, monkeypatch: Any, settings: Any) -> None:
    settings.JITSI_LIVE_CAPACITY = 0
    [person] = crowd(1)
    assert not person.ask()
    settings.JITSI_LIVE_CAPACITY = 2
    monkeypatch.setattr("random.choice", min)
    meanwhile(monkeypatch, take(1))
    assert person.ask()
    assert person.number == 2


def test_same_person_in_two_tabs_at_one_moment_gets_one_seat(
    crowd: Crowd, monkeypatch: Any
) -> None:
    [person] = crowd(1)
    session = LiveSession.objects.get()
    until = moments.now() + seats.LOADING
    own = Seat(session=session, participant=person.participant, number=2, held_until=until)
    monkeypatch.setattr("random.choice", min)
    meanwhile(monkeypatch, own.save)
    assert person.ask()
    assert Seat.objects.get().number == 2


def test_same_person_who_waits_in_two_tabs_is_in_line_once(
    crowd: Crowd, settings: Any, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_CAPACITY = 0
    [person] = crowd(1)
    session = LiveSession.objects.get()
    own = Seat(session=session, participant=person.participant, held_until=moments.now())
    meanwhile(monkeypatch, own.save)
    assert not person.ask()
    assert Seat.objects.count() == 1


def test_seat_is_not_taken_from_somebody_who_comes_back_at_that_moment(
    crowd: Crowd, clock: Clock, settings: Any, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_CAPACITY = 1
    people = crowd(2)
    people[0].come()
    people[0].leave()
    clock.wait(1)

    def come_back() -> None:
        Seat.objects.update(held_until=moments.now() + seats.LOADING)

    meanwhile(monkeypatch, come_back)
    assert not people[1].ask()
    assert people[0].number == 1


def test_row_that_changes_again_and_again_is_busy(
    crowd: Crowd, settings: Any, monkeypatch: Any
) -> None:
    [person] = crowd(1)
    person.ask()
    pushes = iter(range(1, 100))

    def change() -> None:
        Seat.objects.update(held_until=moments.now() + next(pushes) * seats.LOADING)

    meanwhile(monkeypatch, change, times=2)
    assert person.ask()
    meanwhile(monkeypatch, change, times=3)
    with pytest.raises(Busy):
        person.ask()


@pytest.mark.parametrize("capacity", [0, 2])
def test_fault_of_the_database_is_not_hidden(
    crowd: Crowd, settings: Any, monkeypatch: Any, capacity: int
) -> None:
    settings.JITSI_LIVE_CAPACITY = capacity
    [person] = crowd(1)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(seats._Asking, "_new_row", fail)
    with pytest.raises(OperationalError):
        person.ask()


def test_place_in_line_that_cannot_be_noted_now_is_no_fault(
    crowd: Crowd, settings: Any, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_CAPACITY = 0
    [person] = crowd(1)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError('duplicate key violates unique constraint "jitsi_live_one_seat_each"')

    monkeypatch.setattr(seats._Asking, "_new_row", fail)
    assert not person.ask()


def test_stay_that_goes_on_leaves_no_seat(crowd: Crowd, clock: Clock) -> None:
    [person] = crowd(1)
    person.come()
    held_until = Seat.objects.get().held_until
    leave_seat(LiveSession.objects.get(), Stay.objects.get())
    assert Seat.objects.get().held_until == held_until

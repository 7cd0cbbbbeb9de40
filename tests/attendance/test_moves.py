"""A session that moves to another room is one occasion."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance.housekeeping import tidy
from django_jitsi_live.models import Confirmation
from django_jitsi_live.signals import attendance_confirmed
from tests.projects.webinar.webinars.models import Event


@pytest.fixture
def travel() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC), tick=False) as clock:
        yield lambda minutes: clock.shift(dt.timedelta(minutes=minutes))


def enter(event: Event, person: Any) -> str:
    answer, _status = attendance.record_action("joined", person, event.pk, "")
    return str(answer["stay"])


def was_there(event: Event, person: Any, stay: str, minutes: int) -> None:
    attendance.record_action("seen", person, event.pk, stay, str(60 * minutes))


def leave(event: Event, person: Any, stay: str) -> None:
    attendance.record_action("left", person, event.pk, stay)


@pytest.mark.django_db(transaction=True)
def test_shares_are_of_all_its_rooms_together(
    travel: Any, event: Event, host: Any, student: Any
) -> None:
    services.start(host, event.pk)
    stay = enter(event, student)
    travel(30)
    was_there(event, student, stay, 30)
    services.move(host, event.pk)
    leave(event, student, stay)
    travel(30)
    services.end(host, event.pk)
    report = attendance.report(host, event.pk)
    assert report.live_seconds == 3600
    [person] = report.people
    assert (person.seconds, person.share) == (1800, 0.5)
    assert [run["ended_because"] for run in report.as_dict()["runs"]] == ["moved", "host"]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_confirmed_by_a_room_that_was_left(
    travel: Any, event: Event, host: Any, student: Any
) -> None:
    services.start(host, event.pk)
    stay = enter(event, student)
    travel(10)
    was_there(event, student, stay, 10)
    services.move(host, event.pk)
    leave(event, student, stay)
    tidy()
    assert not Confirmation.objects.exists()
    travel(50)
    services.end(host, event.pk)
    assert not Confirmation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_was_in_both_rooms_is_confirmed_once(
    travel: Any, event: Event, host: Any, student: Any
) -> None:
    shares = []

    def note(share: float, **kwargs: Any) -> None:
        shares.append(share)

    attendance_confirmed.connect(note)
    services.start(host, event.pk)
    first = enter(event, student)
    travel(30)
    was_there(event, student, first, 30)
    services.move(host, event.pk)
    leave(event, student, first)
    second = enter(event, student)
    travel(30)
    was_there(event, student, second, 30)
    leave(event, student, second)
    services.end(host, event.pk)
    tidy()
    attendance_confirmed.disconnect(note)
    assert shares == [1.0]

"""People of whom only the joining was recorded, such as by an older app."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import attendance, moments
from django_jitsi_live.models import LiveSession, Role, Run, Source, Stay

MINUTE = dt.timedelta(minutes=1)
START = dt.datetime(2024, 7, 1, 18, tzinfo=dt.UTC)


@pytest.fixture
def session(event: Any) -> LiveSession:
    """Was live for an hour."""
    times = {"started_at": START, "ended_at": START + 60 * MINUTE}
    session = LiveSession.objects.create(event=event, room_name="old", **times)
    session.run = Run.objects.create(
        session=session, number=1, room_name="old", opened_at=START, **times
    )
    session.save()
    return session


@pytest.fixture
def stayed(session: LiveSession) -> Callable[..., Stay]:
    def make(user: Any, begin: float, end: float | None = None, **fields: Any) -> Stay:
        joined_at, left_at = (START + minutes * MINUTE for minutes in (begin, end or begin))
        return Stay.objects.create(
            run=session.run,
            user=user,
            participant=str(user.pk),
            display_name=user.get_full_name(),
            role=Role.ATTENDEE,
            source=Source.PAGE,
            key=f"{user.pk}-{begin}",
            joined_at=joined_at,
            last_seen_at=left_at,
            left_at=left_at,
            **fields,
        )

    return make


def lengths(event: Any, host: Any) -> dict[str, bool]:
    people = attendance.report(host, event.pk).people
    return {person.display_name.split()[0]: person.is_length_known for person in people}


def page(event: Any, host: Any, query: str = "") -> str:
    client = Client()
    client.force_login(host)
    return " ".join(client.get(f"/api/live/report/{event.pk}/{query}").content.decode().split())


def test_a_moment_is_no_length(stayed: Any, event: Any, host: Any, student: Any) -> None:
    stayed(host, 0, 60)
    stayed(student, 10)
    assert lengths(event, host) == {"Helen": True, "Sam": False}


def test_two_moments_are_no_length(stayed: Any, event: Any, host: Any, student: Any) -> None:
    stayed(student, 10)
    stayed(student, 30)
    assert lengths(event, host) == {"Sam": False}


def test_one_length_that_is_known_is_enough(
    stayed: Any, event: Any, host: Any, student: Any
) -> None:
    stayed(student, 10)
    stayed(student, 30, 40)
    assert lengths(event, host) == {"Sam": True}


def test_who_left_at_once_is_known_to_have_left(
    stayed: Any, event: Any, host: Any, student: Any
) -> None:
    stayed(student, 10, is_left_certain=True)
    assert lengths(event, host) == {"Sam": True}


def test_who_has_just_come_is_still_there(
    live: Any, host: Any, student: Any, as_user: Any, time_machine: Any
) -> None:
    time_machine.move_to(moments.now(), tick=False)
    LiveSession.objects.update(started_at=moments.now())
    as_user(student).post(f"/api/live/stays/{live.pk}/", {"action": "joined"})
    assert lengths(live, host) == {"Sam": True}


def test_figures_are_of_those_whose_length_is_known(
    stayed: Any, event: Any, host: Any, student: Any
) -> None:
    stayed(host, 0, 60)
    stayed(student, 10)
    report = attendance.report(host, event.pk)
    assert report.median_seconds == 3600
    assert [(each.seconds, each.people) for each in report.survival[-1:]] == [(3600, 1)]
    assert sum(each.people for each in report.distribution) == 1


def test_page_says_what_is_not_known_and_draws_nothing_of_it(
    stayed: Any, event: Any, host: Any, student: Any
) -> None:
    stayed(student, 10)
    html = page(event, host)
    assert "Of 1 person only the joining was recorded" in html
    assert "Sam Student" in html
    assert not any(text in html for text in ("<svg", "At most at a time", ">0 %</td>"))
    assert html.count("<td data-value=") == 4
    assert html.count("\N{EN DASH}</td>") == 3


def test_page_of_a_run_of_no_known_length_lists_its_people(
    stayed: Any, event: Any, host: Any, student: Any
) -> None:
    stayed(student, 0)
    for model in (LiveSession, Run):
        model.objects.update(ended_at=START)
    html = page(event, host)
    assert "Sam Student" in html
    assert "has not been live" not in html


def test_page_draws_what_is_known(stayed: Any, event: Any, host: Any, student: Any) -> None:
    stayed(host, 0, 60)
    stayed(student, 10)
    html = page(event, host)
    assert "Of 1 person only the joining was recorded" in html
    assert html.count("<svg") == 3
    stayed(student, 20, 30)
    assert "only the joining was recorded" not in page(event, host)


def test_programs_are_told(stayed: Any, event: Any, host: Any, student: Any, as_user: Any) -> None:
    stayed(student, 10)
    address = f"/api/live/attendance/{event.pk}/"
    [person] = as_user(host).get(address).json()["people"]
    assert (person["is_length_known"], person["seconds"]) == (False, 0)
    table = as_user(host).get(address, {"format": "csv"}).getvalue().decode()
    assert "is_length_known" in table.splitlines()[0]

"""Ends that are found afterwards: what is recorded is when somebody was last known to be there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance.housekeeping import tidy
from django_jitsi_live.models import LiveSession, Run
from tests.runs import make_run
from tests.schedules import Schedule

from .conftest import Evening
from .prosody import Prosody

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def begun(settings: Any, event: Any, host: Any, evening: Evening) -> dt.datetime:
    """The scheduled start of an event that is live from then on, and takes an hour."""
    Schedule.plan(settings, moments.now())
    services.start(host, event.pk)
    return moments.now()


def found(begun: dt.datetime) -> tuple[float, str]:
    """After how many minutes it ended, and why."""
    run = Run.objects.get()
    assert run.ended_at is not None
    assert LiveSession.objects.get().ended_at == run.ended_at
    return (run.ended_at - begun) / MINUTE, run.ended_because


def shares(host: Any, event: Any) -> dict[str, int]:
    people = attendance.report(host, event.pk).people
    return {each.display_name.split()[0]: round(100 * each.share) for each in people}


def test_laptop_is_shut_and_tidy_comes_at_night(
    evening: Evening, begun: Any, event: Any, host: Any, student: Any
) -> None:
    evening.open(host, event)
    evening.open(student, event)
    evening.wait(60)
    evening.pages.clear()  # both are shut
    evening.wait(6 * 60)
    assert tidy()["sessions ended"] == 1
    assert found(begun) == (60, "schedule")
    assert shares(host, event) == {"Helen": 100, "Sam": 100}


def test_host_who_is_alone_all_night_keeps_nothing_open(
    evening: Evening, begun: Any, event: Any, host: Any, student: Any
) -> None:
    evening.open(host, event)
    page = evening.open(student, event)
    evening.wait(70)
    evening.close(page)
    evening.wait(12 * 60)
    assert found(begun) == (90, "schedule")
    assert shares(host, event) == {"Helen": 100, "Sam": 100}


def test_nobody_asks_until_the_morning(
    evening: Evening, begun: Any, event: Any, host: Any, student: Any
) -> None:
    """Prosody alone knows that two people stayed, and then one of them."""
    prosody = Prosody()
    prosody.create()
    prosody.join(host, student)
    evening.wait(130)
    prosody.leave(student)
    evening.wait(60)
    prosody.leave(host)
    evening.wait(8 * 60)
    assert services.status(event.pk, host).is_active is False
    assert found(begun) == (130, "schedule")


def test_people_stay_until_the_longest_time(
    settings: Any, evening: Evening, begun: Any, event: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 2 * 60 * 60
    evening.open(host, event)
    evening.open(student, event)
    evening.wait(3 * 60)
    assert found(begun) == (120, "length")


def test_without_a_schedule_a_night_alone_dilutes_no_share(
    settings: Any, evening: Evening, event: Any, host: Any, student: Any
) -> None:
    services.start(host, event.pk)
    begun = moments.now()
    evening.open(host, event)
    evening.open(student, event)
    evening.wait(60)
    evening.pages.clear()
    evening.wait(14 * 60)
    assert services.status(event.pk, host).is_active is False
    assert found(begun) == (60, "length")
    assert shares(host, event) == {"Helen": 100, "Sam": 100}


def test_idle_session_ended_when_the_last_one_left(
    settings: Any, evening: Evening, event: Any, host: Any
) -> None:
    settings.JITSI_LIVE_IDLE_END_AFTER = 1800
    services.start(host, event.pk)
    begun = moments.now()
    page = evening.open(host, event)
    evening.wait(20)
    evening.close(page)
    evening.wait(40)
    assert tidy()["sessions ended"] == 1
    assert found(begun) == (20, "idle")


def test_idle_backstage_is_closed(
    settings: Any, evening: Evening, event: Any, host: Any, speaker: Any
) -> None:
    settings.JITSI_LIVE_IDLE_END_AFTER = 1800
    services.backstage(host, event.pk)
    page = evening.open(speaker, event)
    assert tidy()["sessions ended"] == 0
    evening.wait(20)
    evening.close(page)
    evening.wait(40)
    assert tidy()["sessions ended"] == 1
    assert not LiveSession.objects.get().is_open
    assert Run.objects.get().is_rehearsal


def test_admin_ends_in_the_morning_what_was_left_open(
    settings: Any, evening: Evening, event: Any, host: Any, admin_client: Any
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 24 * 60 * 60
    services.start(host, event.pk)
    begun = moments.now()
    evening.open(host, event)
    evening.wait(60)
    evening.pages.clear()
    evening.wait(10 * 60)
    url = reverse("admin:jitsi_live_livesession_changelist")
    chosen = {"action": "end_selected", "_selected_action": [LiveSession.objects.get().pk]}
    admin_client.post(url, chosen)
    assert found(begun) == (60, "admin")


def test_admin_ends_now_what_people_are_in(
    evening: Evening, begun: Any, event: Any, host: Any
) -> None:
    evening.open(host, event)
    evening.wait(10)
    assert services.end_sessions(LiveSession.objects.all(), None) == 1
    assert found(begun) == (10, "admin")


def test_host_ends_when_the_button_is_pressed(
    evening: Evening, begun: Any, event: Any, host: Any, student: Any
) -> None:
    evening.close(evening.open(student, event))
    evening.wait(30)
    services.end(host, event.pk)
    assert found(begun) == (30, "host")


def test_backstage_counts_in_no_share(
    settings: Any, evening: Evening, event: Any, host: Any, speaker: Any, student: Any
) -> None:
    services.backstage(host, event.pk)
    for user in (host, speaker):
        evening.open(user, event)
    evening.wait(30)
    services.start(host, event.pk)
    evening.open(student, event)
    evening.wait(30)
    services.end(host, event.pk)
    report = attendance.report(host, event.pk)
    assert report.live_seconds == report.counted_seconds == 30 * 60
    assert shares(host, event) == {"Helen": 100, "Sam": 100, "Sofia": 100}


def test_run_without_a_stay_ended_when_it_was_due(
    evening: Evening, begun: Any, event: Any, host: Any
) -> None:
    evening.wait(5 * 60)
    assert tidy()["sessions ended"] == 1
    assert found(begun) == (90, "schedule")


def test_session_whose_runs_are_gone_ends_all_the_same(
    evening: Evening, begun: Any, event: Any, host: Any
) -> None:
    session = LiveSession.objects.get()
    Run.objects.all().delete()
    make_run(session, room_name="another room", started_at=begun)
    evening.wait(5 * 60)
    assert services.status(event.pk, host).is_active is False
    assert LiveSession.objects.get().ended_at == begun + 90 * MINUTE

"""Scheduled, backstage, live, ended: who is told what, and who is let in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from django_jitsi_live import moments, services
from django_jitsi_live.exceptions import (
    NotAuthenticated,
    NotHost,
    NotLive,
    NotOpen,
    NotRegistered,
    NotReopened,
)
from django_jitsi_live.models import LiveSession, Run, State
from django_jitsi_live.policy import Policy
from tests.projects.webinar.webinars.models import Event
from tests.schedules import Schedule

from .conftest import MINUTE, Clock

Plan = Callable[..., None]


def states(event: Event, *people: Any) -> list[str]:
    """What each of them is told, by the status and by the room."""
    told = [services.status(event.pk, user, fresh=True).state for user in people]
    assert told == [services.describe(user, event.pk).state for user in people]
    return [*map(str, told)]


# Backstage


def test_backstage_is_told_to_the_team_only(
    event: Event, host: Any, speaker: Any, student: Any, stranger: Any
) -> None:
    grant = services.backstage(host, event.pk)
    assert (grant.state, grant.is_active, grant.role) == (State.BACKSTAGE, False, "host")
    assert states(event, host, speaker) == ["backstage"] * 2
    assert states(event, student, stranger, None) == ["scheduled"] * 3
    for user in (host, speaker, student, None):
        assert services.status(event.pk, user, fresh=True).is_active is False


def test_only_the_team_learns_the_room_of_the_backstage(
    event: Event, host: Any, speaker: Any, student: Any
) -> None:
    room_name = services.backstage(host, event.pk).room_name
    assert services.status(event.pk, speaker).room_name == room_name
    for user in (student, None):
        status = services.status(event.pk, user, fresh=True)
        assert (status.room_name, status.present, status.closes_at) == (None, None, None)
    info = services.describe(student, event.pk)
    assert (info.present, info.closes_at, info.can_open_backstage) == (None, None, False)


def test_only_the_team_is_let_into_the_backstage(
    event: Event, host: Any, speaker: Any, student: Any, stranger: Any
) -> None:
    room_name = services.backstage(host, event.pk).room_name
    grants = [services.join(host, event.pk), services.join(speaker, event.pk)]
    grants.append(services.backstage(speaker, event.pk))
    assert {(grant.room_name, grant.state) for grant in grants} == {(room_name, "backstage")}
    with pytest.raises(NotLive):
        services.join(student, event.pk)
    with pytest.raises(NotRegistered):
        services.join(stranger, event.pk)
    for user in (student, stranger):
        with pytest.raises(NotHost):
            services.backstage(user, event.pk)
    with pytest.raises(NotAuthenticated):
        services.backstage(None, event.pk)


def test_speaker_waits_until_a_host_has_opened_the_backstage(event: Event, speaker: Any) -> None:
    assert services.describe(speaker, event.pk).can_open_backstage is False
    with pytest.raises(NotOpen):
        services.backstage(speaker, event.pk)
    assert not LiveSession.objects.exists()


class SpeakersOpen(Policy):
    def may_open_backstage(self, user: Any, event: Any) -> bool:
        return True


def test_policy_lets_speakers_open_the_backstage(
    settings: Any, event: Event, speaker: Any, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.SpeakersOpen"
    assert services.describe(speaker, event.pk).can_open_backstage is True
    assert services.backstage(speaker, event.pk).role == "speaker"
    assert services.describe(student, event.pk).can_open_backstage is False


def test_going_live_from_the_backstage_keeps_room_and_run(
    event: Event, host: Any, student: Any, clock: Clock
) -> None:
    backstage = services.backstage(host, event.pk)
    clock.wait(20)
    grant = services.start(host, event.pk)
    assert (grant.room_name, grant.state) == (backstage.room_name, State.LIVE)
    assert services.join(student, event.pk).room_name == backstage.room_name
    run = Run.objects.get()
    assert run.started_at is not None
    assert run.started_at - run.opened_at == 20 * MINUTE
    assert (run.started_by, run.is_rehearsal) == (host, False)


def test_backstage_of_a_live_event_is_its_room(live: Event, host: Any, speaker: Any) -> None:
    grant = services.backstage(speaker, live.pk)
    assert (grant.state, grant.is_active) == (State.LIVE, True)
    assert Run.objects.count() == 1


def test_opening_and_going_live_cost_few_queries(
    event: Event, host: Any, django_assert_max_num_queries: Any
) -> None:
    # One of each writes the audit.
    with django_assert_max_num_queries(7):
        services.backstage(host, event.pk)
    with django_assert_max_num_queries(6):
        services.start(host, event.pk)
    with django_assert_max_num_queries(6):
        services.end(host, event.pk)
    with django_assert_max_num_queries(6):
        services.reopen(host, event.pk)
    with django_assert_max_num_queries(5):
        services.extend(host, event.pk)


# Rehearsals


def test_closing_a_backstage_leaves_the_event_scheduled(
    event: Event, host: Any, student: Any
) -> None:
    services.backstage(host, event.pk)
    session = services.end(host, event.pk)
    assert (session.is_open, session.started_at, session.ended_at) == (False, None, None)
    assert states(event, host, student, None) == ["scheduled"] * 3
    run = Run.objects.get()
    assert (run.ended_because, run.ended_by, run.is_rehearsal) == ("host", host, True)
    assert services.describe(host, event.pk).reopen_until is None


def test_end_before_the_scheduled_start_leaves_the_event_scheduled(
    event: Event, host: Any, student: Any, plan: Plan, clock: Clock
) -> None:
    plan(begins_in=24 * 60)
    services.start(host, event.pk)
    clock.wait(30)
    services.end(host, event.pk)
    assert states(event, host, student, None) == ["scheduled"] * 3
    info = services.describe(student, event.pk)
    assert (info.has_ended, info.starts_at) == (False, Schedule.starts_at)
    clock.wait(23.5 * 60)
    services.start(host, event.pk)
    assert services.join(student, event.pk).state is State.LIVE


def test_an_event_that_is_moved_to_next_week_is_scheduled_again(
    event: Event, host: Any, student: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(60)
    services.end(host, event.pk)
    assert states(event, host, student, None) == ["ended"] * 3
    plan(begins_in=7 * 24 * 60)
    assert states(event, host, student, None) == ["scheduled"] * 3


def test_backstage_after_the_end_leaves_the_event_ended(
    event: Event, host: Any, student: Any, clock: Clock
) -> None:
    services.start(host, event.pk)
    clock.wait(30)
    ended_at = services.end(host, event.pk).ended_at
    services.backstage(host, event.pk)
    assert states(event, host, student) == ["backstage", "scheduled"]
    assert services.end(host, event.pk).ended_at == ended_at
    assert states(event, host, student, None) == ["ended"] * 3


def test_the_end_of_a_rehearsal_is_answered_as_such(
    as_user: Any, event: Event, host: Any, plan: Plan
) -> None:
    client = as_user(host)
    for begins_in, state in ((60, "scheduled"), (-10, "ended")):
        plan(begins_in=begins_in)
        client.post(f"/api/live/start/{event.pk}/")
        assert client.post(f"/api/live/end/{event.pk}/").json()["state"] == state


# When hosts may go live


def test_hosts_go_live_so_long_before_the_start_at_most(
    settings: Any, event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan(begins_in=120)
    settings.JITSI_LIVE_OPENS_BEFORE = 3600
    opens_at = moments.now() + 60 * MINUTE
    assert services.describe(host, event.pk).opens_at == opens_at
    with pytest.raises(NotOpen, match="possible from 11/20/2026"):
        services.start(host, event.pk)
    assert services.backstage(host, event.pk).state is State.BACKSTAGE
    with pytest.raises(NotOpen):
        services.start(host, event.pk)
    clock.wait(60)
    assert services.describe(host, event.pk).opens_at is None
    assert services.start(host, event.pk).state is State.LIVE


def test_without_a_start_hosts_go_live_at_any_time(settings: Any, event: Event, host: Any) -> None:
    settings.JITSI_LIVE_OPENS_BEFORE = 0
    assert services.describe(host, event.pk).opens_at is None
    assert services.start(host, event.pk).is_active


# Taking an end back


def test_host_takes_an_end_back_and_the_run_goes_on(
    event: Event, host: Any, student: Any, clock: Clock
) -> None:
    room_name = services.start(host, event.pk).room_name
    clock.wait(55)
    services.end(host, event.pk)
    assert services.describe(host, event.pk).reopen_until == moments.now() + MINUTE
    assert services.describe(student, event.pk).reopen_until is None
    clock.wait(0.5)
    assert services.reopen(host, event.pk).room_name == room_name
    assert services.join(student, event.pk).room_name == room_name
    run, session = Run.objects.get(), LiveSession.objects.get()
    assert (run.ended_at, run.ended_because, run.ended_by) == (None, "", None)
    assert (session.ended_at, session.started_at) == (None, run.started_at)
    assert services.reopen(host, event.pk).room_name == room_name


def test_after_a_minute_an_end_stays(event: Event, host: Any, clock: Clock) -> None:
    services.start(host, event.pk)
    services.end(host, event.pk)
    clock.wait(1)
    assert services.describe(host, event.pk).reopen_until is None
    with pytest.raises(NotReopened, match="Go live again"):
        services.reopen(host, event.pk)


def test_only_hosts_take_an_end_back(live: Event, host: Any, speaker: Any, student: Any) -> None:
    services.end(host, live.pk)
    for user in (speaker, student):
        with pytest.raises(NotHost):
            services.reopen(user, live.pk)


def test_what_was_never_live_is_not_taken_back(event: Event, host: Any) -> None:
    with pytest.raises(NotReopened):
        services.reopen(host, event.pk)
    services.backstage(host, event.pk)
    services.end(host, event.pk)
    with pytest.raises(NotReopened):
        services.reopen(host, event.pk)


def test_a_session_that_is_taken_back_does_not_end_at_once(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan(begins_in=-60)
    services.start(host, event.pk)
    clock.wait(55)
    LiveSession.objects.update(closes_at=moments.now() + 200 * MINUTE)  # as if extended
    clock.wait(100)
    services.end(host, event.pk)
    services.reopen(host, event.pk)
    assert services.status(event.pk, host).closes_at == moments.now() + 30 * MINUTE


def test_end_at_the_longest_time_is_not_taken_back(
    settings: Any, event: Event, host: Any, clock: Clock
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 3600
    services.start(host, event.pk)
    clock.wait(60)
    assert services.describe(host, event.pk).reopen_until is None
    assert Run.objects.get().ended_because == "length"


def test_session_that_was_ended_by_hand_is_not_taken_back(live: Event, host: Any) -> None:
    LiveSession.objects.update(is_active=False, ended_at=moments.now(), run=None)
    assert services.describe(host, live.pk).reopen_until is None


# By hand


def test_state_follows_what_a_project_writes_by_hand(event: Event, host: Any) -> None:
    services.backstage(host, event.pk)
    LiveSession.objects.update(is_active=True, started_at=moments.now())
    assert states(event, host, None) == ["live"] * 2
    LiveSession.objects.update(is_active=False, backstage_since=None, ended_at=moments.now())
    assert states(event, host, None) == ["ended"] * 2


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, State.SCHEDULED),
        ({"backstage_since": 0}, State.BACKSTAGE),
        ({"backstage_since": -9, "closes_at": 0}, State.SCHEDULED),
        ({"is_active": True, "started_at": -9}, State.LIVE),
        ({"is_active": True, "started_at": -9, "closes_at": 0}, State.ENDED),
        ({"started_at": -9, "ended_at": -1}, State.ENDED),
        ({"started_at": -99, "ended_at": -90}, State.SCHEDULED),
        ({"started_at": -9, "ended_at": -1, "backstage_since": 0}, State.BACKSTAGE),
    ],
)
def test_state_by_the_row_of_an_event_that_began_an_hour_ago(
    clock: Clock, fields: dict[str, Any], state: State
) -> None:
    now = moments.now()
    values = {
        name: value if isinstance(value, bool) else now + value * MINUTE
        for name, value in fields.items()
    }
    assert LiveSession(**values).state(now - dt.timedelta(hours=1)) is state


# What the host project is asked


class Asked(Policy):
    starts: list[Any] = []

    def starts_at(self, event: Any) -> dt.datetime | None:
        self.starts.append(event.pk)
        return None


def test_the_schedule_is_asked_for_once_and_not_to_join(
    settings: Any, live: Event, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Asked"
    asked = []
    for ask in (
        lambda: services.join(student, live.pk),
        lambda: services.status(live.pk, host),
        lambda: services.describe(host, live.pk),
    ):
        Asked.starts.clear()
        ask()
        asked.append(len(Asked.starts))
    assert asked == [0, 1, 1]

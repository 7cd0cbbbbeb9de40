"""Mails about what happens: we are live, here is the replay, nobody has started."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live import moments, services
from django_jitsi_live.invitations import notify
from django_jitsi_live.models import (
    Delivery,
    GuestLink,
    LiveSession,
    Notification,
    Recording,
    RecordingKind,
    RecordingSource,
    Run,
    Source,
    Stay,
)
from django_jitsi_live.policy import Policy
from django_jitsi_live.recordings import announce, claim, inspect, store
from tests.invitations.ledger.conftest import START, cancelled
from tests.invitations.ledger.smtp import MailServer, kind_of
from tests.projects.webinar.webinars.models import Event
from tests.recordings.conftest import FILM, FOLDER

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def only_these(settings: Any, clock: Any, tmp_path: Path) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {
        "live": True,
        "replay": True,
        "missed": True,
        "not_started": 600,
    }
    storage = {"BACKEND": FOLDER, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
    clock.move_to(START)


def come_in(participant: Any, run: Run) -> Stay:
    now = moments.now()
    return Stay.objects.create(
        run=run,
        participant=str(getattr(participant, "pk", participant)),
        joined_at=now,
        last_seen_at=now,
        source=Source.PAGE,
        key=f"{participant}-{run.pk}",
    )


def guest(email: str = "gus@example.org") -> GuestLink:
    session = LiveSession.objects.get()
    return GuestLink.objects.create(session=session, name="Gus", role="attendee", email=email)


def record(run: Run, visibility: str = "registered") -> Recording:
    found, _is_new = announce(
        run,
        kind=RecordingKind.VIDEO,
        source=RecordingSource.JIBRI,
        server="default",
        key=f"key-{run.pk}",
    )
    claim(found, MINUTE)
    store(found, BytesIO(FILM), inspect(BytesIO(FILM)))
    Recording.objects.filter(pk=found.pk).update(visibility=visibility)
    return found


def kinds(server: MailServer) -> list[str]:
    return sorted(f"{kind_of(mail['Subject'])} {mail['To']}" for mail in server.mails)


def begin(event: Event) -> Run:
    services.start(event.organizer, event.pk)
    return Run.objects.latest("pk")


# Live


def test_those_who_are_not_in_hear_that_it_is_live(
    event: Event, register: Any, server: MailServer
) -> None:
    inside, outside = register(2)
    run = begin(event)
    come_in(inside, run)
    notify()
    assert kinds(server) == [f"live {outside.email}"]
    assert Notification.objects.get(user=inside).problem == "The person is in the room."


def test_they_hear_it_once_an_occasion(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    begin(event)
    notify()
    clock.shift(5 * MINUTE)
    services.end(event.organizer, event.pk)
    begin(event)
    notify()
    services.move(event.organizer, event.pk)
    notify()
    assert len(server.mails) == 1


def test_nobody_is_called_in_when_a_host_tries_it_out_the_day_before(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    clock.move_to(START - DAY)
    begin(event)
    notify()
    assert server.mails == []


def test_nobody_is_called_in_late(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    begin(event)
    clock.shift(31 * MINUTE)
    notify()
    assert server.mails == []


def test_nobody_is_called_in_when_it_is_over(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(2)
    begin(event)
    notify(limit=1)
    clock.shift(MINUTE)
    services.end(event.organizer, event.pk)
    notify()
    assert len(server.mails) == 1
    assert Notification.objects.get(state="skipped").problem == "The event is not live any more."


def test_a_cancelled_event_that_is_live_calls_nobody(
    event: Event, register: Any, server: MailServer
) -> None:
    register(1)
    cancelled.add(event.pk)
    begin(event)
    notify()
    assert server.mails == []


def test_an_event_without_a_schedule_calls_in_once_an_evening(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    Event.objects.update(starts_at=None, ends_at=None)
    register(1)
    for wait in (MINUTE, 5 * MINUTE, 8 * HOUR):
        clock.shift(wait)
        begin(event)
        notify()
        services.end(event.organizer, event.pk)
    assert len(server.mails) == 2


# Replay


def test_who_was_there_is_thanked_and_who_was_not_has_missed_it(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    there, away = register(2)
    run = begin(event)
    come_in(there, run)
    clock.shift(HOUR)
    services.end(event.organizer, event.pk)
    notify()
    assert server.mails == []
    record(run)
    notify()
    notify()
    assert kinds(server) == [f"missed {away.email}", f"replay {there.email}"]


def test_a_recorder_is_nobody_who_was_there(
    event: Event, register: Any, server: MailServer
) -> None:
    [person] = register(1)
    run = begin(event)
    come_in(person, run)
    Stay.objects.update(is_recorder=True)
    services.end(event.organizer, event.pk)
    record(run)
    clock_over(run)
    notify()
    assert kinds(server) == [f"missed {person.email}"]


def clock_over(run: Run) -> None:
    """The run has lasted: what ends at its scheduled start is a rehearsal."""
    Run.objects.filter(pk=run.pk).update(ended_at=START + MINUTE)


def test_a_recording_while_it_is_live_again_waits(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    run = begin(event)
    notify()
    clock.shift(MINUTE)
    services.end(event.organizer, event.pk)
    begin(event)
    record(run)
    notify()
    assert [each.partition(" ")[0] for each in kinds(server)] == ["live"]
    clock.shift(MINUTE)
    services.end(event.organizer, event.pk)
    notify()
    assert [each.partition(" ")[0] for each in kinds(server)] == ["live", "missed"]


@pytest.mark.parametrize(("visibility", "expected"), [("registered", 0), ("everybody", 1)])
def test_guests_are_told_of_what_they_may_watch(
    event: Event, server: MailServer, clock: Any, visibility: str, expected: int
) -> None:
    run = begin(event)
    link = guest()
    come_in(link.participant, run)
    clock.shift(HOUR)
    services.end(event.organizer, event.pk)
    record(run, visibility)
    notify()
    assert kinds(server) == ["replay gus@example.org"] * expected


def test_what_is_for_the_team_alone_is_announced_to_nobody(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    run = begin(event)
    clock.shift(HOUR)
    services.end(event.organizer, event.pk)
    record(run, "team")
    notify()
    assert server.mails == []


def test_a_replay_that_is_taken_back_is_not_announced_any_more(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(2)
    run = begin(event)
    clock.shift(HOUR)
    services.end(event.organizer, event.pk)
    record(run)
    notify(limit=1)
    Recording.objects.update(visibility="team")
    notify()
    assert Notification.objects.get(state="skipped").problem == (
        "There is nothing to watch any more."
    )


def test_a_recording_that_came_long_ago_is_not_announced(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    run = begin(event)
    clock.shift(HOUR)
    services.end(event.organizer, event.pk)
    record(run)
    clock.shift(8 * DAY)
    notify()
    assert server.mails == []


def test_a_thank_you_of_which_it_is_not_known_is_not_sent_twice(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    run = begin(event)
    clock.shift(HOUR)
    services.end(event.organizer, event.pk)
    record(run)
    server.drops_at = {1}
    counts = notify()
    assert counts["mails unknown"] == 1
    assert Notification.objects.get().state == Delivery.UNKNOWN
    Notification.objects.update(state=Delivery.CLAIMED, claimed_at=START, attempts=1)
    assert notify()["mails unknown"] == 1
    assert len(server.mails) == 1


# Nobody has started


def test_hosts_hear_that_nobody_has_started(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    for minutes in (9, 1, 1):
        clock.shift(minutes * MINUTE)
        notify()
    assert kinds(server) == ["not_started helen@example.org"]


def test_hosts_hear_nothing_of_what_was_started(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    begin(event)
    clock.shift(5 * MINUTE)
    services.end(event.organizer, event.pk)
    clock.shift(6 * MINUTE)
    notify()
    assert server.mails == []


def test_hosts_hear_nothing_while_it_is_live_or_cancelled(
    event: Event, server: MailServer, clock: Any
) -> None:
    begin(event)
    clock.shift(11 * MINUTE)
    notify()
    cancelled.add(event.pk)
    services.end(event.organizer, event.pk)
    notify()
    assert server.mails == []


def test_a_rehearsal_is_no_start(event: Event, server: MailServer, clock: Any) -> None:
    clock.move_to(START - HOUR)
    begin(event)
    clock.shift(MINUTE)
    services.end(event.organizer, event.pk)
    clock.move_to(START + 11 * MINUTE)
    notify()
    assert kinds(server) == ["not_started helen@example.org"]


def test_hosts_who_have_started_meanwhile_are_skipped(
    event: Event, server: MailServer, clock: Any
) -> None:
    clock.shift(10 * MINUTE)
    notify(limit=0)
    begin(event)
    notify()
    assert Notification.objects.get(mailing__kind="not_started").problem == (
        "The event has been started."
    )


class OwnHosts(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        return True

    def hosts(self, event: Any) -> Any:
        from django_jitsi_live.policy import Recipient

        return [Recipient(event.organizer, "desk@example.org")]


class UnknownHosts(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        return True


def test_the_policy_says_who_hosts_and_where_they_read(
    settings: Any, event: Event, server: MailServer, clock: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.OwnHosts"
    clock.shift(11 * MINUTE)
    notify()
    assert kinds(server) == ["not_started desk@example.org"]


def test_hosts_whom_nobody_knows_get_nothing(
    settings: Any, event: Event, server: MailServer, clock: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.UnknownHosts"
    clock.shift(11 * MINUTE)
    notify()
    assert server.mails == []

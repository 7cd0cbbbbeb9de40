"""Messages and confirmations that several processes work on at one moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from django_jitsi_live import attendance
from django_jitsi_live.attendance import confirmations
from django_jitsi_live.attendance.inbox import jaas as signature
from django_jitsi_live.models import Confirmation, JitsiMessage, LiveSession, Source, Stay
from django_jitsi_live.servers import get_server
from django_jitsi_live.signals import attendance_confirmed, participant_joined, participant_left
from tests.keys import jaas, with_secret
from tests.runs import rewrite
from tests.transactions import needs_postgresql, overlap

pytestmark = [pytest.mark.django_db(transaction=True), needs_postgresql]

TOKEN = "a-token-of-the-tests"
SECRET = "whsec_0123456789abcdef0123456789abcdef"
NOW = dt.datetime(2031, 6, 2, 18, tzinfo=dt.UTC)
START = NOW - dt.timedelta(hours=1)


def stamp(second: int) -> int:
    return int(START.timestamp()) + second


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(live: Any, settings: Any) -> LiveSession:
    settings.JITSI_LIVE_SERVERS = {
        "default": with_secret(EVENT_SYNC_TOKEN=TOKEN),
        "jaas": jaas(WEBHOOK_SECRET=SECRET),
    }
    rewrite(started_at=START)
    return LiveSession.objects.get()


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Who is announced: "+" has joined, "-" has left, "!" is confirmed."""
    names: list[str] = []
    signals = {"+": participant_joined, "-": participant_left, "!": attendance_confirmed}
    receivers = {mark: partial(_hear, names, mark) for mark in signals}
    for mark, signal in signals.items():
        signal.connect(receivers[mark])
    yield names
    for mark, signal in signals.items():
        signal.disconnect(receivers[mark])


def _hear(names: list[str], mark: str, *, user: Any, **kwargs: Any) -> None:
    names.append(f"{mark}{user.username}")


def tell(session: LiveSession, path: str, **fields: Any) -> Any:
    """Prosody's message, to be received by whoever calls it."""
    room = {"room_name": session.room_name, "room_jid": f"{session.room_name}@conference.x"}
    body = json.dumps({**room, **fields}).encode()
    return partial(attendance.receive_event_sync, get_server("default"), path, body)


def occupant(user: Any, **times: int) -> dict[str, Any]:
    moments = {name: stamp(second) for name, second in times.items()}
    return {"occupant_jid": f"{user.pk}@x/1", "id": str(user.pk), "name": "Sam", **moments}


def joined(session: LiveSession, user: Any, second: int = 0) -> Any:
    return tell(session, "occupant/joined", occupant=occupant(user, joined_at=second))


def left(session: LiveSession, user: Any, second: int) -> Any:
    there = occupant(user, joined_at=0, left_at=second)
    return tell(session, "occupant/left", occupant=there)


def destroyed(session: LiveSession, second: int) -> Any:
    times = {"created_at": stamp(0), "destroyed_at": stamp(second)}
    return tell(session, "room/destroyed", all_occupants=[], **times)


def test_joining_and_leaving_that_are_reported_at_once_are_one_stay(
    session: LiveSession, student: Any, heard: list[str]
) -> None:
    overlap(joined(session, student), left(session, student, 60))
    stay = Stay.objects.get()
    assert stay.left_at == START + dt.timedelta(minutes=1)
    assert stay.is_left_certain
    assert heard == ["+sam", "-sam"]


def test_leaving_and_joining_that_are_reported_at_once_are_one_stay(
    session: LiveSession, student: Any, heard: list[str]
) -> None:
    overlap(left(session, student, 60), joined(session, student))
    assert Stay.objects.get().left_at == START + dt.timedelta(minutes=1)
    assert heard == ["+sam", "-sam"]


def test_someone_who_is_reported_while_the_room_is_destroyed_is_not_left_behind(
    session: LiveSession, student: Any
) -> None:
    overlap(destroyed(session, 90), joined(session, student))
    assert Stay.objects.get().left_at == START + dt.timedelta(seconds=90)


def test_room_that_is_destroyed_while_someone_is_reported_leaves_nobody_behind(
    session: LiveSession, student: Any
) -> None:
    overlap(joined(session, student), destroyed(session, 90))
    assert Stay.objects.get().left_at == START + dt.timedelta(seconds=90)


def test_different_people_who_are_reported_at_once_are_both_there(
    session: LiveSession, student: Any, host: Any, heard: list[str]
) -> None:
    overlap(joined(session, student), joined(session, host))
    assert set(Stay.objects.values_list("user__username", flat=True)) == {"sam", "helen"}
    assert sorted(heard) == ["+helen", "+sam"]


def test_message_of_jaas_that_comes_twice_at_once_is_recorded_once(
    session: LiveSession, student: Any, heard: list[str]
) -> None:
    rewrite(server="jaas")
    server = get_server("jaas")
    data = {"id": str(student.pk), "name": "Sam", "participantFullJid": "a@x.8x8.vc/1"}
    message = {
        "idempotencyKey": "key",
        "eventType": "PARTICIPANT_JOINED",
        "timestamp": stamp(0) * 1000,
        "fqn": server.room(session.room_name),
        "data": data,
    }
    body = json.dumps(message).encode()
    header = signature.sign(body, SECRET, timezone.now())
    receive = partial(attendance.receive_jaas, server, header, body)
    overlap(receive, receive)
    assert Stay.objects.get().user == student
    assert JitsiMessage.objects.get().key == "key"
    assert heard == ["+sam"]


# Confirmations


@pytest.fixture
def ended(session: LiveSession) -> LiveSession:
    """Live for an hour, and over."""
    rewrite(is_active=False, ended_at=NOW)
    return LiveSession.objects.get()


def make_stay(session: LiveSession, user: Any) -> None:
    Stay.objects.create(
        run=session.run, user=user, participant=str(user.pk),
        role="attendee", joined_at=START, last_seen_at=NOW, left_at=NOW, source=Source.JAAS,
        key=str(user.pk),
    )  # fmt: skip


def test_two_processes_that_confirm_at_once_announce_each_person_once(
    ended: LiveSession, student: Any, host: Any, heard: list[str]
) -> None:
    make_stay(ended, student)
    make_stay(ended, host)
    numbers: list[int] = []
    confirm = partial(_note, numbers, ended)
    overlap(confirm, confirm)
    assert sorted(heard) == ["!helen", "!sam"]
    assert sorted(numbers) == [0, 2]
    assert Confirmation.objects.count() == 2


def _note(numbers: list[int], session: LiveSession) -> None:
    numbers.append(confirmations.confirm(session.run))


def test_the_later_of_two_processes_announces_only_whom_the_earlier_did_not_know(
    ended: LiveSession, student: Any, host: Any, heard: list[str]
) -> None:
    make_stay(ended, student)

    def confirm_one_more() -> None:
        make_stay(ended, host)
        confirmations.confirm(ended.run)

    overlap(partial(confirmations.confirm, ended.run), confirm_one_more)
    assert sorted(heard) == ["!helen", "!sam"]


def test_late_message_during_tidy_confirms_once(
    ended: LiveSession, student: Any, heard: list[str]
) -> None:
    overlap(attendance.tidy, left(ended, student, 3000))
    attendance.tidy()
    assert heard.count("!sam") == 1


def test_two_processes_that_tidy_at_once_announce_each_leaving_once(
    ended: LiveSession, student: Any, heard: list[str]
) -> None:
    make_stay(ended, student)
    Stay.objects.update(left_at=None)
    overlap(attendance.tidy, attendance.tidy)
    assert sorted(heard) == ["!sam", "-sam"]

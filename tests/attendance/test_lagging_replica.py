"""Attendance on a site that reads from a replica, which has not heard yet of what happened."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance import stays
from django_jitsi_live.attendance.inbox import jaas as signature
from django_jitsi_live.exceptions import NotHost
from django_jitsi_live.models import Confirmation, JitsiMessage, LiveSession, State, Stay
from django_jitsi_live.servers import get_server
from tests.keys import jaas, with_secret
from tests.replica import catch_up, with_replica
from tests.runs import rewrite

pytestmark = [with_replica, pytest.mark.usefixtures("lagging_replica")]

HOUR = dt.timedelta(hours=1)
SECRET = "whsec_0123456789abcdef0123456789abcdef"


@pytest.fixture
def started(event: Any, host: Any) -> Any:
    """An event that went live an hour ago, as only the database itself knows."""
    services.start(host, event.pk)
    rewrite(started_at=timezone.now() - HOUR)
    return event


def begin(user: Any, event: Any) -> str:
    return str(stays.begin(user, event.pk)["stay"])


def begin_an_hour_ago(user: Any, event: Any) -> str:
    key = begin(user, event)
    Stay.objects.filter(key=key).update(joined_at=timezone.now() - HOUR)
    return key


def stay() -> Stay:
    return Stay.objects.using("default").get()


def confirmed() -> list[Any]:
    rows = Confirmation.objects.using("default").order_by("user__username")
    return list(rows.values_list("user__username", flat=True))


# Pages


def test_page_reports_its_stay_as_soon_as_the_event_is_live(started: Any, student: Any) -> None:
    key = begin(student, started)
    before = stay().last_seen_at
    assert stays.heartbeat(student, started.pk, key) is State.LIVE
    assert stay().last_seen_at > before
    assert stays.leave(student, started.pk, key) is State.LIVE
    assert stay().left_at is not None


def test_page_learns_of_the_end_at_once(started: Any, host: Any, student: Any) -> None:
    key = begin(student, started)
    catch_up()
    services.end(host, started.pk)
    assert stays.heartbeat(student, started.pk, key) is State.ENDED
    assert stays.leave(student, started.pk, key) is State.ENDED


# Hosts


def test_host_sees_people_and_report_as_they_are(started: Any, host: Any, student: Any) -> None:
    key = begin_an_hour_ago(student, started)
    assert attendance.present(host, started.pk) == [
        {"display_name": "Sam Student", "role": "attendee"}
    ]
    assert [person.user for person in attendance.report(host, started.pk).people] == [
        str(student.pk)
    ]
    catch_up()
    stays.leave(student, started.pk, key)
    assert attendance.present(host, started.pk) == []


def test_host_until_a_moment_ago_gets_no_report(started: Any, host: Any, stranger: Any) -> None:
    type(started).objects.update(organizer=stranger)
    for read in (attendance.report, attendance.present):
        with pytest.raises(NotHost):
            read(host, started.pk)


# The end, and housekeeping


def test_end_confirms_those_who_are_in_the_database(
    started: Any, host: Any, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    begin_an_hour_ago(student, started)
    with django_capture_on_commit_callbacks(execute=True):
        services.end(host, started.pk)
    assert confirmed() == ["sam"]
    [person] = attendance.report(host, started.pk).people
    assert person.confirmed


def test_tidy_closes_and_confirms_what_is_in_the_database(
    started: Any, host: Any, student: Any
) -> None:
    begin_an_hour_ago(student, started)
    services.end(host, started.pk)
    done = attendance.tidy()
    assert (done["stays closed"], done["attendances confirmed"]) == (1, 1)
    for dry_run in (True, False):
        assert attendance.tidy(dry_run=dry_run)["attendances confirmed"] == 0
    assert confirmed() == ["sam"]


@pytest.mark.parametrize("is_known", [False, True])
def test_tidy_ends_a_session_when_it_is_idle_in_the_database(
    settings: Any, started: Any, student: Any, is_known: bool
) -> None:
    settings.JITSI_LIVE_IDLE_END_AFTER = 60
    if is_known:
        catch_up()
    begin(student, started)
    assert attendance.tidy()["sessions ended"] == 0
    Stay.objects.update(joined_at=timezone.now() - HOUR, last_seen_at=timezone.now() - HOUR)
    assert attendance.tidy()["sessions ended"] == 1


def test_tidy_deletes_what_is_in_the_database(
    settings: Any, started: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 1
    old = timezone.now() - dt.timedelta(days=40)
    begin(student, started)
    services.end(host, started.pk)
    Stay.objects.update(joined_at=old)
    JitsiMessage.objects.create(server="x", key="x", received_at=old)
    session = LiveSession.objects.using("default").get()
    Confirmation.objects.create(run_id=session.run_id, participant="x", confirmed_at=old)
    for dry_run in (True, False):
        done = attendance.tidy(dry_run=dry_run)
        deleted = [done[f"{name} deleted"] for name in ("stays", "confirmations", "messages")]
        assert deleted == [1, 1, 1]


def test_person_is_exported_and_anonymised_in_the_database(
    started: Any, host: Any, student: Any
) -> None:
    begin_an_hour_ago(student, started)
    services.end(host, started.pk)
    attendance.tidy()
    exported = attendance.export(student)
    assert (len(exported["stays"]), len(exported["confirmed"])) == (1, 1)
    assert attendance.anonymise(student) == 1
    assert stay().participant.startswith("anonymous-")
    assert confirmed() == [None]


# Messages of Jitsi servers


def room_name() -> str:
    return LiveSession.objects.using("default").get().room_name


def event_sync(path: str, **fields: Any) -> None:
    body = {"room_name": room_name(), "room_jid": "room@conference.x", **fields}
    server = get_server("default")
    attendance.receive_event_sync(server, path, json.dumps(body).encode())


def test_messages_of_prosody_find_what_the_database_has(
    settings: Any, started: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN="t" * 32)}
    second = int(timezone.now().timestamp()) - 600
    there = {"occupant_jid": "a@x/1", "id": str(student.pk), "joined_at": second}
    event_sync("occupant/joined", occupant=there)
    assert (stay().user, stay().left_at) == (student, None)
    event_sync("occupant/left", occupant={**there, "left_at": second + 60})
    assert stay().left_at == dt.datetime.fromtimestamp(second + 60, dt.UTC)


@pytest.mark.parametrize("is_destroyed_first", [False, True])
def test_end_of_the_room_ends_stays_that_the_database_has(
    settings: Any, started: Any, student: Any, is_destroyed_first: bool
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN="t" * 32)}
    second = int(timezone.now().timestamp()) - 600
    there = {"occupant_jid": "a@x/1", "id": str(student.pk), "joined_at": second}
    messages = [
        ("occupant/joined", {"occupant": there}),
        ("room/destroyed", {"created_at": second, "destroyed_at": second + 90}),
    ]
    for path, fields in reversed(messages) if is_destroyed_first else messages:
        event_sync(path, **fields)
    assert stay().left_at == dt.datetime.fromtimestamp(second + 90, dt.UTC)


def test_message_of_jaas_that_is_sent_again_is_recognised(
    settings: Any, started: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas(WEBHOOK_SECRET=SECRET)}
    server = get_server("default")
    message = {
        "idempotencyKey": "key",
        "eventType": "PARTICIPANT_JOINED",
        "timestamp": int(timezone.now().timestamp() * 1000),
        "fqn": server.room(room_name()),
        "data": {"id": str(student.pk), "participantFullJid": "a@x/1"},
    }
    body = json.dumps(message).encode()
    header = signature.sign(body, SECRET, timezone.now())
    attendance.receive_jaas(server, header, body)
    assert attendance.is_repeated_jaas(server, body)
    Stay.objects.all().using("default").delete()
    attendance.receive_jaas(server, header, body)
    assert not Stay.objects.using("default").exists()

"""What JaaS tells by its webhooks."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance.inbox import jaas as signature
from django_jitsi_live.models import AuditEntry, JitsiMessage, LiveSession, Stay
from django_jitsi_live.policy import Policy
from django_jitsi_live.servers import JaaSServer
from tests.keys import APP_ID, jaas, with_secret
from tests.runs import rewrite

SECRET = "whsec_0123456789abcdef0123456789abcdef"
VECTOR = (
    b'{"eventType":"ROOM_CREATED","idempotencyKey":"k-1","fqn":"vpaas-magic-cookie-0/r1",'
    b'"timestamp":1700000000123,"data":{"isBreakout":false}}'
)
VECTOR_SIGNATURE = "6ZdqlsH5i8lCB10DgdX/0sxFZXKUKr+zOSID19C7GB4="
VECTOR_TIME = 1700000001
START = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)

number = itertools.count()


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": jaas(WEBHOOK_SECRET=SECRET),
        "silent": jaas(),
        "own": with_secret(),
    }


@pytest.fixture
def room(live: Any) -> str:
    rewrite(started_at=START)
    return f"{APP_ID}/{LiveSession.objects.get().room_name}"


def end_at(second: int) -> None:
    ended_at = START + dt.timedelta(seconds=second)
    rewrite(is_active=False, ended_at=ended_at)


def message(type_: str, room: str, second: float, **data: Any) -> dict[str, Any]:
    return {
        "idempotencyKey": f"key-{next(number)}",
        "customerId": APP_ID.removeprefix("vpaas-magic-cookie-"),
        "appId": APP_ID,
        "eventType": type_,
        "sessionId": "e2f1",
        "timestamp": int((START.timestamp() + second) * 1000),
        "fqn": room,
        "data": data,
    }


def person(user: Any, jid: str = "a") -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "name": "Ada",
        "moderator": "false",
        "participantJid": f"{jid}@x.8x8.vc",
        "participantFullJid": f"{jid}@x.8x8.vc/1",
    }


def joined(room: str, second: float, user: Any, **data: Any) -> dict[str, Any]:
    return message("PARTICIPANT_JOINED", room, second, **{**person(user), **data})


def left(room: str, second: float, user: Any, **data: Any) -> dict[str, Any]:
    return message("PARTICIPANT_LEFT", room, second, **{**person(user), **data})


def post(data: Any, *, header: str | None = None, url: str = "jitsi/default/jaas") -> Any:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    given = signature.sign(body, SECRET, timezone.now()) if header is None else header
    headers = {"X-Jaas-Signature": given}
    client = Client(raise_request_exception=False)
    return client.post(f"/api/live/{url}", body, content_type="application/json", headers=headers)


def send(*messages: dict[str, Any]) -> None:
    for each in messages:
        response = post(each)
        assert response.status_code == 200, response.content


def seconds(host: Any, event: Any) -> dict[str, int]:
    return {each.user: each.seconds for each in attendance.report(host, event.pk).people}


# The signature


def at(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@pytest.mark.parametrize(
    "header",
    [
        f"t={VECTOR_TIME},v1={VECTOR_SIGNATURE}",
        f"t={VECTOR_TIME},v1=AAAA=,v1={VECTOR_SIGNATURE}",
        f"v0=x, t={VECTOR_TIME}, v1={VECTOR_SIGNATURE}, v2=y",
    ],
)
def test_documented_signature_is_good(header: str) -> None:
    assert signature.has_valid_signature(header, VECTOR, SECRET, at(VECTOR_TIME + 60))


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"v1={VECTOR_SIGNATURE}",
        f"t=,v1={VECTOR_SIGNATURE}",
        f"t={VECTOR_TIME}",
        f"t={VECTOR_TIME},v0={VECTOR_SIGNATURE}",
        f"t={VECTOR_TIME},v1={VECTOR_SIGNATURE.rstrip('=')}",
        f"t={VECTOR_TIME},v1=ü",
        f"t={VECTOR_TIME},t={VECTOR_TIME},v1={VECTOR_SIGNATURE}",
        f"t={VECTOR_TIME + 1},v1={VECTOR_SIGNATURE}",
        f"t={'9' * 5000},v1={VECTOR_SIGNATURE}",
    ],
)
def test_any_other_signature_is_bad(header: str) -> None:
    assert not signature.has_valid_signature(header, VECTOR, SECRET, at(VECTOR_TIME))


def test_body_and_secret_are_signed_whole() -> None:
    header = f"t={VECTOR_TIME},v1={VECTOR_SIGNATURE}"
    assert not signature.has_valid_signature(header, VECTOR + b" ", SECRET, at(VECTOR_TIME))
    secret = SECRET.removeprefix("whsec_")
    assert not signature.has_valid_signature(header, VECTOR, secret, at(VECTOR_TIME))


@pytest.mark.parametrize("age", [-12 * 3600, -299, 0, 12 * 3600])
def test_recent_signature_is_good_in_either_unit(age: int) -> None:
    for stamp in (str(VECTOR_TIME), f"{VECTOR_TIME}000"):
        good = signature._signature(stamp, VECTOR, SECRET).decode()
        assert signature.has_valid_signature(
            f"t={stamp},v1={good}", VECTOR, SECRET, at(VECTOR_TIME + age)
        )


@pytest.mark.parametrize("age", [-12 * 3600 - 1, 12 * 3600 + 1])
def test_signature_of_another_time_is_bad(age: int) -> None:
    header = f"t={VECTOR_TIME},v1={VECTOR_SIGNATURE}"
    assert not signature.has_valid_signature(header, VECTOR, SECRET, at(VECTOR_TIME + age))


# What is recorded


@pytest.mark.parametrize("url", ["jitsi/default/jaas", "jitsi/default/jaas/"])
def test_one_person_joins_and_leaves(
    room: str, live: Any, host: Any, student: Any, url: str
) -> None:
    assert post(joined(room, 0.5, student), url=url).status_code == 200
    assert services.status(live.pk, host).present == 1
    assert post(left(room, 60.5, student), url=url).status_code == 200
    [one] = attendance.report(host, live.pk).people
    assert (one.user, one.display_name, one.seconds) == (str(student.pk), "Sam Student", 60)
    assert Stay.objects.get().source == "jaas"


@pytest.mark.slow
def test_any_order_gives_the_same(room: str, live: Any, host: Any, student: Any) -> None:
    messages = [
        message("ROOM_CREATED", room, 0, isBreakout=False),
        joined(room, 0, student),
        left(room, 40, student),
        joined(room, 50, host, participantFullJid="h@x/1"),
        message("ROOM_DESTROYED", room, 90, isBreakout="false"),
    ]
    end_at(100)
    for order in itertools.permutations(messages):
        Stay.objects.all().delete()
        JitsiMessage.objects.all().delete()
        send(*order, order[0])
        assert seconds(host, live) == {str(student.pk): 40, str(host.pk): 40}


def test_moving_to_a_breakout_room_is_no_leaving(
    room: str, live: Any, host: Any, student: Any
) -> None:
    there = {"isBreakout": True, "breakoutRoomId": "b1"}
    messages = [
        joined(room, 0, student),
        left(room, 10, student, disconnectReason="switch_room"),
        joined(room, 12, student, **there),
        message("ROOM_DESTROYED", room, 30, **there),
        left(room, 70, student, **there, disconnectReason="left"),
    ]
    random.shuffle(messages)
    send(*messages)
    assert seconds(host, live) == {str(student.pk): 70}


def test_who_moves_to_a_breakout_room_is_there_meanwhile(
    room: str, live: Any, student: Any
) -> None:
    send(joined(room, 0, student), left(room, 10, student, disconnectReason="switch_room"))
    assert Stay.objects.get().left_at is None


@pytest.mark.parametrize(
    ("is_breakout", "is_empty"), [(True, False), ("true", False), ("false", True), (None, True)]
)
def test_end_of_a_breakout_room_empties_no_room(
    room: str, student: Any, is_breakout: Any, is_empty: bool
) -> None:
    send(joined(room, 0, student), message("ROOM_DESTROYED", room, 30, isBreakout=is_breakout))
    assert (Stay.objects.get().left_at is not None) is is_empty


def test_equal_addresses_in_two_rooms_are_two_stays(room: str, live: Any, student: Any) -> None:
    send(joined(room, 0, student))
    services.end(live.organizer, live.pk)
    services.start(live.organizer, live.pk)
    send(joined(f"{APP_ID}/{LiveSession.objects.get().room_name}", 1, student))
    assert Stay.objects.count() == 2


def test_bare_address_does_where_there_is_no_full_one(room: str, student: Any) -> None:
    send(joined(room, 0, student, participantFullJid=None))
    assert Stay.objects.count() == 1


def test_room_of_another_app_is_none_of_ours(room: str, student: Any) -> None:
    send(joined(room.replace(APP_ID, f"{APP_ID}0"), 0, student))
    assert not Stay.objects.exists()


def test_server_reports_nothing_about_rooms_of_another_server(
    settings: Any, room: str, student: Any
) -> None:
    # Two entries of one account: the rooms' names begin alike.
    settings.JITSI_LIVE_SERVERS = {
        "default": jaas(WEBHOOK_SECRET=SECRET),
        "another": jaas(WEBHOOK_SECRET=SECRET),
    }
    body = joined(room, 0, student)
    assert post(body, url="jitsi/another/jaas").status_code == 200
    assert not Stay.objects.exists()
    # What one server has sent is not taken for a repetition of what another one sends.
    assert post(body).status_code == 200
    assert Stay.objects.get().user == student


@pytest.mark.parametrize("data", [[{"deviceId": "x"}], {"rating": 5}, None])
def test_unknown_type_is_kept(room: str, data: Any) -> None:
    body = {**message("USAGE", room, 0), "data": data}
    send(body, body)
    kept = JitsiMessage.objects.get()
    assert (kept.type, json.loads(kept.body)) == ("USAGE", body)


def test_what_is_recorded_is_not_kept_as_well(room: str, student: Any) -> None:
    send(joined(room, 0, student), message("ROOM_DESTROYED", room, 9))
    assert set(JitsiMessage.objects.values_list("body", flat=True)) == {""}


# Authentication and malformed requests


def test_forged_message_is_refused(room: str, student: Any) -> None:
    forged = json.dumps(joined(room, 0, student)).encode()
    wrong = signature.sign(forged, "whsec_another-secret", timezone.now())
    for header in ("", wrong, "t=1,v1=x"):
        response = post(forged, header=header)
        assert response.status_code == 401
        assert SECRET.encode() not in response.content
    assert not Stay.objects.exists()


def test_bad_signature_of_no_message_is_refused(room: str) -> None:
    assert post(b"{", header="").status_code == 401


def test_replayed_message_changes_nothing(room: str, live: Any, host: Any, student: Any) -> None:
    body = json.dumps(joined(room, 0, student)).encode()
    header = signature.sign(body, SECRET, timezone.now())
    assert post(body, header=header).status_code == 200
    Stay.objects.all().delete()
    assert post(body, header=header).status_code == 200
    assert not Stay.objects.exists()


def test_retry_that_differs_from_what_was_signed_is_accepted(room: str, student: Any) -> None:
    body = joined(room, 0, student)
    send(body)
    assert post({**body, "retry": 1}, header="t=1,v1=x").status_code == 200
    assert Stay.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"idempotencyKey": "k"}',
        b'{"idempotencyKey": "k", "eventType": "PARTICIPANT_JOINED"}',
        b'{"idempotencyKey": "k", "eventType": "ROOM_CREATED", "timestamp": 1795423485000}',
        b'{"idempotencyKey": "k", "eventType": "ROOM_CREATED", "timestamp": "x", "data": {}}',
    ],
)
def test_malformed_message_is_a_bad_request(room: str, body: bytes) -> None:
    assert post(body).status_code == 400
    assert not JitsiMessage.objects.exists()


@pytest.mark.parametrize("alias", ["silent", "own", "nowhere"])
def test_server_without_a_secret_is_not_found(room: str, alias: str) -> None:
    assert post(message("USAGE", room, 0), url=f"jitsi/{alias}/jaas").status_code == 404


def test_failure_of_ours_is_a_503_so_that_the_webhook_is_retried(
    room: str, live: Any, host: Any, student: Any, settings: Any
) -> None:
    body = joined(room, 0, student)
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    assert post(body).status_code == 503
    assert not JitsiMessage.objects.exists()
    settings.JITSI_LIVE_POLICY = "django_jitsi_live.policy.Policy"
    send(body)
    assert list(seconds(host, live)) == [str(student.pk)]


def test_large_body_is_refused(room: str) -> None:
    assert post(b" " * (1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("length", ["²", "1" * 5000, "-1", "0x10"])
def test_length_that_is_no_number_is_no_server_error(room: str, student: Any, length: str) -> None:
    body = json.dumps(joined(room, 0, student)).encode()
    headers = {"X-Jaas-Signature": signature.sign(body, SECRET, timezone.now())}
    url, kind = "/api/live/jitsi/default/jaas", "application/json"
    response = Client().post(url, body, content_type=kind, headers=headers, CONTENT_LENGTH=length)
    assert response.status_code in {200, 401}  # Django reads the body, or none of it


def test_policy_that_denies_does_not_lose_the_message(
    room: str, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = "tests.attendance.test_jaas_webhook.DenyingPolicy"
    assert post(joined(room, 0, student)).status_code == 503


class DenyingPolicy(Policy):
    def participant_id(self, user: Any) -> str:
        raise PermissionDenied


def test_get_and_head_say_that_it_takes_posts() -> None:
    for method in ("get", "head"):
        assert getattr(Client(), method)("/api/live/jitsi/default/jaas").status_code == 405


# A secret that is changed


def test_each_of_several_secrets_is_accepted(settings: Any, room: str, student: Any) -> None:
    new = "whsec_fedcba9876543210fedcba9876543210"
    settings.JITSI_LIVE_SERVERS = {"default": jaas(WEBHOOK_SECRET=(new, SECRET))}
    body = json.dumps(joined(room, 0, student)).encode()
    for secret in (new, SECRET):
        header = signature.sign(body, secret, timezone.now())
        assert post(body, header=header).status_code == 200
    assert Stay.objects.count() == 1
    settings.JITSI_LIVE_SERVERS = {"default": jaas(WEBHOOK_SECRET=[new])}
    assert post(joined(room, 5, student)).status_code == 401


# People who are removed


@pytest.fixture
def scripted(settings: Any, monkeypatch: Any) -> Any:
    """JaaS as far as its webhooks go; the calls to it are remembered."""
    monkeypatch.setattr(JaaSServer, "supports", lambda self, what: True)
    kicked: list[str] = []
    monkeypatch.setattr(JaaSServer, "kick", lambda self, room, endpoint: kicked.append(endpoint))
    return kicked


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_by_an_old_token_is_put_out_again(
    room: str, live: Any, host: Any, student: Any, scripted: Any
) -> None:
    send(joined(room, 0, student, participantId="aaaaaaaa"))
    assert Stay.objects.get().endpoint == "aaaaaaaa"
    services.remove(host, live.pk, str(student.pk))
    assert scripted == ["aaaaaaaa"]
    send(left(room, 10, student))
    send(joined(room, 20, student, participantId="bbbbbbbb", participantFullJid="b@x/1"))
    assert "bbbbbbbb" in scripted[1:]
    entries = AuditEntry.objects.filter(action="removed").order_by("pk")
    assert [entry.user for entry in entries] == [host, None]


@pytest.mark.django_db(transaction=True)
def test_a_host_who_was_removed_as_an_attendee_stays(
    room: str, live: Any, host: Any, student: Any, scripted: Any
) -> None:
    services.remove(host, live.pk, str(student.pk))
    type(live).objects.update(organizer=student)
    send(joined(room, 0, student, participantId="aaaaaaaa"))
    assert scripted == []


@pytest.mark.django_db(transaction=True)
def test_others_are_not_put_out(
    room: str, live: Any, host: Any, student: Any, scripted: Any
) -> None:
    services.remove(host, live.pk, str(student.pk))
    send(joined(room, 0, host, participantId="aaaaaaaa"), joined(room, 5, student))
    assert scripted == []

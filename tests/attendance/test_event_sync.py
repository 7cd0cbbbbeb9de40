"""What Prosody's event_sync tells; the bodies are those that a real one has sent."""

from __future__ import annotations

import datetime as dt
import json
import random
from io import BytesIO
from itertools import permutations
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.models import Confirmation, JitsiMessage, LiveSession, Stay
from django_jitsi_live.servers import SelfHostedServer
from django_jitsi_live.web import from_servers
from tests.keys import jaas, with_secret
from tests.runs import rewrite

TOKEN = "a-token-of-the-tests"
START = 1795423485
JID = "5b98a513-40a9-43e6-a8ca-82bda9e57066@meet.test/sWsBeP9E1U24"


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": with_secret(EVENT_SYNC_TOKEN=TOKEN),
        "plain": with_secret(),
        "jaas": jaas(),
        "broken": with_secret(EVENT_SYNC_TOKEN="short"),
    }


@pytest.fixture
def room(live: Any) -> str:
    started_at = dt.datetime.fromtimestamp(START - 10, dt.UTC)
    rewrite(started_at=started_at)
    return LiveSession.objects.get().room_name


def at(second: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(START + second, dt.UTC)


def end_at(second: int) -> None:
    rewrite(is_active=False, ended_at=at(second))


def post(kind: str, data: Any, *, token: str = TOKEN, alias: str = "default") -> Any:
    body = data if isinstance(data, str) else json.dumps(data)
    url = f"/api/live/jitsi/{alias}/events/{kind}"
    headers = {"Authorization": f"Bearer {token}"}
    return Client().post(url, body, content_type="application/json", headers=headers)


def occupant(joined: int, left: int | None = None, *, id: Any = None, jid: str = JID) -> Any:
    times = {"joined_at": START + joined} | ({} if left is None else {"left_at": START + left})
    return {"occupant_jid": jid, **times} | ({} if id is None else {"id": id, "name": "Ada"})


def about(room: str, **fields: Any) -> dict[str, Any]:
    common = {"room_name": room, "room_jid": f"{room}@conference.meet.test", "is_breakout": False}
    return {**common, **fields}


def joined(room: str, *args: Any, **kwargs: Any) -> tuple[str, Any]:
    return "occupant/joined", about(room, occupant=occupant(*args, **kwargs))


def left(room: str, *args: Any, **kwargs: Any) -> tuple[str, Any]:
    return "occupant/left", about(room, occupant=occupant(*args, **kwargs))


def created(room: str, second: int, **fields: Any) -> tuple[str, Any]:
    return "room/created", about(room, created_at=START + second, **fields)


def destroyed(room: str, second: int, occupants: Any, **fields: Any) -> tuple[str, Any]:
    times = {"created_at": START, "destroyed_at": START + second}
    return "room/destroyed", about(room, all_occupants=occupants, **times, **fields)


def send(*messages: tuple[str, Any]) -> None:
    for kind, data in messages:
        response = post(kind, data)
        assert response.status_code == 200, response.content


def seconds(host: Any, event: Any) -> dict[str, int]:
    return {each.user: each.seconds for each in attendance.report(host, event.pk).people}


def test_two_people_join_and_leave(room: str, live: Any, host: Any, student: Any) -> None:
    sam, helen = str(student.pk), str(host.pk)
    send(created(room, 0), joined(room, 0, id=sam), joined(room, 1, id=helen, jid="b@meet.test/x"))
    assert services.status(live.pk, host).present == 2
    send(left(room, 0, 60, id=sam), left(room, 1, 31, id=helen, jid="b@meet.test/x"))
    send(destroyed(room, 60, [occupant(0, 60, id=sam)]))
    end_at(110)
    report = attendance.report(host, live.pk)
    assert [(each.user, each.role, each.seconds) for each in report.people] == [
        (sam, "attendee", 60) if sam < helen else (helen, "host", 30),
        (helen, "host", 30) if sam < helen else (sam, "attendee", 60),
    ]
    assert (report.live_seconds, report.peak, report.unidentified) == (120, 2, 0)
    assert {each.display_name for each in report.people} == {"Helen Host", "Sam Student"}
    assert {each.jitsi_name for each in report.people} == {"Ada"}


def test_name_of_the_user_where_the_token_has_none(room: str, student: Any) -> None:
    data = about(room, occupant={**occupant(0), "id": str(student.pk)})
    send(("occupant/joined", data))
    assert Stay.objects.get().display_name == "Sam Student"


@pytest.mark.parametrize("id", [None, "nobody", "42.0", 42.0, "", "0", "99999999999999999999999"])
def test_unknown_occupants_are_guests(room: str, live: Any, host: Any, id: Any) -> None:
    send(joined(room, 0, id=id), joined(room, 5, id=id), joined(room, 1, id=id, jid="c@x/y"))
    assert set(Stay.objects.values_list("user", "role")) == {(None, "")}
    report = attendance.report(host, live.pk)
    assert (report.unidentified, report.people, report.peak) == (2, [], 2)
    assert services.status(live.pk, host).present == 2


def test_recorder_is_not_a_person(room: str, live: Any, host: Any, student: Any) -> None:
    send(joined(room, 0, jid="recorder@recorder.meet.test/abc", id=str(student.pk)))
    report = attendance.report(host, live.pk)
    assert (report.unidentified, report.people, report.peak) == (1, [], 0)
    assert services.status(live.pk, host).present == 0


def test_same_session_of_a_browser_may_join_again(
    room: str, live: Any, host: Any, student: Any
) -> None:
    sam = str(student.pk)
    send(left(room, 0, 10, id=sam), left(room, 20, 30, id=sam))
    assert seconds(host, live) == {sam: 20}


def test_breakout_room_belongs_to_its_main_room(
    room: str, live: Any, host: Any, student: Any
) -> None:
    sam, breakout = str(student.pk), {"is_breakout": True, "breakout_room_id": "b1@breakout.x"}
    send(left(room, 0, 10, id=sam))
    there = about(room, occupant=occupant(10, 30, id=sam), **breakout)
    send(created(room, 10), ("occupant/left", there), joined(room, 30, id=sam))
    send(destroyed(room, 31, [occupant(10, 30, id=sam)], **breakout))
    end_at(50)
    assert seconds(host, live) == {sam: 50}


def test_lost_left_is_closed_by_the_end_of_the_room(
    room: str, live: Any, host: Any, student: Any
) -> None:
    send(joined(room, 0, id=str(student.pk)), destroyed(room, 40, {}))
    assert seconds(host, live) == {str(student.pk): 40}
    send(left(room, 0, 30, id=str(student.pk)))
    assert seconds(host, live) == {str(student.pk): 30}


def test_everybody_in_a_destroyed_room_has_left(
    room: str, live: Any, host: Any, student: Any
) -> None:
    send(destroyed(room, 40, [occupant(0, id=str(student.pk))]))
    assert seconds(host, live) == {str(student.pk): 40}


def test_room_that_is_made_anew_was_empty_before(
    room: str, live: Any, host: Any, student: Any
) -> None:
    sam = str(student.pk)
    again = joined(room, 100, id=sam, jid="new@meet.test/x")
    send(joined(room, 0, id=sam), created(room, 100), again)
    assert Stay.objects.filter(left_at=None).count() == 1
    assert Stay.objects.get(joined_at=at(0)).left_at == at(100)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_who_comes_in_the_second_in_which_the_room_was_destroyed_is_in_the_next(
    room: str, live: Any, host: Any, student: Any, order: tuple[int, ...]
) -> None:
    helen = str(host.pk)
    destroying = destroyed(room, 30, [occupant(0, 30, id=helen)])
    coming = joined(room, 30, id=str(student.pk), jid="new@meet.test/x")
    messages = [destroying, created(room, 30), coming]
    send(joined(room, 0, id=helen), *(messages[index] for index in order))
    assert [stay.user for stay in Stay.objects.filter(left_at=None)] == [student]


def test_earlier_end_of_the_room_counts_when_it_comes_late(
    room: str, live: Any, host: Any, student: Any
) -> None:
    send(joined(room, 0, id=str(student.pk)), destroyed(room, 60, {}))
    send(("room/destroyed", {**destroyed(room, 40, {})[1], "created_at": START - 5}))
    assert seconds(host, live) == {str(student.pk): 40}


def test_lost_joined_is_in_the_left(room: str, live: Any, host: Any, student: Any) -> None:
    send(left(room, 5, 30, id=str(student.pk)))
    assert seconds(host, live) == {str(student.pk): 25}


def test_message_of_the_run_that_has_just_ended_counts(
    room: str, live: Any, host: Any, student: Any
) -> None:
    end_at(100)
    send(left(room, 50, 200, id=str(student.pk)))
    assert seconds(host, live) == {str(student.pk): 50}


def test_message_about_an_earlier_run_counts_there(
    room: str, live: Any, host: Any, student: Any
) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    send(joined(room, 0, id=str(student.pk)))
    assert Stay.objects.get().run.number == 1
    assert attendance.report(host, live.pk, "2").people == []


def test_message_about_another_room_does_not_count(room: str, student: Any) -> None:
    send(joined("elsewhere", 0, id=str(student.pk)))
    assert not Stay.objects.exists()


def test_server_reports_nothing_about_rooms_of_another_server(
    settings: Any, room: str, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": with_secret(EVENT_SYNC_TOKEN=TOKEN),
        "berlin": with_secret(EVENT_SYNC_TOKEN=TOKEN),
    }
    sam = str(student.pk)
    send(joined(room, 0, id=sam))
    there = [occupant(0, 20, id=sam)]
    for message in (joined(room, 1, id=str(host.pk), jid="b@x/y"), destroyed(room, 30, there)):
        assert post(*message, alias="berlin").status_code == 200
    stay = Stay.objects.get()
    assert (stay.user, stay.left_at) == (student, None)
    assert not JitsiMessage.objects.exists()
    rewrite(server="berlin")
    assert post(*destroyed(room, 30, there), alias="berlin").status_code == 200
    assert Stay.objects.get().left_at == at(20)


def test_tenant_is_no_part_of_the_room(
    settings: Any, room: str, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN=TOKEN, TENANT="acme")}
    send(joined(f"[acme]{room}", 0, id=str(student.pk)))
    assert Stay.objects.get().run.room_name == room


# Any order, any number of times


def everything(room: str, sam: str, helen: str) -> list[tuple[str, Any]]:
    visits = [(sam, "a", 0, 40), (helen, "b", 5, 90), (sam, "c", 30, 70), (None, "d", 10, 20)]
    there = [
        {"id": id, "jid": f"{jid}@meet.test/r", "joined": start, "left": end}
        for id, jid, start, end in visits
    ]
    messages = [created(room, 0), destroyed(room, 91, {})]
    for each in there:
        joined_at, left_at = each.pop("joined"), each.pop("left")
        messages.append(joined(room, joined_at, **each))
        messages.append(left(room, joined_at, left_at, **each))
    # This one never leaves: only the end of the room tells.
    messages.append(joined(room, 50, id=sam, jid="e@meet.test/r"))
    return messages


@pytest.mark.slow
@hypothesis_settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(), repeated=st.lists(st.integers(0, 10), max_size=10))
def test_any_order_and_repetition_gives_the_same_report(
    room: str, live: Any, host: Any, student: Any, seed: int, repeated: list[int]
) -> None:
    Stay.objects.all().delete()
    end_at(100)
    messages = everything(room, str(student.pk), str(host.pk))
    shuffled = messages + [messages[index] for index in repeated]
    random.Random(seed).shuffle(shuffled)
    JitsiMessage.objects.all().delete()
    send(*shuffled)
    report = attendance.report(host, live.pk)
    assert {each.user: each.seconds for each in report.people} == {
        str(student.pk): 91,
        str(host.pk): 85,
    }
    assert (report.peak, report.unidentified, report.live_seconds) == (3, 1, 110)


# Authentication and malformed requests


@pytest.mark.slow
def test_a_thousand_messages_in_any_order_some_lost_and_many_twice_tell_the_truth(
    room: str, live: Any, host: Any, make_user: Any
) -> None:
    chance = random.Random(7)
    people = {str(make_user(f"person{number}").pk): f"{number}@meet.test/x" for number in range(40)}
    stays = [
        (
            begin := chance.randrange(900 * part, 900 * part + 400),
            begin + chance.randrange(1, 450),
            id,
        )
        for part in range(4)
        for id in people
    ]
    told = [
        make(room, begin, *end, id=id, jid=people[id])
        for begin, left_at, id in stays
        for make, end in ((joined, ()), (left, (left_at,)))
        if chance.random() > 0.1  # lost
    ]
    everyone = [occupant(begin, end, id=id, jid=people[id]) for begin, end, id in stays]
    messages = [*told, created(room, 0), destroyed(room, 3600, everyone)]
    messages += chance.choices(messages, k=1000 - len(messages))
    chance.shuffle(messages)
    send(*messages)
    end_at(3600)
    truth = {id: sum(end - begin for begin, end, who in stays if who == id) for id in people}
    assert seconds(host, live) == truth


@pytest.mark.parametrize("token", ["", "wrong", TOKEN.upper(), f"{TOKEN}x", "ü"])
def test_wrong_token_is_refused_and_records_nothing(room: str, student: Any, token: str) -> None:
    response = post(*joined(room, 0, id=str(student.pk)), token=token)
    assert response.status_code == 401
    assert TOKEN.encode() not in response.content
    assert not Stay.objects.exists()


@pytest.mark.parametrize("as_type", [list, tuple])
def test_each_of_several_tokens_is_accepted(
    settings: Any, room: str, student: Any, as_type: Any
) -> None:
    new = "the-token-of-tomorrow"
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN=as_type([new, TOKEN]))}
    for token in (new, TOKEN):
        assert post(*joined(room, 0, id=str(student.pk)), token=token).status_code == 200
    for token in (f"{new}, {TOKEN}", f"{new}{TOKEN}", "", new[:-1], "('the-token-of-tomorrow',)"):
        assert post(*joined(room, 0), token=token).status_code == 401


def test_token_that_was_taken_off_the_list_is_refused(settings: Any, room: str) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN=["x" * 16, TOKEN])}
    assert post(*created(room, 0)).status_code == 200
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN=["x" * 16])}
    assert post(*created(room, 0)).status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "", "Bearer  "])
def test_token_of_another_scheme_is_refused(room: str, scheme: str) -> None:
    url = "/api/live/jitsi/default/events/room/created"
    answer = Client().post(url, headers={"Authorization": f"{scheme} {TOKEN}"})
    assert answer.status_code == 401


def test_no_token_at_all_is_refused(room: str) -> None:
    assert Client().post("/api/live/jitsi/default/events/room/created").status_code == 401


@pytest.mark.parametrize("alias", ["plain", "jaas", "nowhere"])
def test_server_without_event_sync_is_not_found(room: str, alias: str) -> None:
    assert post(*created(room, 0), alias=alias, token="").status_code == 404


def test_unusable_server_is_our_failure(room: str) -> None:
    assert post(*created(room, 0), alias="broken").status_code == 503


def test_unknown_event_is_not_found(room: str) -> None:
    assert post("room/renamed", about(room)).status_code == 404


def test_get_and_head_say_that_it_takes_posts() -> None:
    for method in ("get", "head"):
        response = getattr(Client(), method)("/api/live/jitsi/default/events/room/created")
        assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("occupant/joined", {"occupant": None}),
        ("occupant/joined", {"occupant": {"occupant_jid": JID}}),
        ("occupant/joined", {"occupant": {"occupant_jid": JID, "joined_at": True}}),
        ("occupant/joined", {"occupant": {"occupant_jid": JID, "joined_at": 10**30}}),
        ("occupant/joined", {"occupant": {"occupant_jid": JID, "joined_at": 1}}),
        ("occupant/joined", {"occupant": {"occupant_jid": "a\x00b", "joined_at": START}}),
        ("occupant/joined", {"occupant": {"occupant_jid": "a" * 5000, "joined_at": START}}),
        ("occupant/left", {"occupant": {"occupant_jid": JID, "joined_at": START}}),
        ("room/created", {"created_at": None}),
        ("room/destroyed", {"destroyed_at": START, "all_occupants": "none"}),
        ("room/destroyed", {"destroyed_at": START, "all_occupants": [1]}),
        ("room/created", {"room_name": 7, "created_at": START}),
    ],
)
def test_malformed_message_is_a_bad_request(room: str, kind: str, changed: Any) -> None:
    assert post(kind, {**about(room), **changed}).status_code == 400
    assert not Stay.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[" * 100_000, b"\xff\xfe\x00"])
def test_body_that_is_no_object_is_a_bad_request(room: str, body: Any) -> None:
    url = "/api/live/jitsi/default/events/room/created"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    response = Client().post(url, body, content_type="application/json", headers=headers)
    assert response.status_code == 400


def test_large_body_is_refused(room: str) -> None:
    assert post("room/created", " " * (1024 * 1024 + 1)).status_code == 413
    assert post("room/created", " " * (1024 * 1024)).status_code == 400


def test_large_body_of_unknown_length_is_refused() -> None:
    request = HttpRequest()
    request._stream = BytesIO(b" " * (1024 * 1024 + 1))  # type: ignore[attr-defined]
    with pytest.raises(from_servers.RequestRefused, match="too large"):
        from_servers.read_body(request)
    assert request._stream.tell() == 1024 * 1024 + 1  # type: ignore[attr-defined]


def test_destroyed_with_nothing_new_costs_few_queries(
    django_assert_max_num_queries: Any, room: str, student: Any
) -> None:
    there = [occupant(0, 60, id=str(student.pk), jid=f"{n}@x/y") for n in range(50)]
    send(destroyed(room, 60, there))
    with django_assert_max_num_queries(10):
        send(destroyed(room, 60, there))


def test_late_joined_confirms_nobody_before_the_left_is_known(
    room: str, live: Any, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    end_at(100)
    sam = str(student.pk)
    for message in (created(room, 95), joined(room, 0, id=sam), left(room, 0, 5, id=sam)):
        with django_capture_on_commit_callbacks(execute=True):
            send(message)
    assert not Confirmation.objects.exists()


def test_late_message_confirms(
    room: str, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    end_at(100)
    with django_capture_on_commit_callbacks(execute=True):
        send(left(room, 0, 90, id=str(student.pk)))
    assert Confirmation.objects.get().user == student
    assert moments.now() >= Confirmation.objects.get().confirmed_at


# People who are removed


UUID = "5b98a513-40a9-43e6-a8ca-82bda9e57066@meet.test/sWsBeP9E1U24"
NEXT_UUID = "0a1b2c3d-40a9-43e6-a8ca-82bda9e57066@meet.test/sWsBeP9E1U25"


@pytest.fixture
def kicked(monkeypatch: Any) -> list[str]:
    """Whom the calls to Prosody put out."""
    endpoints: list[str] = []
    monkeypatch.setattr(SelfHostedServer, "supports", lambda self, what: True)
    monkeypatch.setattr(
        SelfHostedServer, "kick", lambda self, room, endpoint: endpoints.append(endpoint)
    )
    return endpoints


@pytest.mark.parametrize(
    ("jid", "endpoint"),
    [
        (UUID, "5b98a513"),
        ("recorder@recorder.meet.test/x", ""),
        ("5B98A513-1@meet.test/x", ""),
        ("5b98a51@meet.test/x", ""),
        ("meet.test/5b98a513@x", ""),
    ],
)
def test_the_name_that_prosody_gives_tells_the_endpoint(
    room: str, live: Any, jid: str, endpoint: str
) -> None:
    send(joined(room, 0, id="1", jid=jid))
    assert Stay.objects.get().endpoint == endpoint


@pytest.mark.django_db(transaction=True)
def test_who_has_the_room_open_without_the_page_is_put_out_too(
    room: str, live: Any, host: Any, student: Any, kicked: list[str]
) -> None:
    send(joined(room, 0, id=str(student.pk), jid=UUID))
    assert services.remove(host, live.pk, str(student.pk)).removal == "server"
    assert kicked == ["5b98a513"]


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_by_an_old_token_is_put_out_each_time(
    room: str, live: Any, host: Any, student: Any, kicked: list[str]
) -> None:
    services.remove(host, live.pk, str(student.pk))
    for number in range(20):
        jid = f"{number:08x}-1@meet.test/x"
        send(joined(room, number, id=str(student.pk), jid=jid))
        assert f"{number:08x}" in kicked
        send(left(room, number, number + 1, id=str(student.pk), jid=jid))


@pytest.mark.django_db(transaction=True)
def test_others_who_come_are_left_alone(
    room: str, live: Any, host: Any, student: Any, kicked: list[str]
) -> None:
    services.remove(host, live.pk, str(student.pk))
    send(joined(room, 0, id=str(host.pk), jid=NEXT_UUID))
    assert kicked == []

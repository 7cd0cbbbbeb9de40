from __future__ import annotations

import threading
from typing import Any

import pytest

from django_jitsi_live.practice import PracticeServer
from django_jitsi_live.servers.practice import rooms, switchboard
from tests.servers.practice.people import ROOM, Person, ask, hours, make_inactive, seat, token


def test_others_receive_who_joins_and_leaves(helen: Person) -> None:
    sam = Person(token("2", "Sam"))
    assert sam.act("leave") == 200
    joined, left = helen.poll()
    assert (joined["kind"], joined["name"]) == ("joined", "Sam")
    assert left == {"kind": "left", "id": sam.id}
    assert sam.poll_response().status_code == 410


def test_messages_stay_queued_until_they_are_acknowledged(helen: Person) -> None:
    Person(token("2", "Sam"))
    assert helen.poll_response().json() == helen.poll_response().json()
    assert helen.kinds() == ["joined"]
    assert helen.kinds() == []


def test_poll_waits_for_a_message(helen: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(switchboard, "MAX_POLL_SECONDS", 30.0)
    joining = threading.Timer(0.1, lambda: Person(token("2", "Sam")))
    joining.start()
    assert helen.kinds() == ["joined"]
    joining.join()


def test_leaving_ends_a_waiting_poll(helen: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(switchboard, "MAX_POLL_SECONDS", 30.0)
    changed, is_waiting = switchboard.shared._changed, threading.Event()
    wait = changed.wait

    def observed_wait(timeout: float) -> bool:
        is_waiting.set()
        return wait(timeout)

    def leave() -> None:
        is_waiting.wait()
        helen.act("leave")

    monkeypatch.setattr(changed, "wait", observed_wait)
    leaving = threading.Thread(target=leave)
    leaving.start()
    assert helen.poll() == []
    leaving.join()


def test_after_must_be_a_number(helen: Person) -> None:
    assert ask("news", helen.jwt, {"id": helen.id, "after": "1"}).status_code == 400


def test_queue_that_is_not_polled_is_bounded(helen: Person, sam: Person) -> None:
    for _ in range(rooms.MAX_QUEUED_MESSAGES + 5):
        switchboard.shared._registry.occupants[sam.id].enqueue("chat", {})
    assert len(sam.poll()) == rooms.MAX_QUEUED_MESSAGES


def test_inactive_occupants_expire(helen: Person, sam: Person, monkeypatch: Any) -> None:
    make_inactive(sam)
    assert helen.poll() == [{"kind": "left", "id": sam.id}]
    error = sam.poll_response().json()["error"]
    assert (error["name"], error["isFatal"]) == ("connection.droppedError", True)


def test_an_empty_room_is_removed(helen: Person) -> None:
    helen.act("leave")
    assert switchboard.shared._registry.rooms == {}
    assert switchboard.shared._registry.occupants == {}


def test_another_token_cannot_poll_or_act_for_an_occupant(helen: Person, sam: Person) -> None:
    for what, body in (("news", {"after": 0}), ("act", {"kind": "leave"})):
        answer = ask(what, sam.jwt, {"id": helen.id, **body})
        assert answer.status_code == 403
        assert answer.json()["error"]["message"] == "This is somebody else's seat."
    assert sam.poll() == []


def test_a_tampered_token_cannot_poll(helen: Person) -> None:
    answer = ask("news", helen.jwt[:-4] + "AAAA", {"id": helen.id, "after": 0})
    assert answer.status_code == 403


def test_an_occupant_stays_when_the_token_expires() -> None:
    expired = token(exp=hours(-1))
    claims = PracticeServer("default", {}).claims(seat())
    seated = switchboard.shared.join(ROOM, expired, claims, {})["me"]
    assert ask("join", expired, {}).status_code == 401
    wave = {"id": seated["id"], "kind": "hand", "raised": True}
    assert ask("act", expired, wave).status_code == 200


@pytest.mark.parametrize("kind", ["kick", "end", "mute", "subject"])
def test_an_attendee_may_not_moderate(helen: Person, sam: Person, kind: str) -> None:
    assert sam.act(kind, who=helen.id, media="audio", subject="Mine") == 403
    assert helen.poll() == []

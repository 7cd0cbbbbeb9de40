from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt
import pytest

from django_jitsi_live.servers.practice import rooms
from tests.servers.practice.people import ROOM, Person, ask, hours, token

BAD = "connection.passwordRequired"
OUT = "conference.connectionError.notAllowed"


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (lambda: "", BAD, "not valid"),
        (lambda: "é.é.é", BAD, "not valid"),
        (lambda: token()[:-9] + "AAAAAAAAA", BAD, "not valid: Signature verification failed"),
        (lambda: jwt.encode({}, "x" * 32, "HS256"), BAD, "not valid"),
        (lambda: token(headers={"typ": "jwt"}), BAD, "its typ is not JWT"),
        (lambda: token(iss="webinars"), BAD, "its iss is not practice"),
        (lambda: token(aud="other"), BAD, "not valid: Audience doesn't match"),
        (lambda: token(aud=["jitsi"]), BAD, "its aud is not jitsi"),
        (lambda: token(exp=hours(-1)), BAD, "This token has expired."),
        (lambda: token(exp=None), BAD, "not valid"),
        (lambda: token(nbf=hours(1)), BAD, "This token is not valid yet."),
        (lambda: token(sub="meet.jitsi"), OUT, "another server"),
        (lambda: token(room="talk-other"), OUT, "another room"),
        (lambda: token(room=None), OUT, "another room"),
    ],
)
def test_a_token_that_prosody_would_refuse_is_refused(
    make: Callable[[], str], name: str, words: str
) -> None:
    answer = ask("join", make().encode().decode("latin-1"), {})
    error = answer.json()["error"]
    assert error["name"] == name
    assert words in error["message"]
    assert error["type"] == name.partition(".")[0].upper()
    assert error["isFatal"] is False
    assert answer.status_code in {401, 403}


def test_room_is_compared_as_jitsi_spells_it() -> None:
    assert ask("join", token(room=ROOM.upper()), {}, ROOM.title()).json()["room"] == ROOM


def test_join_returns_who_is_in_the_room(helen: Person, sam: Person) -> None:
    assert helen.seat["others"] == []
    assert (sam.seat["room"], sam.seat["subject"]) == (ROOM, "")
    [other] = sam.seat["others"]
    assert (other["name"], other["role"], other["audioMuted"]) == ("Helen", "moderator", True)
    assert sam.seat["me"]["role"] == "participant"


def test_a_name_can_be_chosen_when_joining() -> None:
    answer = ask("join", token(), {"name": " Sam\nthe baker "}).json()
    assert answer["me"]["name"] == "Sam the baker"


def test_a_room_holds_eight_and_there_are_twenty(monkeypatch: Any) -> None:
    monkeypatch.setattr(rooms, "MAX_OCCUPANTS", 1)
    monkeypatch.setattr(rooms, "MAX_ROOMS", 1)
    Person(token())
    for room in (ROOM, "talk-other"):
        error = ask("join", token(room=room), {}, room).json()["error"]
        assert error["name"] == "conference.max_users"

"""Viewers of practice rooms, whom Jitsi calls visitors."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.practice import PracticeServer
from django_jitsi_live.servers.practice import switchboard
from tests.servers.practice.people import ENTRY, ROOM, Person, ask, seat, token


def viewer_token(user_id: str = "5", name: str = "Vera") -> str:
    context = PracticeServer("default", {}).claims(seat(user_id, name))["context"]
    return token(user_id, name, context={**context, "user": {**context["user"], "role": "visitor"}})


@pytest.fixture
def vera(helen: Person, sam: Person) -> Person:
    person = Person(viewer_token())
    for other in (helen, sam):
        other.poll()
    return person


def test_a_token_of_a_visitor_makes_a_viewer(vera: Person) -> None:
    assert vera.seat["me"]["visitor"] is True
    assert vera.seat["me"]["closed"] == ["audio", "video"]
    assert [each["visitor"] for each in vera.seat["others"]] == [False, False]


def test_a_page_may_ask_to_watch_only(helen: Person) -> None:
    answer = ask("join", token("2", "Sam"), {"visitor": True}).json()
    assert answer["me"]["visitor"] is True
    [told] = helen.poll()
    assert (told["kind"], told["visitor"]) == ("joined", True)


def test_a_viewer_sends_nothing(helen: Person, vera: Person) -> None:
    assert vera.act("state", audioMuted=False, videoMuted=False) == 403
    assert [each["audioMuted"] for each in vera.poll()] == [True]
    assert helen.poll() == []


def test_above_the_limit_newcomers_watch_but_moderators(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": {**ENTRY, "MAX_PARTICIPANTS": 2}}
    people = [Person(token(str(number), "Sam")) for number in range(3)]
    host = Person(token("1", "Helen", role="host"))
    seats = [each.seat["me"]["visitor"] for each in (*people, host)]
    assert seats == [False, False, True, False]


@pytest.mark.parametrize("limit", [-1, True, "2"])
def test_a_limit_that_is_none_is_refused(limit: Any) -> None:
    [error] = PracticeServer("default", {"MAX_PARTICIPANTS": limit}).errors()
    assert error.option == "MAX_PARTICIPANTS"


def test_the_hand_of_a_viewer_is_a_request_to_moderators(
    helen: Person, sam: Person, vera: Person
) -> None:
    vera.act("hand", raised=True)
    assert helen.poll() == [{"kind": "request", "id": vera.id, "name": "Vera", "on": True}]
    assert sam.poll() == []
    assert [each["handRaised"] > 0 for each in vera.poll()] == [True]
    vera.act("hand", raised=False)
    assert [each["on"] for each in helen.poll()] == [False]


def test_a_moderator_who_comes_later_learns_of_requests(vera: Person) -> None:
    vera.act("hand", raised=True)
    second = Person(token("4", "Hugo", role="host"))
    assert second.seat["requests"] == [{"id": vera.id, "name": "Vera", "on": True}]
    assert Person(token("3", "Sara")).seat["requests"] == []


def test_a_moderator_lets_a_viewer_in_once(helen: Person, vera: Person) -> None:
    vera.act("hand", raised=True)
    helen.act("admit", who=vera.id, approved=True)
    assert [each["on"] for each in helen.poll()] == [True, False]
    ticket = vera.poll()[-1]["ticket"]
    vera.act("leave")
    again = ask("join", vera.jwt, {"visitor": True, "ticket": ticket}).json()["me"]
    assert (again["visitor"], again["closed"]) == (False, [])
    assert ask("join", vera.jwt, {"ticket": ticket}).json()["me"]["visitor"] is True


def test_a_moderator_turns_a_viewer_down(helen: Person, vera: Person) -> None:
    vera.act("hand", raised=True)
    helen.act("admit", who=vera.id, approved=False)
    messages = vera.poll()
    assert [each["kind"] for each in messages] == ["changed", "changed"]
    assert messages[-1]["handRaised"] == 0


def test_nobody_is_let_in_unasked_or_twice(helen: Person, sam: Person, vera: Person) -> None:
    for person in (sam, vera):
        helen.act("admit", who=person.id, approved=True)
        assert person.poll() == []
    assert switchboard.shared._registry.rooms[ROOM].tickets == set()

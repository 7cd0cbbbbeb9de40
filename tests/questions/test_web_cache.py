"""What is kept of lists and of voters, and what comes back from a cache."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.crowd import shared_cache
from django_jitsi_live.questions import public_list, services, voters
from django_jitsi_live.questions.public_list import Audience
from tests.questions.addresses import address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why?")


def keep(event: Any) -> None:
    public_list.cache_list(event.pk, Audience.MEMBERS, public_list.make_list([]))


def is_kept(event: Any) -> bool:
    return public_list.cached_list(event.pk, Audience.MEMBERS) is not None


def test_crowd_that_votes_drops_the_list_once_a_second(event: Any, monkeypatch: Any) -> None:
    now = [100.0]
    monkeypatch.setattr(public_list, "monotonic", lambda: now[0])
    monkeypatch.setattr(public_list, "_noted", {})
    found = []
    for seconds in (0, 0.5, 0.6):
        keep(event)
        now[0] += seconds
        public_list.note_votes(event.pk)
        found.append(is_kept(event))
    assert found == [False, True, False]


def test_many_events_with_votes_do_not_fill_the_memory(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(public_list, "MAX_NOTED_EVENTS", 2)
    monkeypatch.setattr(public_list, "_noted", {})
    for number in range(5):
        public_list.note_votes(number)
        assert len(public_list._noted) <= 2


def test_change_drops_the_list_at_once(event: Any) -> None:
    keep(event)
    public_list.forget_lists(event.pk)
    assert not is_kept(event)


def test_list_of_another_version_is_none(event: Any) -> None:
    key = public_list._key(event.pk, Audience.MEMBERS)
    for value in ([99, "a", "[]"], [public_list.FORM, 1, "[]"], [public_list.FORM, "a", 1]):
        shared_cache.set_on_commit(key, value, 10)
        assert not is_kept(event)


@pytest.mark.parametrize(
    "value", [[99, 1, "7"], [1, "1", "7"], [1, 1, 7], [1, 1], "x", [1, 1, "8"], None]
)
def test_rubbish_in_the_cache_is_no_voter(event: Any, value: Any) -> None:
    shared_cache.set_on_commit(voters._key(event.pk, "7"), value, 10)
    assert voters.known_voter(event.pk, "7") is None


def test_nobody_is_no_voter(event: Any) -> None:
    voters.remember_voter(event.pk, voters.Voter(1, ""))
    assert voters.known_voter(event.pk, "") is None


def test_ids_that_look_alike_are_different_voters() -> None:
    voters.remember_voter("a:b", voters.Voter(1, "c"))
    assert voters.known_voter("a:b", "c") == voters.Voter(1, "c")
    assert voters.known_voter("a", "b:c") is None


def test_known_voter_has_no_vote_at_another_event(
    event: Any, question: Any, host: Any, student: Any, as_user: Any
) -> None:
    client = as_user(student)
    assert client.post(address(event, "vote", question)).status_code == 200
    other = type(event).objects.create(title="Another", slug="another", organizer=host)
    asked = services.ask(host, other.pk, "And here?")
    assert client.post(address(other, "vote", asked)).json()["code"] == "not_registered"
    assert client.post(address(event, "vote", asked)).json()["code"] == "question_not_found"


def test_known_voter_votes_for_what_a_question_was_merged_into(
    event: Any, question: Any, host: Any, student: Any, as_user: Any
) -> None:
    other = services.ask(host, event.pk, "Why, again?")
    services.merge(host, event.pk, other.pk, into=question.pk)
    client = as_user(student)
    for _ in range(2):  # the second time as a known one
        assert client.post(address(event, "vote", other)).status_code == 200
    [shown] = client.get(address(event)).json()["questions"]
    assert shown["votes"] == 1

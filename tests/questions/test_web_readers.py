"""Readers ask with a key, again and again, and nobody is looked up for that."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from django_jitsi_live import moments
from django_jitsi_live import services as live_services
from django_jitsi_live.questions import services
from django_jitsi_live.questions.public_list import Audience
from django_jitsi_live.questions.web import loading
from django_jitsi_live.questions.web.reader_key import make_reader_key
from tests.crowd.test_shared_cache import Broken
from tests.projects.webinar.webinars.models import Event
from tests.questions.addresses import address
from tests.words import words

# Outside of transactions, in which nothing is read from the cache.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why?")


def read(event: Any, audience: Audience = Audience.MEMBERS, **headers: str) -> Any:
    given = {"key": make_reader_key(event.pk, audience)}
    return Client().get(address(event), given, headers=headers)


def test_reader_gets_the_list(event: Any, question: Any) -> None:
    answer = read(event)
    assert answer.json().keys() == {"version", "poll_after", "questions"}
    assert [each["text"] for each in answer.json()["questions"]] == ["Why?"]
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer
    assert "Cookie" not in answer.get("Vary", "")


def test_reader_costs_no_query_while_the_list_is_kept(
    event: Any, question: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        read(event)
    with django_assert_num_queries(0):
        assert read(event).status_code == 200


def test_reader_is_told_that_nothing_has_changed(event: Any, question: Any) -> None:
    etag = read(event)["ETag"]
    answer = read(event, **{"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert read(event, **{"If-None-Match": 'W/"another"'}).status_code == 200


def test_head_has_no_body(event: Any, question: Any) -> None:
    key = make_reader_key(event.pk, Audience.MEMBERS)
    answer = Client().head(address(event), {"key": key})
    assert (answer.status_code, answer.content) == (200, b"")


def test_version_is_that_of_the_description(
    event: Any, question: Any, student: Any, as_user: Any
) -> None:
    described = as_user(student).get(address(event)).json()
    answer = read(event)
    assert answer["ETag"] == f'W/"{described["version"]}"'
    assert answer.json()["questions"] == described["questions"]


@pytest.mark.parametrize("change", ["dismiss", "approve"])
def test_reader_sees_a_change_at_once(event: Any, host: Any, question: Any, change: str) -> None:
    services.dismiss(host, event.pk, question.pk)
    if change == "approve":
        read(event)
        services.restore(host, event.pk, question.pk)
    shown = len(read(event).json()["questions"])
    assert shown == (1 if change == "approve" else 0)


def test_reader_sees_a_vote(event: Any, student: Any, host: Any, question: Any) -> None:
    assert read(event).json()["questions"][0]["votes"] == 0
    services.vote(host, event.pk, question.pk)
    assert read(event).json()["questions"][0]["votes"] == 1


def test_a_change_that_is_rolled_back_is_never_read(event: Any, host: Any, question: Any) -> None:
    version = read(event).json()["version"]
    with transaction.atomic():
        services.pin(host, event.pk, question.pk, pinned=True)
        transaction.set_rollback(True)
    assert read(event).json()["version"] == version


def test_list_is_read_anew_after_two_seconds(
    event: Any, question: Any, django_assert_num_queries: Any
) -> None:
    read(event)
    later = moments.now() + dt.timedelta(seconds=3)
    with time_machine.travel(later), django_assert_num_queries(2):
        read(event)


def test_event_without_a_session_has_no_questions(event: Any) -> None:
    assert read(event).json()["questions"] == []


# Who is asked by


def test_readers_never_get_the_name_of_who_asks_anonymously(
    event: Any, student: Any, host: Any, as_user: Any
) -> None:
    services.ask(student, event.pk, "Dare I ask?", anonymous=True)
    answers = [read(event), as_user(student).get(address(event))]
    assert all("Sam" not in words(each.content.decode()) for each in answers)
    [shown] = read(event).json()["questions"]
    assert shown["asked_by"] is None
    [moderated] = read(event, Audience.MODERATORS).json()["questions"]
    assert (moderated["asked_by"], moderated["asker"]) == (None, "Sam Student")


def test_readers_do_not_see_what_is_put_aside(event: Any, host: Any, question: Any) -> None:
    services.dismiss(host, event.pk, question.pk)
    assert read(event).json()["questions"] == []
    assert len(read(event, Audience.MODERATORS).json()["questions"]) == 1


# Keys


def refusal(event: Any, key: str) -> tuple[int, str]:
    answer = Client().get(address(event), {"key": key})
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["code"]


OVER = (403, "key_expired")


def test_key_ends_after_ten_minutes(event: Any) -> None:
    key = make_reader_key(event.pk, Audience.MEMBERS)
    with time_machine.travel(moments.now() + dt.timedelta(minutes=9)):
        assert Client().get(address(event), {"key": key}).status_code == 200
    with time_machine.travel(moments.now() + dt.timedelta(minutes=10, seconds=1)):
        assert refusal(event, key) == OVER


def test_key_opens_its_event_only(event: Any, host: Any) -> None:
    other = Event.objects.create(title="Another", slug="another", organizer=host)
    assert refusal(other, make_reader_key(event.pk, Audience.MEMBERS)) == OVER


def test_key_of_a_member_does_not_open_the_list_of_moderators(event: Any) -> None:
    key = make_reader_key(event.pk, Audience.MEMBERS)
    assert refusal(event, key.replace("members", "moderators")) == OVER


def test_key_cannot_be_prolonged(event: Any) -> None:
    audience, expires_at, signature = make_reader_key(event.pk, Audience.MEMBERS).split(".")
    assert refusal(event, f"{audience}.{int(expires_at) + 60}.{signature}") == OVER


@pytest.mark.parametrize(
    "key",
    ["", "x", "members..", "members.1.0", "é" * 100, "\x00", "a" * 5000, "members.9." + "f" * 64],
)
def test_what_is_no_key_opens_nothing(event: Any, key: str) -> None:
    assert refusal(event, key) == OVER


def test_digits_of_other_scripts_are_none(event: Any) -> None:
    audience, expires_at, signature = make_reader_key(event.pk, Audience.MEMBERS).split(".")
    arabic = expires_at.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    assert refusal(event, f"{audience}.{arabic}.{signature}") == OVER


def test_removed_person_gets_no_new_key(
    event: Any, live: Any, host: Any, student: Any, as_user: Any
) -> None:
    client = as_user(student)
    key = client.get(address(event)).json()["key"]
    live_services.remove(host, event.pk, str(student.pk))
    assert client.get(address(event)).json()["code"] == "removed"
    assert client.post(address(event), {"text": "Me?"}).json()["code"] == "removed"
    # Until the key ends it opens what everybody reads.
    assert Client().get(address(event), {"key": key}).status_code == 200


def test_key_of_an_event_that_is_gone_opens_nothing(event: Any) -> None:
    key = make_reader_key(event.pk, Audience.MEMBERS)
    path = address(event)
    event.delete()
    answer = Client().get(path, {"key": key})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# The cache


def test_reader_is_answered_while_the_cache_is_down(
    settings: Any, event: Any, question: Any
) -> None:
    name = f"{Broken.__module__}.{Broken.__name__}"
    settings.CACHES = {"default": {"BACKEND": name}}
    assert len(read(event).json()["questions"]) == 1
    services.vote(question.user, event.pk, question.pk)
    assert read(event).json()["questions"][0]["votes"] == 1


@pytest.mark.parametrize("rubbish", ["text", [1], [1, 2, 3], [99, "a", "[]"], {"a": 1}, None])
def test_rubbish_in_the_cache_is_no_list(
    event: Any, question: Any, rubbish: Any, monkeypatch: Any
) -> None:
    from django.core.cache import cache

    read(event)
    [key] = [each.split(":", 2)[2] for each in cache._cache if "questions" in each]
    cache.set(key, rubbish)
    assert len(read(event).json()["questions"]) == 1


def test_list_in_the_cache_is_that_of_all_processes(
    event: Any, question: Any, monkeypatch: Any
) -> None:
    text = read(event).content
    monkeypatch.setattr(loading, "load_lists", None)
    assert json.loads(read(event).content)["version"] == json.loads(text)["version"]

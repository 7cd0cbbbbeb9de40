"""The API of the questions."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.test import APIClient

from django_jitsi_live import moments
from django_jitsi_live import services as live_services
from django_jitsi_live.models import GuestLink
from django_jitsi_live.questions import services
from django_jitsi_live.questions.models import Question, Vote
from django_jitsi_live.web.visitor import enter_as_guest
from tests.crowd.test_shared_cache import Broken
from tests.questions.addresses import address

pytestmark = pytest.mark.django_db

LOGIN_QUERIES = 2


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why?")


@pytest.fixture
def guest(live: Any, host: Any) -> APIClient:
    """Somebody who has entered by a personal link."""
    link = live_services.make_link(host, live.pk, "Gustav Guest", "speaker")
    client, response = APIClient(enforce_csrf_checks=True), HttpResponse()
    enter_as_guest(RequestFactory().get("/"), response, live.pk, link.pk)
    client.cookies = response.cookies
    return client


def of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


# The list


def test_member_gets_the_list_and_what_is_theirs(
    event: Any, question: Any, student: Any, as_user: Any
) -> None:
    services.vote(student, event.pk, question.pk)
    services.ask(student, event.pk, "Dare I?", anonymous=True)
    answer = as_user(student).get(address(event)).json()
    assert [each["text"] for each in answer["questions"]] == ["Why?", "Dare I?"]
    assert [each["asked_by"] for each in answer["questions"]] == ["Sam Student", None]
    assert answer["own"]["votes"] == [str(question.pk)]
    assert {each["text"] for each in answer["own"]["questions"]} == {"Why?", "Dare I?"}
    assert (answer["may_ask"], answer["may_moderate"], answer["may_answer"]) == (True, False, False)
    assert (answer["names"], answer["max_length"]) == ("choice", 500)
    assert answer["stream_url"] is None


def test_member_sees_their_own_question_that_is_put_aside(
    event: Any, question: Any, host: Any, student: Any, as_user: Any
) -> None:
    services.dismiss(host, event.pk, question.pk)
    answer = as_user(student).get(address(event)).json()
    assert answer["questions"] == []
    assert [each["state"] for each in answer["own"]["questions"]] == ["dismissed"]


def test_host_sees_all_and_may_moderate(event: Any, question: Any, host: Any, as_user: Any) -> None:
    services.dismiss(host, event.pk, question.pk)
    answer = as_user(host).get(address(event)).json()
    assert [each["state"] for each in answer["questions"]] == ["dismissed"]
    assert (answer["may_moderate"], answer["may_answer"]) == (True, True)
    assert answer["key"].startswith("moderators.")


def test_speaker_may_answer_and_not_moderate(event: Any, speaker: Any, as_user: Any) -> None:
    answer = as_user(speaker).get(address(event)).json()
    assert (answer["may_moderate"], answer["may_answer"]) == (False, True)
    assert answer["key"].startswith("members.")


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.django_db(transaction=True)
def test_list_with_credentials_costs_two_queries(
    event: Any, question: Any, student: Any, as_user: Any, is_kept: bool,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    client = as_user(student)
    if is_kept:
        client.get(address(event))
    with django_assert_num_queries(LOGIN_QUERIES + 2):
        client.get(address(event))


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_told_to_log_in(event: Any, method: str) -> None:
    assert of(getattr(APIClient(), method)(address(event))) == (401, "not_authenticated")


def test_stranger_is_told_to_register(
    event: Any, question: Any, stranger: Any, as_user: Any
) -> None:
    client = as_user(stranger)
    assert of(client.get(address(event))) == (403, "not_registered")
    assert of(client.post(address(event), {"text": "Me?"})) == (403, "not_registered")
    assert of(client.post(address(event, "vote", question))) == (403, "not_registered")


def test_unknown_event_has_no_questions(event: Any, student: Any, as_user: Any) -> None:
    path = address(event).replace(f"/{event.pk}/", "/0/")
    assert of(as_user(student).get(path)) == (404, "not_found")


def test_answers_are_never_kept(event: Any, student: Any, as_user: Any) -> None:
    answer = as_user(student).get(address(event))
    assert "no-store" in answer["Cache-Control"]


# To ask


def test_member_asks(event: Any, student: Any, as_user: Any) -> None:
    answer = as_user(student).post(address(event), {"text": "How <b>?", "anonymous": True}, "json")
    asked = answer.json()
    assert answer.status_code == 201
    assert (asked["text"], asked["asked_by"], asked["votes"]) == ("How <b>?", None, 0)
    assert Question.objects.get().text == "How <b>?"


@pytest.mark.django_db(transaction=True)
def test_to_ask_costs_three_queries(
    event: Any, question: Any, student: Any, as_user: Any, django_capture_queries: Any
) -> None:
    asked = (as_user(student).post, address(event), {"text": "How?"})
    assert len(django_capture_queries(*asked)) == 3


@pytest.mark.parametrize("payload", [{"text": 1}, {"text": ["a"]}, {"text": "a", "anonymous": "?"}])
def test_malformed_question_is_refused(
    event: Any, student: Any, as_user: Any, payload: Any
) -> None:
    answer = as_user(student).post(address(event), payload, "json")
    assert of(answer) == (400, "parse_error")


def test_large_body_is_refused(event: Any, student: Any, as_user: Any) -> None:
    answer = as_user(student).post(address(event), {"text": "a" * 1_000_000})
    assert of(answer) == (413, "too_large")


def test_asking_without_a_csrf_token_is_refused(event: Any, student: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(student)
    assert of(client.post(address(event), {"text": "Why?"})) == (403, "csrf_failed")
    token = client.get(address(event)).json()["csrf_token"]
    asked = client.post(address(event), {"text": "Why?"}, headers={"X-CSRFToken": token})
    assert asked.status_code == 201


# To vote


def test_member_votes_once(event: Any, question: Any, host: Any, as_user: Any) -> None:
    client = as_user(host)
    for _ in range(2):
        answer = client.post(address(event, "vote", question))
        assert answer.json() == {"id": str(question.pk), "voted": True}
    assert Vote.objects.count() == 1


def test_member_takes_a_vote_back(event: Any, question: Any, host: Any, as_user: Any) -> None:
    client = as_user(host)
    client.post(address(event, "vote", question))
    for _ in range(2):
        answer = client.delete(address(event, "vote", question))
        assert answer.json() == {"id": str(question.pk), "voted": False}
    assert not Vote.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [False, True])
def test_vote_costs_two_queries(
    event: Any, question: Any, student: Any, as_user: Any, is_known: bool,
    django_capture_queries: Any,
) -> None:  # fmt: skip
    client = as_user(student)
    if is_known:
        client.post(address(event, "vote", services.ask(student, event.pk, "How?")))
    assert len(django_capture_queries(client.post, address(event, "vote", question))) == 2


@pytest.fixture
def django_capture_queries() -> Any:
    """The queries of a call, besides the login's and those that only begin and end transactions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def capture(call: Any, *args: Any) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert call(*args).status_code in {200, 201}
        found = [each["sql"] for each in queries]
        words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        return [each for each in found if not each.startswith(words)][LOGIN_QUERIES:]

    return capture


@pytest.mark.django_db(transaction=True)
def test_removed_person_has_no_vote_at_once(
    live: Any, host: Any, student: Any, as_user: Any
) -> None:
    question = services.ask(student, live.pk, "Why?")
    client = as_user(student)
    assert client.post(address(live, "vote", question)).status_code == 200
    live_services.remove(host, live.pk, str(student.pk))
    assert of(client.post(address(live, "vote", question))) == (403, "removed")


@pytest.mark.django_db(transaction=True)
def test_vote_goes_through_the_gate_while_the_cache_is_down(
    settings: Any, event: Any, question: Any, student: Any, as_user: Any
) -> None:
    client = as_user(student)
    client.post(address(event, "vote", question))
    name = f"{Broken.__module__}.{Broken.__name__}"
    settings.CACHES = {"default": {"BACKEND": name}}
    event.registrations.all().delete()
    assert of(client.post(address(event, "vote", question))) == (403, "not_registered")


@pytest.mark.django_db(transaction=True)
def test_lost_role_reaches_votes_within_half_a_minute(
    event: Any, question: Any, student: Any, as_user: Any
) -> None:
    client = as_user(student)
    client.post(address(event, "vote", question))
    event.registrations.all().delete()
    assert client.post(address(event, "vote", question)).status_code == 200
    with time_machine.travel(moments.now() + dt.timedelta(seconds=31)):
        assert of(client.post(address(event, "vote", question))) == (403, "not_registered")


@pytest.mark.parametrize("question_id", ["x", "0", str(UUID(int=7)), "é", "%00"])
@pytest.mark.parametrize("name", ["vote", "answer", "pin", "dismiss", "merge", "withdraw"])
def test_unknown_question_is_not_found(
    event: Any, question: Any, host: Any, as_user: Any, name: str, question_id: str
) -> None:
    path = address(event, name, question).replace(str(question.pk), question_id)
    payload = {"text": "a", "pinned": "true", "into": str(question.pk)}
    assert of(as_user(host).post(path, payload)) == (404, "question_not_found")


def test_question_of_another_event_is_not_found(
    event: Any, question: Any, host: Any, as_user: Any
) -> None:
    other = type(event).objects.create(title="Another", slug="another", organizer=host)
    services.ask(host, other.pk, "And here?")
    assert of(as_user(host).post(address(other, "vote", question)))[0] == 404
    assert of(as_user(host).post(address(other, "dismiss", question)))[0] == 404


# What hosts do


def test_host_answers_pins_and_puts_aside(
    event: Any, question: Any, host: Any, student: Any, as_user: Any
) -> None:
    services.vote(student, event.pk, question.pk)
    client = as_user(host)
    answered = client.post(address(event, "answer", question), {"text": "Because."}).json()
    assert (answered["state"], answered["answer"], answered["votes"]) == ("answered", "Because.", 1)
    assert client.post(address(event, "pin", question), {"pinned": "true"}).json()["is_pinned"]
    assert not client.post(address(event, "pin", question), {"pinned": "false"}).json()["is_pinned"]
    assert client.post(address(event, "dismiss", question)).json()["state"] == "dismissed"
    assert client.post(address(event, "restore", question)).status_code == 200


def test_host_says_that_it_was_answered_live(
    event: Any, question: Any, host: Any, as_user: Any
) -> None:
    answered = as_user(host).post(address(event, "answer", question)).json()
    assert (answered["is_answered_live"], answered["answer"]) == (True, "")


def test_host_merges(event: Any, question: Any, host: Any, as_user: Any) -> None:
    other = services.ask(host, event.pk, "Why, again?")
    client = as_user(host)
    merged = client.post(address(event, "merge", other), {"into": str(question.pk)})
    assert merged.status_code == 200
    [shown] = client.get(address(event)).json()["questions"]
    assert (shown["id"], shown["merged"]) == (str(question.pk), 1)


@pytest.mark.parametrize("name", ["answer", "approve", "pin", "dismiss", "restore", "merge"])
def test_attendee_moderates_nothing(
    event: Any, question: Any, student: Any, as_user: Any, name: str
) -> None:
    payload = {"text": "", "pinned": "true", "into": str(question.pk)}
    answer = as_user(student).post(address(event, name, question), payload)
    assert of(answer) == (403, "not_host")


def test_asker_withdraws(event: Any, question: Any, student: Any, as_user: Any) -> None:
    assert as_user(student).post(address(event, "withdraw", question)).status_code == 200
    assert as_user(student).get(address(event)).json()["questions"] == []


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_host_takes_the_questions_along(
    event: Any, host: Any, student: Any, as_user: Any, format_: str
) -> None:
    services.ask(student, event.pk, "=1+1")
    answer = as_user(host).get(address(event, "export"), {"format": format_})
    assert f"questions.{format_}" in answer["Content-Disposition"]
    text = answer.getvalue().decode()
    assert ("'=1+1" if format_ == "csv" else '"text": "=1+1"') in text


def test_attendee_takes_nothing_along(event: Any, student: Any, as_user: Any) -> None:
    assert of(as_user(student).get(address(event, "export"))) == (403, "not_host")


def test_export_without_a_session_is_empty(event: Any, host: Any, as_user: Any) -> None:
    assert as_user(host).get(address(event, "export")).json()["questions"] == []


# Guests


def test_guest_asks_and_votes(live: Any, guest: APIClient) -> None:
    token = guest.get(address(live)).json()["csrf_token"]
    sent = {"headers": {"X-CSRFToken": token}}
    asked = guest.post(address(live), {"text": "May I?"}, **sent)
    assert (asked.status_code, asked.json()["asked_by"]) == (201, "Gustav Guest")
    question = Question.objects.get()
    assert question.user is None
    assert guest.post(address(live, "vote", question), **sent).status_code == 200
    assert Vote.objects.get().participant.startswith("guest:")


def test_other_site_does_not_act_for_a_guest(live: Any, guest: APIClient) -> None:
    assert of(guest.post(address(live), {"text": "May I?"})) == (403, "csrf_failed")


def test_guest_without_a_valid_link_asks_nothing(live: Any, guest: APIClient) -> None:
    GuestLink.objects.all().delete()
    assert of(guest.get(address(live))) == (403, "link_withdrawn")


def test_guests_behind_one_address_are_counted_apart(settings: Any, live: Any, host: Any) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_votes": "1/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    question = services.ask(host, live.pk, "Why?")
    codes = []
    for name in ("Anna", "Ben"):
        link = live_services.make_link(host, live.pk, name, "speaker")
        client, response = APIClient(), HttpResponse()
        enter_as_guest(RequestFactory().get("/"), response, live.pk, link.pk)
        client.cookies = response.cookies
        codes += [client.post(address(live, "vote", question)).status_code for _ in range(2)]
    assert codes == [200, 429, 200, 429]


# Rates


@pytest.mark.parametrize("scope", ["jitsi_live_questions", "jitsi_live_votes"])
def test_too_many_are_refused(
    settings: Any, event: Any, question: Any, student: Any, as_user: Any, scope: str,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    rates = {"DEFAULT_THROTTLE_RATES": {scope: "1/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    path = address(event) if scope.endswith("questions") else address(event, "vote", question)
    client = as_user(student)
    assert client.post(path, {"text": "Why?"}).status_code in {200, 201}
    with django_assert_num_queries(LOGIN_QUERIES):
        answer = client.post(path, {"text": "Why?"})
    assert of(answer) == (429, "throttled")
    assert int(answer["Retry-After"]) > 0


# People who are logged in to a site whose API takes tokens only


def test_page_asks_where_the_api_knows_no_sessions(
    settings: Any, event: Any, student: Any, monkeypatch: Any
) -> None:
    from rest_framework_simplejwt.authentication import JWTAuthentication

    from django_jitsi_live.questions.web.api import QuestionView

    monkeypatch.setattr(QuestionView, "authentication_classes", [JWTAuthentication])
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(student)
    token = client.get(address(event)).json()["csrf_token"]
    assert of(client.post(address(event), {"text": "Why?"})) == (403, "csrf_failed")
    asked = client.post(address(event), {"text": "Why?"}, headers={"X-CSRFToken": token})
    assert asked.status_code == 201

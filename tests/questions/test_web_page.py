"""The tag ``{% jitsi_questions %}`` on pages of the host project."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory

from django_jitsi_live import services as live_services
from django_jitsi_live.models import LiveSession
from django_jitsi_live.policy import Policy
from django_jitsi_live.questions import services
from django_jitsi_live.questions.models import Question
from django_jitsi_live.web.visitor import enter_as_guest
from tests.crowd.test_shared_cache import Broken
from tests.questions.addresses import HTML, address
from tests.words import words

pytestmark = pytest.mark.django_db

ROOM = """{% load jitsi_live %}{% jitsi_room event beside="jitsi_live_questions/beside.html" %}"""
TAG = """{% load jitsi_live_questions %}{% jitsi_questions event %}"""


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why <b>?")


def render(event: Any, user: Any = None, source: str = TAG, **context: Any) -> str:
    request: Any = RequestFactory().get("/webinar/?tab=2")
    request.user = user
    given = {"event": event, "request": request, "csrf_token": "token", **context}
    return str(Template(source).render(Context(given)))


def inline(page: str) -> Any:
    [text] = re.findall(r'<script type="application/json">(.*?)</script>', page)
    return json.loads(text)


def test_member_gets_the_list_and_a_form(event: Any, question: Any, student: Any) -> None:
    page = render(event, student)
    assert "Why &lt;b&gt;?" in page
    assert "<b>" not in page
    assert f'action="{address(event)}"' in page
    assert 'name="next" value="/webinar/?tab=2"' in page
    assert inline(page)["questions"][0]["text"] == "Why <b>?"


@pytest.mark.django_db(transaction=True)  # in one, a savepoint keeps the page's own
def test_tag_costs_two_queries(
    event: Any, question: Any, student: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        render(event, student)


def test_nobody_is_told_to_log_in(event: Any, question: Any) -> None:
    page = render(event)
    assert "Log in" in page
    assert "/login/?next=/webinar/%3Ftab%3D2" in page
    assert "Why" not in words(page)
    assert "<form" not in page


def test_nobody_gets_no_link_where_there_is_no_login(settings: Any, event: Any) -> None:
    settings.LOGIN_URL = "no-such-view"
    assert "<a " not in render(event)


def test_stranger_is_told_to_register(event: Any, question: Any, stranger: Any) -> None:
    page = render(event, stranger)
    assert "registered" in page
    assert "Why" not in words(page)
    assert "<form" not in page


def test_removed_person_is_told_so(live: Any, host: Any, student: Any) -> None:
    services.ask(student, live.pk, "Why?")
    live_services.remove(host, live.pk, str(student.pk))
    page = render(live, student)
    assert "Why" not in words(page)
    assert "<form" not in page


class Hidden(Policy):
    def events(self) -> Any:
        return super().events().none()


def test_draft_has_no_questions(settings: Any, event: Any, host: Any) -> None:
    settings.JITSI_LIVE_POLICY = "tests.questions.test_web_page.Hidden"
    assert "This event is not open." in render(event, host)


@pytest.mark.parametrize("event", [None, "", "event"])
def test_page_of_no_event_is_shown(event: Any, host: Any) -> None:
    assert "This event is not open." in render(event, host)


def test_page_is_shown_while_the_policy_fails(settings: Any, event: Any, student: Any) -> None:
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    assert "<form" not in render(event, student)


@pytest.mark.django_db(transaction=True)
def test_page_is_shown_while_the_cache_is_down(
    settings: Any, event: Any, question: Any, student: Any
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{Broken.__module__}.{Broken.__name__}"}}
    assert "Why &lt;b&gt;?" in render(event, student)


@pytest.mark.django_db(transaction=True)
def test_page_is_shown_while_the_database_is_down(
    event: Any, question: Any, student: Any, caplog: Any
) -> None:
    table = "jitsi_live_questions_question"
    rename(table, "gone")
    try:
        page = render(event, student)
    finally:
        rename("gone", table)
    assert "Try again later" in page
    assert caplog.records


def rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def test_event_without_a_session_takes_questions(event: Any, student: Any) -> None:
    page = render(event, student)
    assert "No questions yet." in page
    assert "<textarea" in page
    assert not LiveSession.objects.exists()


def test_questions_stand_beside_the_video(event: Any, question: Any, student: Any) -> None:
    page = render(event, student, ROOM)
    assert page.index('slot="beside"') < page.index("<jitsi-live-questions")


def test_tag_needs_the_request(event: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="needs the request"):
        Template(TAG).render(Context({"event": event}))


def test_nonce_of_the_policy_is_honoured(event: Any, student: Any) -> None:
    page = render(event, student, csp_nonce="n0nce")
    assert page.count('nonce="n0nce"') == 2
    assert "nonce" not in render(event, student)
    assert "onclick" not in page
    assert "style=" not in page


def test_moderator_gets_forms_for_each_question(event: Any, question: Any, host: Any) -> None:
    other = services.ask(host, event.pk, "How?")
    services.pin(host, event.pk, other.pk, pinned=True)
    page = render(event, host)
    for name in ("answer", "pin", "dismiss", "merge"):
        assert f'action="{address(event, name, question)}"' in page
    assert 'name="pinned" value="false"' in page
    assert f'<option value="{other.pk}">How?</option>' in page
    assert f'href="{address(event, "export")}?format=csv"' in page


def test_moderator_sees_who_asks_without_a_name(event: Any, host: Any, student: Any) -> None:
    services.ask(student, event.pk, "Dare I?", anonymous=True)
    assert "Anonymous (you see: Sam Student)" in render(event, host)
    assert "Sam" not in words(render(event, student))


def test_moderator_approves_what_waits(settings: Any, event: Any, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_QUESTIONS_APPROVAL = True
    waiting = services.ask(student, event.pk, "May I?")
    assert f'action="{address(event, "approve", waiting)}"' in render(event, host)
    assert "Waits for a host to approve it" in render(event, student)


def test_moderator_restores_what_is_put_aside(event: Any, question: Any, host: Any) -> None:
    services.dismiss(host, event.pk, question.pk)
    page = render(event, host)
    assert "Put aside" in page
    assert f'action="{address(event, "restore", question)}"' in page


def test_answers_are_shown(event: Any, question: Any, host: Any, student: Any) -> None:
    services.answer(host, event.pk, question.pk, text="Because <i>.")
    assert "Because &lt;i&gt;." in render(event, student)
    services.answer(host, event.pk, question.pk)
    assert "Answered live" in render(event, student)


def test_page_lists_a_hundred_under_each_heading(event: Any, host: Any, student: Any) -> None:
    first = services.ask(student, event.pk, "Question 1")
    Question.objects.bulk_create(
        Question(session=first.session, participant="x", number=number, text=f"Question {number}")
        for number in range(102)
    )
    page = render(event, host)
    assert "3 more questions are not shown here." in page
    assert page.count('name="into"') == 100


def test_page_of_its_own(event: Any, question: Any, student: Any) -> None:
    client = Client(headers=HTML)
    client.force_login(student)
    answer = client.get(address(event))
    assert "Why &lt;b&gt;?" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"


def test_nobody_is_led_to_the_login(event: Any) -> None:
    assert Client(headers=HTML).get(address(event)).status_code == 302


def test_page_of_an_unknown_event_is_not_found(event: Any, student: Any) -> None:
    client = Client(headers=HTML)
    client.force_login(student)
    assert client.get(address(event).replace(f"/{event.pk}/", "/0/")).status_code == 404


def test_guest_gets_the_list(live: Any, host: Any) -> None:
    link = live_services.make_link(host, live.pk, "Gustav Guest", "speaker")
    client, response = Client(headers=HTML), HttpResponse()
    enter_as_guest(RequestFactory().get("/"), response, live.pk, link.pk)
    client.cookies = response.cookies
    page = client.get(address(live)).content.decode()
    assert "<textarea" in page
    assert link.pk.hex not in page

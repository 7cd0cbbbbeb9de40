"""The list without JavaScript: forms that lead back to the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from django_jitsi_live import services as live_services
from django_jitsi_live.questions import services
from django_jitsi_live.questions.models import Question, Vote
from django_jitsi_live.web.visitor import enter_as_guest
from tests.questions.addresses import HTML, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why?")


@pytest.fixture
def browser() -> Any:
    def login(user: Any = None, **options: Any) -> Client:
        client = Client(headers=HTML, **options)
        if user is not None:
            client.force_login(user)
        return client

    return login


def shown(client: Client, answer: Any) -> str:
    """The page that the browser comes to."""
    assert answer.status_code == 302
    return str(client.get(answer["Location"]).content.decode())


def test_member_asks_by_a_form(event: Any, student: Any, browser: Any) -> None:
    client = browser(student)
    answer = client.post(address(event), {"text": "Why <i>?", "anonymous": "true"})
    page = shown(client, answer)
    assert "Your question was sent." in page
    assert "Why &lt;i&gt;?" in page
    assert "<i>" not in page
    assert Question.objects.get().is_anonymous


def test_member_votes_and_takes_the_vote_back(
    event: Any, question: Any, host: Any, browser: Any
) -> None:
    client = browser(host)
    page = shown(client, client.post(address(event, "vote", question)))
    assert "1 vote" in page
    assert "Take your vote back" in page
    client.post(address(event, "vote", question), {"vote": "withdraw"})
    assert not Vote.objects.exists()


def test_host_does_all_of_it_by_forms(event: Any, question: Any, host: Any, browser: Any) -> None:
    client = browser(host)
    other = services.ask(host, event.pk, "Why, again?")
    for name, payload in [
        ("pin", {"pinned": "true"}),
        ("dismiss", {}),
        ("restore", {}),
        ("answer", {"text": "So."}),
    ]:
        page = shown(client, client.post(address(event, name, question), payload))
        assert 'role="status"' in page
    page = shown(client, client.post(address(event, "merge", other), {"into": str(question.pk)}))
    assert "The questions are merged." in page


def test_page_says_what_went_wrong(event: Any, question: Any, student: Any, browser: Any) -> None:
    client = browser(student)
    page = shown(client, client.post(address(event, "dismiss", question)))
    assert 'role="alert"' in page
    assert Question.objects.get().state == "open"


def test_page_says_that_nothing_was_written(event: Any, student: Any, browser: Any) -> None:
    client = browser(student)
    assert 'role="alert"' in shown(client, client.post(address(event), {"text": " "}))


def test_page_says_that_a_form_was_malformed(
    event: Any, question: Any, host: Any, browser: Any
) -> None:
    client = browser(host)
    answer = client.post(address(event, "pin", question), {"pinned": "perhaps"})
    assert 'role="alert"' in shown(client, answer)


def test_too_many_forms_are_refused(settings: Any, event: Any, student: Any, browser: Any) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_questions": "1/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    client = browser(student)
    client.post(address(event), {"text": "One"})
    answer = client.post(address(event), {"text": "Two"})
    assert "throttled" in answer["Location"]
    assert Question.objects.count() == 1


def test_large_form_is_refused(event: Any, student: Any, browser: Any) -> None:
    assert browser(student).post(address(event), {"text": "a" * 1_000_000}).status_code == 413


def test_form_without_a_token_is_refused(event: Any, student: Any, browser: Any) -> None:
    client = browser(student, enforce_csrf_checks=True)
    assert client.post(address(event), {"text": "Why?"}).status_code == 403
    assert not Question.objects.exists()
    token = client.get(address(event)).content.decode().split('csrfmiddlewaretoken" value="')[1]
    sent = {"text": "Why?", "csrfmiddlewaretoken": token[:64]}
    assert client.post(address(event), sent).status_code == 302


def test_guest_asks_by_a_form(live: Any, host: Any, browser: Any) -> None:
    link = live_services.make_link(host, live.pk, "Gustav Guest", "speaker")
    client, response = browser(), HttpResponse()
    enter_as_guest(RequestFactory().get("/"), response, live.pk, link.pk)
    client.cookies = response.cookies
    assert "May I?" in shown(client, client.post(address(live), {"text": "May I?"}))


def test_nobody_is_led_to_the_login_and_back(event: Any, browser: Any) -> None:
    answer = browser().post(address(event), {"text": "Why?", "next": "/webinar/?tab=2"})
    assert answer["Location"] == "/login/?next=/webinar/%3Ftab%3D2"


def test_nobody_is_told_where_there_is_no_login(settings: Any, event: Any, browser: Any) -> None:
    settings.LOGIN_URL = "no-such-view"
    assert browser().post(address(event), {"text": "Why?"}).status_code == 403


# Back to the page


def location(client: Client, event: Any, next_: str) -> str:
    return str(client.post(address(event), {"text": "Why?", "next": next_})["Location"])


def test_form_leads_back_to_its_page(event: Any, student: Any, browser: Any) -> None:
    back = location(browser(student), event, "/webinar/?tab=2&jitsi_questions=vote")
    assert back == "/webinar/?tab=2&jitsi_questions=ask#jitsi-live-questions"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "",
        "//[",
        "/" + "a" * 5000,
        "\x00/",
    ],
)
def test_form_leads_to_this_site_only(
    event: Any, student: Any, browser: Any, elsewhere: str
) -> None:
    back = location(browser(student), event, elsewhere)
    assert back == f"{address(event)}?jitsi_questions=ask#jitsi-live-questions"


def test_text_in_an_address_is_never_shown(event: Any, student: Any, browser: Any) -> None:
    page = browser(student).get(address(event), {"jitsi_questions": "You have won"})
    assert "You have won" not in page.content.decode().replace("next", "")

"""The questions beside the room, and below an event that is over."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_jitsi_live import services
from django_jitsi_live.questions import services as questions
from django_jitsi_live.questions.models import Question

from webinars.models import Registration

ELEMENT = "<jitsi-live-questions "


@pytest.fixture
def url(event) -> str:
    return reverse("jitsi_live_questions:questions", args=[event.pk])


def page(client, event) -> str:
    return client.get(event.get_absolute_url()).content.decode()


def test_registered_user_reads_the_questions_beside_the_room(as_user, registration, event, helen):
    questions.ask(helen, event.pk, "Shall we <b>begin</b>?")
    html = page(as_user(registration.user), event)
    assert html.index('slot="beside"') < html.index(ELEMENT) < html.index('id="chat"')
    assert "Shall we &lt;b&gt;begin&lt;/b&gt;?" in html


def test_questions_stay_when_the_event_is_over(as_user, registration, live_event, helen):
    questions.ask(helen, live_event.pk, "What was it?")
    services.end(helen, live_event.pk)
    html = page(as_user(registration.user), live_event)
    assert "What was it?" in html


def test_unregistered_user_sees_no_questions(as_user, sam, event):
    assert ELEMENT not in page(as_user(sam), event)


def test_registered_user_asks_without_javascript(as_user, registration, event, url):
    form = {"text": "May I?", "next": event.get_absolute_url()}
    response = as_user(registration.user).post(url, form, headers={"accept": "text/html"})
    assert response.headers["Location"].startswith(event.get_absolute_url())
    assert Question.objects.get().text == "May I?"


def test_unregistered_user_does_not_ask(as_user, sam, url):
    assert as_user(sam).post(url, {"text": "May I?"}).status_code == 403
    assert not Question.objects.exists()


def test_questions_of_one_event_are_not_those_of_another(
    as_user, registration, make_event, helen, url
):
    other = make_event(title="Cheese")
    Registration.objects.create(event=other, user=registration.user)
    questions.ask(helen, other.pk, "Elsewhere?")
    assert as_user(registration.user).get(url).json()["questions"] == []

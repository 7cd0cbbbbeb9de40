from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from webinars.models import ChatMessage

JSON = {"headers": {"accept": "application/json"}}
HTML = {"headers": {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}}


@pytest.fixture
def url(event) -> str:
    return reverse("webinars:chat", args=[event.pk])


def say(event, author, text) -> ChatMessage:
    return ChatMessage.objects.create(event=event, author=author, text=text)


def test_registered_user_reads_the_chat(as_user, registration, event, helen, url):
    message = say(event, helen, "Welcome")
    (answer,) = as_user(registration.user).get(url).json()["messages"]
    assert datetime.fromisoformat(answer.pop("created_at")) == message.created_at
    assert answer == {
        "id": message.pk,
        "author": "Helen Host",
        "is_host": True,
        "text": "Welcome",
    }


def test_registered_user_reads_only_what_is_new(as_user, registration, event, helen, url):
    first, second = say(event, helen, "One"), say(event, helen, "Two")
    messages = as_user(registration.user).get(url, {"after": first.pk}).json()["messages"]
    assert [message["id"] for message in messages] == [second.pk]


def test_registered_user_does_not_read_the_chat_of_another_event(
    as_user, registration, make_event, helen, url
):
    say(make_event(), helen, "Elsewhere")
    assert as_user(registration.user).get(url).json() == {"messages": []}


def test_chat_query_count_does_not_grow(
    as_user, registration, event, helen, url, django_assert_num_queries
):
    for _ in range(5):
        say(event, helen, "Again")
    client = as_user(registration.user)
    with django_assert_num_queries(5):  # session, user, event, registration, messages
        client.get(url)


@pytest.mark.parametrize("after", ["x", "1.5", ""])
def test_malformed_after_is_answered_400(as_user, helen, url, after):
    assert as_user(helen).get(url, {"after": after}).status_code == 400


def test_after_beyond_all_numbers_finds_nothing(as_user, helen, url):
    assert as_user(helen).get(url, {"after": "9" * 30}).json() == {"messages": []}


@pytest.mark.parametrize("method", ["get", "post"])
def test_guest_has_no_chat(client, url, method):
    assert getattr(client, method)(url, {"text": "Hi"}).status_code == 403
    assert not ChatMessage.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_unregistered_user_has_no_chat(as_user, sam, url, method):
    assert getattr(as_user(sam), method)(url, {"text": "Hi"}).status_code == 403
    assert not ChatMessage.objects.exists()


def test_registered_user_writes_without_javascript(as_user, registration, event, url):
    response = as_user(registration.user).post(url, {"text": " Hi "}, **HTML)
    assert response.headers["Location"] == f"/events/{event.pk}/#chat"
    message = event.chat_messages.get()
    assert (message.author, message.text) == (registration.user, "Hi")


def test_registered_user_writes_with_javascript(as_user, registration, event, url):
    response = as_user(registration.user).post(url, {"text": "Hi"}, **JSON)
    assert response.status_code == 201
    assert response.json()["id"] == event.chat_messages.get().pk
    assert response.json()["is_host"] is False


def test_host_writes(as_user, helen, url):
    assert as_user(helen).post(url, {"text": "Hi"}, **JSON).json()["is_host"] is True


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_message_of_wrong_length_is_refused(as_user, helen, url, text):
    response = as_user(helen).post(url, {"text": text}, **JSON)
    assert response.status_code == 400
    assert response.json()["detail"]
    assert not ChatMessage.objects.exists()


def test_writer_without_javascript_is_told_of_a_refused_message(as_user, helen, url):
    response = as_user(helen).post(url, {"text": ""}, follow=True, **HTML)
    assert "Your message was not sent." in response.content.decode()


def test_writer_without_csrf_token_is_refused(helen, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(helen)
    assert client.post(url, {"text": "Hi"}).status_code == 403


def test_chat_text_is_escaped_on_the_page(as_user, helen, event):
    say(event, helen, "<b>bold</b>")
    html = as_user(helen).get(event.get_absolute_url()).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in html

"""A full house without JavaScript: on the room's page, and at the login for Jitsi's own pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_jitsi_live.models import LiveSession, Seat
from tests.keys import with_secret

WATCH = "https://tube.example.org/w/4xGpkYcKHzTbuKQZHFMZFh"
WORDS = "The room is full."
POLICY = "tests.web.test_stream_target.Streamed"
JSON = {"Accept": "application/json"}


@pytest.fixture
def sam(settings: Any, live: Any, student: Any) -> Client:
    """An attendee of a live event, whose room takes nobody now."""
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    settings.JITSI_LIVE_CAPACITY = 0
    settings.JITSI_LIVE_POLICY = POLICY
    client = Client()
    client.force_login(student)
    return client


def room(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


def test_page_says_so_and_asks_again_by_itself(sam: Client, live: Any, settings: Any) -> None:
    response = sam.post(room(live), {"action": "join"})
    page = response.content.decode()
    assert response.status_code == 403
    assert WORDS in page
    assert f'<meta http-equiv="refresh" content="2; url={room(live)}?join">' in page
    assert f'href="{WATCH}"' in page
    assert WORDS in sam.get(f"{room(live)}?join").content.decode()
    settings.JITSI_LIVE_CAPACITY = 1
    page = sam.get(f"{room(live)}?join").content.decode()
    assert "Open the room in a new tab" in page
    assert "http-equiv" not in page
    assert f'href="{WATCH}"' not in page


def test_script_of_the_page_is_told_when_to_ask_again(sam: Client, live: Any) -> None:
    response = sam.post(room(live), {"action": "join"}, headers=JSON)
    assert response.status_code == 403
    assert response.headers["Retry-After"] == "2"
    answer = response.json()
    assert (answer["code"], answer["retry_after"], answer["watch_url"]) == ("full", 2, WATCH)


def test_api_answers_the_same(sam: Client, live: Any) -> None:
    response = sam.get(f"/api/live/join/{live.pk}/")
    assert (response.status_code, response.headers["Retry-After"]) == (403, "2")
    assert {*response.json()} == {"code", "detail", "retry_after", "watch_url"}


def test_who_may_only_watch_reads_where(
    sam: Client, live: Any, stranger: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = "tests.web.test_stream_target.Open"
    client = Client()
    client.force_login(stranger)
    page = client.get(room(live)).content.decode()
    assert f'href="{WATCH}"' in page
    assert "Registration is needed" in page


def test_login_for_jitsi_says_so_and_leads_in_when_it_is_the_turn(
    sam: Client, live: Any, settings: Any
) -> None:
    address = f"/api/live/jitsi/default/login?room={LiveSession.objects.get().room_name}"
    response = sam.get(address)
    assert (response.status_code, response.headers["Refresh"]) == (403, "2")
    assert WORDS in response.content.decode()
    assert f'href="{WATCH}"' in response.content.decode()
    assert Seat.objects.get().number is None
    settings.JITSI_LIVE_CAPACITY = 1
    assert sam.get(address).status_code == 302

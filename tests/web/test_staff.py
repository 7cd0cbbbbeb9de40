"""Staff and superusers may what they are registered for, as everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from django_jitsi_live import services, urls
from django_jitsi_live.models import LiveSession, Run, Stay
from tests.recordings.stored import keep_recordings, stored

PRIVILEGES = [
    {"is_staff": True},
    {"is_superuser": True},
    {"is_staff": True, "is_superuser": True},
]

JSON = {"Accept": "application/json"}

REFUSED = [
    ("start", "post", {}, "not_host"),
    ("join", "get", {}, "not_registered"),
    ("end", "post", {}, "not_host"),
    ("backstage", "post", {}, "not_host"),
    ("extend", "post", {}, "not_host"),
    ("reopen", "post", {}, "not_host"),
    ("people", "get", {}, "not_host"),
    ("remove", "post", {"participant": "1"}, "not_host"),
    ("readmit", "post", {"participant": "1"}, "not_host"),
    ("ask", "post", {}, "not_askable"),
    ("admit", "post", {"participant": "1", "answer": "admit"}, "not_host"),
    ("move", "post", {}, "not_host"),
    ("stage", "post", {"stage": "moderated"}, "not_host"),
    ("hand", "post", {"hand": "raise"}, "not_registered"),
    ("turn", "post", {"turn": "invite", "participant": "1"}, "not_host"),
    ("stream_target", "post", {}, "not_host"),
    ("role", "post", {"role": "moderator"}, "not_registered"),
    ("stays", "post", {"action": "joined"}, "not_registered"),
    ("attendance", "get", {}, "not_host"),
    ("links", "get", {}, "not_host"),
    ("links", "post", {"name": "Eve", "role": "speaker"}, "not_host"),
    ("links", "delete", {}, "not_host"),
    ("calendar", "get", {}, "not_registered"),
    ("room", "post", {"action": "start"}, "not_host"),
    ("room", "post", {"action": "join"}, "not_registered"),
    ("room", "post", {"action": "end"}, "not_host"),
    ("room", "post", {"action": "backstage"}, "not_host"),
    ("room", "post", {"action": "extend"}, "not_host"),
    ("room", "post", {"action": "reopen"}, "not_host"),
    ("room", "post", {"action": "people"}, "not_host"),
    ("room", "post", {"action": "remove", "whom": "1"}, "not_host"),
    ("room", "post", {"action": "readmit", "whom": "1"}, "not_host"),
    ("room", "post", {"action": "ask"}, "not_askable"),
    ("room", "post", {"action": "admit", "whom": "1", "answer": "admit"}, "not_host"),
    ("room", "post", {"action": "move"}, "not_host"),
    ("room", "post", {"action": "stage", "stage": "moderated"}, "not_host"),
    ("room", "post", {"action": "hand", "hand": "raise"}, "not_registered"),
    ("room", "post", {"action": "turn", "turn": "lower"}, "not_host"),
    ("room", "post", {"action": "stream_target"}, "not_host"),
    ("room", "post", {"action": "role", "role": "moderator"}, "not_registered"),
    ("room", "post", {"action": "joined"}, "not_registered"),
]

# Everybody may ask these; below, what staff are answered.
OPEN = {"status", "room", "report", "stream", "recordings", "replay"}


@pytest.fixture(params=PRIVILEGES, ids=str)
def staff(make_user: Any, request: Any) -> Any:
    """Staff who may do everything in the admin, and are not registered."""
    user = make_user("vera", **request.param)
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.fixture
def client(staff: Any) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def ask(client: Client, method: str, name: str, event: Any, data: Any = None) -> Any:
    url = reverse(f"jitsi_live:{name}", args=[event.pk])
    return getattr(client, method)(url, data or {}, headers=JSON)


@pytest.mark.parametrize(("name", "method", "data", "code"), REFUSED)
def test_staff_without_a_registration_are_refused(
    client: Client, live: Any, name: str, method: str, data: Any, code: str
) -> None:
    before = LiveSession.objects.values().get()
    response = ask(client, method, name, live, data)
    assert (response.status_code, response.json()["code"]) == (403, code)
    assert LiveSession.objects.values().get() == before
    assert not Stay.objects.exists()


def test_staff_without_a_registration_cannot_take_an_event_live(client: Client, event: Any) -> None:
    assert ask(client, "post", "start", event).json()["code"] == "not_host"
    assert not LiveSession.objects.exists()


def test_staff_without_a_registration_learn_what_everybody_may_know(
    client: Client, live: Any
) -> None:
    room_name = LiveSession.objects.get().room_name
    status = ask(client, "get", "status", live).json()
    assert (status["is_active"], status["room_name"], status["present"]) == (True, None, None)
    room = ask(client, "get", "room", live).json()
    assert (room["role"], room["present"], room["people"]) == (None, None, [])
    page = client.get(f"/api/live/room/{live.pk}/").content.decode()
    for text in (room_name, "Join live session", "End for everyone"):
        assert text not in page
    assert ask(client, "get", "report", live).status_code == 403


def test_staff_without_a_registration_have_no_sessions(client: Client, live: Any) -> None:
    assert client.get("/api/live/sessions/").json()["results"] == []


def test_staff_without_a_registration_watch_what_everybody_may_watch(
    client: Client, live: Any, tmp_path: Any, settings: Any
) -> None:
    keep_recordings(settings, tmp_path)
    stored(Run.objects.get())
    assert ask(client, "get", "recordings", live).json() == []
    assert "<video" not in client.get(f"/api/live/replay/{live.pk}/").content.decode()
    video = stored(Run.objects.get(), visibility="everybody")
    assert [each["id"] for each in ask(client, "get", "recordings", live).json()] == [str(video.pk)]


def test_every_view_of_an_event_is_looked_at_here() -> None:
    of_events = {each.name for each in urls.urlpatterns if "event_id" in str(each.pattern)}
    assert of_events == OPEN | {name for name, *_ in REFUSED}


def test_staff_with_a_registration_join_as_attendees(client: Client, live: Any, staff: Any) -> None:
    live.registrations.create(user=staff)
    grant = ask(client, "get", "join", live).json()
    assert grant["role"] == "attendee"
    assert services.join(staff, live.pk).role == "attendee"
    assert ask(client, "post", "end", live).json()["code"] == "not_host"

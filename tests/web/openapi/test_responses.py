"""Each response is the one that the schema describes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_jitsi_live import services
from django_jitsi_live.attendance import stays
from django_jitsi_live.models import RecordingKind, Run
from tests.recordings.stored import FILM, announced, keep_recordings, stored
from tests.web.openapi.requests import BODIES, KNOWN, STATES, STAYS, ask, described


@pytest.mark.parametrize("person", ["host", "student", "stranger", None])
@pytest.mark.parametrize("state", STATES, indirect=True)
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_everybody_is_answered_what_is_described(
    as_user: Any, event: Any, name: str, state: str, person: str | None, request: Any
) -> None:
    user = request.getfixturevalue(person) if person else None
    for body in BODIES.get(name, [None]):
        for format in ("json", "multipart"):
            described(name, ask(as_user(user), name, event.pk, body, format=format))


def test_a_stay_is_answered_as_described(as_user: Any, live: Any, student: Any, host: Any) -> None:
    key = ""
    for action in stays.ACTIONS:
        told = {"action": action} | ({"stay": key} if key else {})
        answer = described(STAYS, ask(as_user(student), STAYS, live.pk, told))
        key = key or answer.json()["stay"]
    services.end(host, live.pk)
    last = {"action": "left", "stay": key}
    assert described(STAYS, ask(as_user(student), STAYS, live.pk, last)).json() == {
        "is_active": False,
        "state": "ended",
        "heartbeat": 60,
    }


def test_requests_are_answered_as_described(
    settings: Any, as_user: Any, live: Any, stranger: Any, host: Any
) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = True
    described("live_ask", ask(as_user(stranger), "live_ask", live.pk))
    [person] = described("live_people", ask(as_user(host), "live_people", live.pk)).json()["asking"]
    for answer, asked in (("decline", "declined"), ("admit", "admitted")):
        whom = {"participant": person["participant"], "answer": answer}
        told = described("live_admit", ask(as_user(host), "live_admit", live.pk, whom)).json()
        assert told["asked"] == asked


def test_people_are_answered_as_described(as_user: Any, live: Any, student: Any, host: Any) -> None:
    client, joined = as_user(host), {"action": "joined", "endpoint": "1a2b3c4d"}
    ask(as_user(student), STAYS, live.pk, joined)
    key = ask(client, STAYS, live.pk, joined).json()["stay"]
    whom = {"participant": str(student.pk)}
    for name, is_removed in (("live_remove", True), ("live_readmit", False)):
        answer = described(name, ask(client, name, live.pk, whom)).json()
        assert (answer["display_name"], answer["is_removed"]) == ("Sam Student", is_removed)
        people = described("live_people", ask(client, "live_people", live.pk)).json()["people"]
        found = {each["display_name"]: each["is_removed"] for each in people}
        assert found.get("Sam Student", False) is is_removed
    described("live_move", ask(client, "live_move", live.pk))
    seen = {"action": "seen", "stay": key}
    assert described(STAYS, ask(client, STAYS, live.pk, seen)).json()["moved"] is True


def test_recordings_are_answered_as_described(
    as_user: Any, live: Any, student: Any, host: Any, settings: Any, tmp_path: Any
) -> None:
    keep_recordings(settings, tmp_path)
    run = Run.objects.get()
    stored(run, seconds=5, started_at=run.started_at)
    told = b'[{"text": "Hello", "start": 1}]'
    stored(run, RecordingKind.TRANSCRIPT, told, content_type="application/json")
    announced(run)
    for user, number in ((host, 3), (student, 2)):
        client = as_user(user)
        listed = described("live_recordings", ask(client, "live_recordings", live.pk)).json()
        assert len(listed) == number
        for header in ("", "bytes=0-1", "bytes=999999-"):
            described("live_watch", ask(client, "live_watch", live.pk, HTTP_RANGE=header))
        assert b"Hello" in described("live_captions", ask(client, "live_captions", live.pk)).content
    storage = {"BACKEND": "tests.recordings.storages.Remote"}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    answer = described("live_watch", ask(as_user(student), "live_watch", live.pk))
    assert answer.status_code == 302


def test_management_of_recordings_is_answered_as_described(
    settings: Any, tmp_path: Any, as_user: Any, live: Any, host: Any
) -> None:
    keep_recordings(settings, tmp_path)
    stored(Run.objects.get())
    client, film = as_user(host), SimpleUploadedFile("film.mp4", FILM)
    steps: list[tuple[str, Any]] = [
        ("live_change_recording", {"title": "Part 1"}),
        ("live_replace_recording", {"file": film}),
        ("live_put_recording", {"file": film}),
        ("live_delete_recording", {}),
        ("live_restore_recording", {}),
    ]
    for name, body in steps:
        film.seek(0)
        answer = described(name, ask(client, name, live.pk, body, format="multipart"))
        assert (answer.status_code, answer.json()["title"]) == (200, "Part 1")


@pytest.mark.parametrize("is_over", [False, True])
def test_attendance_is_answered_as_described(
    as_user: Any, live: Any, student: Any, host: Any, is_over: bool
) -> None:
    ask(as_user(student), STAYS, live.pk, {"action": "joined"})
    ask(as_user(host), STAYS, live.pk, {"action": "joined"})
    if is_over:
        services.end(host, live.pk)
    answer = described("live_attendance", ask(as_user(host), "live_attendance", live.pk))
    assert len(answer.json()["people"]) == 2
    table = ask(as_user(host), "live_attendance", live.pk, {"format": "csv"})
    assert table["Content-Type"].startswith("text/csv")
    described("live_attendance", table)


def test_a_grant_with_a_token_is_answered_as_described(
    settings: Any, as_user: Any, live: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": SELF_HOSTED}
    settings.JITSI_LIVE_CONFIG = {"toolbarButtons": ["chat"]}
    grant = described("live_join", ask(as_user(student), "live_join", live.pk)).json()
    assert grant["jwt"]
    assert grant["expires_at"]


SELF_HOSTED = {
    "BACKEND": "django_jitsi_live.servers.SelfHostedServer",
    "DOMAIN": "meet.example.org",
    "APP_ID": "app",
    "APP_SECRET": "s" * 64,
}


@pytest.mark.parametrize("state", STATES, indirect=True)
def test_status_that_has_not_changed_is_answered_as_described(event: Any, state: str) -> None:
    first = described("live_status", ask(APIClient(), "live_status", event.pk))
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    again = described("live_status", ask(APIClient(), "live_status", event.pk, **known))
    assert again.status_code == 304

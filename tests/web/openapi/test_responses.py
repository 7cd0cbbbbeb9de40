"""Each response is the one that the schema describes."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_jitsi_live import services
from django_jitsi_live.attendance import stays
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

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_jitsi_live.servers.keys import key_digest
from tests.keys import APP_ID, jaas, pair, with_key_pair, with_secret


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "broken": {"BACKEND": "nowhere.Server"},
        "default": with_secret(),
        "public": {"BACKEND": "django_jitsi_live.servers.PublicServer"},
        "berlin": with_key_pair(RETIRED_KEYS={"live-2025": pair("old")[1]}),
        "jaas": jaas(),
    }


def ask(key_id: str, method: str = "get") -> Any:
    return getattr(Client(), method)(f"/api/live/jitsi/keys/{key_digest(key_id)}.pem")


@pytest.mark.parametrize(
    ("key_id", "name"),
    [("live-2026", "current"), ("live-2025", "old"), (f"{APP_ID}/4f4910", "current")],
)
def test_prosody_gets_current_and_retired_keys(key_id: str, name: str) -> None:
    response = ask(key_id)
    assert response.status_code == 200
    assert response.content.decode() == pair(name)[1]
    assert response["Content-Type"] == "text/plain"
    assert response["Cache-Control"] == "public, max-age=3600"


def test_an_unknown_key_is_not_found_and_not_cached() -> None:
    response = ask("live-2027")
    assert response.status_code == 404
    assert "Cache-Control" not in response


def test_head_is_answered_and_post_is_not() -> None:
    assert ask("live-2026", "head").status_code == 200
    assert ask("live-2026", "post").status_code == 405


def test_the_address_is_case_sensitive_hex_without_a_slash() -> None:
    digest = key_digest("live-2026")
    assert Client().get(f"/api/live/jitsi/keys/{digest.upper()}.pem").status_code == 404
    assert Client().get(f"/api/live/jitsi/keys/{digest}").status_code == 404

from __future__ import annotations

from typing import Any

import jwt
import pytest
from django.test import Client
from jwt import PyJWK

from django_jitsi_live.servers.keys import key_digest
from tests.keys import APP_ID, jaas, pair, with_key_pair, with_secret


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "broken": {"BACKEND": "nowhere.Server"},
        "default": with_secret(),
        "public": {"BACKEND": "django_jitsi_live.servers.PublicServer"},
        "berlin": with_key_pair(
            RETIRED_KEYS={"live-2025": pair("old")[1]},
            SYSTEM_KEY=str(pair("system")[0]),
            SYSTEM_KEY_ID="system-2026",
            RETIRED_SYSTEM_KEYS={"system-2025": pair("old system")[1]},
        ),
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


# Keys of calls


def ask_system(alias: str, key_id: str) -> Any:
    return Client().get(f"/api/live/jitsi/{alias}/system-keys/{key_digest(key_id)}.pem")


@pytest.mark.parametrize(
    ("key_id", "name"), [("system-2026", "system"), ("system-2025", "old system")]
)
def test_prosody_gets_keys_of_calls_at_an_address_of_their_own(key_id: str, name: str) -> None:
    response = ask_system("berlin", key_id)
    assert response.content.decode() == pair(name)[1]
    assert response["Content-Type"] == "text/plain"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert ask(key_id).status_code == 404


@pytest.mark.parametrize(
    ("alias", "key_id"),
    [
        ("berlin", "live-2026"),
        ("berlin", "live-2025"),
        ("default", "system-2026"),
        ("jaas", "system-2026"),
        ("jaas", f"{APP_ID}/4f4910"),
        ("broken", "system-2026"),
        ("nowhere", "system-2026"),
    ],
)
def test_key_of_tokens_or_of_another_server_is_none_of_calls(alias: str, key_id: str) -> None:
    response = ask_system(alias, key_id)
    assert response.status_code == 404
    assert "Cache-Control" not in response


# Key sets


def key_set() -> Any:
    return Client().get("/api/live/jitsi/jwks.json")


def test_key_set_verifies_tokens_of_all_servers_and_no_calls(settings: Any) -> None:
    response = key_set()
    keys = {key["kid"]: PyJWK(key) for key in response.json()["keys"]}
    assert set(keys) == {"live-2026", "live-2025", f"{APP_ID}/4f4910"}
    token = jwt.encode({"a": 1}, pair("old")[0], "RS256")
    assert jwt.decode(token, keys["live-2025"].key, ["RS256"]) == {"a": 1}
    for key in response.json()["keys"]:
        assert set(key) == {"kid", "kty", "use", "alg", "n", "e"}
        assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")


def test_key_set_is_kept_for_an_hour_as_prosody_reads_it() -> None:
    response = key_set()
    assert response["Cache-Control"] == "max-age=3600"
    assert response["Content-Type"] == "application/json"
    assert "Set-Cookie" not in response


def test_key_set_of_an_id_that_two_servers_have_has_the_key_that_is_served(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "one": with_key_pair(),
        "two": with_key_pair(PRIVATE_KEY=str(pair("other")[0])),
    }
    (key,) = key_set().json()["keys"]
    token = jwt.encode({"a": 1}, pair()[0], "RS256")
    assert jwt.decode(token, PyJWK(key).key, ["RS256"]) == {"a": 1}
    assert ask("live-2026").content.decode() == pair()[1]


def test_site_without_key_pairs_has_an_empty_key_set(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    assert key_set().json() == {"keys": []}


def test_keys_are_served_to_everybody(settings: Any) -> None:
    login = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, login]
    assert [each.status_code for each in (key_set(), ask_system("berlin", "system-2026"))] == [
        200,
        200,
    ]
    assert Client().post("/api/live/jitsi/jwks.json").status_code == 405

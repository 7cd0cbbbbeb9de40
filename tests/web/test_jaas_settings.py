"""What JaaS is answered when it asks for the settings of a room."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from django_jitsi_live import services
from django_jitsi_live.models import LiveSession
from django_jitsi_live.web import jaas_settings as module
from tests.keys import APP_ID, jaas, with_secret

PATH = "/api/live/jitsi/default/jaas/settings"
ROOM_SETTINGS = {"lobbyEnabled": True, "maxOccupants": 200, "transcriberType": "GOOGLE"}


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": jaas(ROOM_SETTINGS=ROOM_SETTINGS),
        "plain": jaas(),
        "own": with_secret(),
        "broken": jaas(KEY_ID=""),
    }


@pytest.fixture
def room(live: Any) -> str:
    name: str = LiveSession.objects.get().room_name
    return name


def post(body: Any, path: str = PATH) -> Any:
    return Client(enforce_csrf_checks=True).post(path, body, content_type="application/json")


def settings_of(fqn: Any, path: str = PATH) -> Any:
    return answer(post(json.dumps({"fqn": fqn}), path))


def answer(response: Any) -> Any:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


def is_locked(given: dict[str, Any]) -> bool:
    assert len(given["passcode"]) == 10
    assert given["passcode"].isdecimal()
    others = {name: value for name, value in given.items() if name != "passcode"}
    return others == {
        "lobbyEnabled": True,
        "lobbyType": "WAIT_FOR_APPROVAL",
        "maxOccupants": 2,
        "visitorsEnabled": False,
    }


def test_open_room_has_the_settings_of_its_server(room: str) -> None:
    assert settings_of(f"{APP_ID}/{room}") == ROOM_SETTINGS


def test_open_room_has_those_of_the_console_without(room: str) -> None:
    LiveSession.objects.update(server="plain")
    assert settings_of(f"{APP_ID}/{room}", PATH.replace("default", "plain")) == {}


def test_backstage_has_the_settings_of_its_server(event: Any, host: Any) -> None:
    services.backstage(host, event.pk)
    assert settings_of(f"{APP_ID}/{LiveSession.objects.get().room_name}") == ROOM_SETTINGS


def test_answer_takes_one_query_and_writes_nothing(
    room: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1) as queries:
        settings_of(f"{APP_ID}/{room}")
    assert queries[0]["sql"].startswith("SELECT")


def test_room_that_is_over_is_locked(room: str, event: Any, host: Any) -> None:
    services.end(host, event.pk)
    assert is_locked(settings_of(f"{APP_ID}/{room}"))


def test_room_of_an_earlier_run_is_locked(room: str, event: Any, host: Any) -> None:
    services.end(host, event.pk)
    services.start(host, event.pk)
    assert is_locked(settings_of(f"{APP_ID}/{room}"))
    assert settings_of(f"{APP_ID}/{LiveSession.objects.get().room_name}") == ROOM_SETTINGS


def test_room_of_a_session_past_its_time_is_locked(room: str) -> None:
    LiveSession.objects.update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    before = LiveSession.objects.values().get()
    assert is_locked(settings_of(f"{APP_ID}/{room}"))
    assert LiveSession.objects.values().get() == before


def test_nobody_knows_the_passcode(room: str, event: Any, host: Any) -> None:
    services.end(host, event.pk)
    codes = {settings_of(f"{APP_ID}/{room}")["passcode"] for _number in range(20)}
    assert len(codes) == 20


@pytest.mark.parametrize(
    "fqn",
    [
        "{}",
        "/{}",
        "other/{}",
        f"{APP_ID}/x/{{}}",
        f"{APP_ID}/{{}}\n",
        f"{APP_ID.upper()}/{{}}",
        f"{APP_ID}/",
        f"{APP_ID}/weekly",
        f"{APP_ID}/\x00",
        f"{APP_ID}/\ud800",
        f"{APP_ID}/" + "a" * 1000,
    ],
)
def test_unknown_room_has_the_settings_of_the_console(room: str, fqn: str) -> None:
    assert settings_of(fqn.format(room)) == {}


@pytest.mark.parametrize("fqn", [None, 1, True, [], {}, ""])
def test_odd_name_has_the_settings_of_the_console(room: str, fqn: Any) -> None:
    assert settings_of(fqn) == {}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 5000, b"\xff\xfe\x00", b" " * 20_000]
)
def test_malformed_body_has_the_settings_of_the_console(body: bytes) -> None:
    assert answer(post(body)) == {}


def test_room_of_another_server_is_unknown(room: str) -> None:
    assert settings_of(f"{APP_ID}/{room}", PATH.replace("default", "plain")) == {}


def test_server_of_another_kind_has_nothing_to_say(room: str) -> None:
    assert settings_of(f"{APP_ID}/{room}", PATH.replace("default", "own")) == {}


def test_broken_server_costs_the_settings_only(room: str, caplog: Any) -> None:
    assert settings_of(f"{APP_ID}/{room}", PATH.replace("default", "broken")) == {}
    assert "KEY_ID" in caplog.text


def gone(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise OperationalError(f"the connection is gone at {params}")


def test_database_trouble_costs_the_settings_only(room: str, caplog: Any) -> None:
    with connection.execute_wrapper(gone):
        assert settings_of(f"{APP_ID}/{room}") == {}
    assert "OperationalError" in caplog.text
    assert room not in caplog.text


def test_unknown_server_is_not_found() -> None:
    assert post("{}", PATH.replace("default", "nowhere")).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_other_methods_are_not_allowed(method: str) -> None:
    assert getattr(Client(), method)(PATH).status_code == 405


def test_middleware_of_the_host_project_is_in_no_way(settings: Any, room: str) -> None:
    login_required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, login_required]
    assert settings_of(f"{APP_ID}/{room}") == ROOM_SETTINGS


def test_request_is_no_transaction() -> None:
    assert "default" in module.jaas_room_settings._non_atomic_requests  # type: ignore[attr-defined]


def test_answer_is_not_kept(room: str) -> None:
    assert "no-store" in post("{}")["Cache-Control"]

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from rest_framework.test import APIClient

from django_jitsi_live import services
from django_jitsi_live.crowd.throttles import DEFAULT_RATES


@pytest.fixture
def allow(settings: Any) -> Any:
    def at_most(**rates: str | None) -> None:
        chosen = {f"jitsi_live_{name}": rate for name, rate in rates.items()}
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": chosen}

    return at_most


def codes(client: Any, verb: str, event: Any, times: int, method: str = "get") -> list[int]:
    ask = getattr(client, method)
    return [ask(f"/api/live/{verb}/{event.pk}/").status_code for _ in range(times)]


def test_client_over_the_rate_learns_when_to_retry(
    allow: Any, as_user: Any, live: Any, student: Any
) -> None:
    allow(join="2/hour")
    client = as_user(student)
    assert codes(client, "join", live, 3) == [200, 200, 429]
    response = client.get(f"/api/live/join/{live.pk}/")
    assert response.json()["code"] == "throttled"
    wait = int(response["Retry-After"])
    assert 0 < wait <= 3600
    assert f"Wait {wait} second" in response.json()["detail"]


def test_users_are_counted_separately(
    allow: Any, as_user: Any, live: Any, student: Any, host: Any
) -> None:
    allow(join="1/hour")
    assert codes(as_user(student), "join", live, 2) == [200, 429]
    assert codes(as_user(host), "join", live, 1) == [200]


def test_addresses_are_counted_separately(allow: Any, live: Any) -> None:
    allow(join="1/hour")
    assert codes(APIClient(), "join", live, 2) == [401, 429]
    assert codes(APIClient(REMOTE_ADDR="192.0.2.7"), "join", live, 1) == [401]


def test_writes_share_one_count(allow: Any, as_user: Any, event: Any, host: Any) -> None:
    allow(write="2/hour")
    client = as_user(host)
    assert codes(client, "start", event, 1, "post") == [200]
    assert codes(client, "end", event, 2, "post") == [200, 429]
    assert codes(client, "status", event, 1) == [200]


def test_without_a_rate_there_is_no_limit(
    allow: Any, as_user: Any, live: Any, student: Any
) -> None:
    allow(join=None)
    assert codes(as_user(student), "join", live, 5) == [200] * 5


def test_host_project_sets_one_rate_and_keeps_the_others(
    allow: Any, as_user: Any, live: Any, student: Any
) -> None:
    allow(write="1/hour")
    assert codes(as_user(student), "join", live, 3) == [200] * 3


def test_next_window_starts_a_new_count(
    allow: Any, as_user: Any, live: Any, student: Any, monkeypatch: Any
) -> None:
    from django_jitsi_live.crowd.throttles import LiveThrottle

    now = [1000.0]
    monkeypatch.setattr(LiveThrottle, "timer", lambda self: now[0])
    allow(join="1/s")
    assert codes(as_user(student), "join", live, 2) == [200, 429]
    now[0] += 1
    assert codes(as_user(student), "join", live, 2) == [200, 429]


def test_cached_status_is_not_counted(settings: Any, event: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_status", "2/hour")
    assert codes(APIClient(), "status", event, 9) == [200] * 9


def test_status_from_the_database_is_counted(monkeypatch: Any, event: Any) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_status", "2/hour")
    answers = [APIClient().get(f"/api/live/status/no-{n}/").status_code for n in range(3)]
    assert answers == [404, 404, 429]
    response = APIClient().get("/api/live/status/no-3/")
    assert (response.json()["code"], response["Retry-After"] > "0") == ("throttled", True)


def test_custom_status_rate_counts_every_request(allow: Any, event: Any) -> None:
    allow(status="2/hour")
    assert codes(APIClient(), "status", event, 3) == [200, 200, 429]


def test_logged_in_users_are_counted(allow: Any, as_user: Any, live: Any, student: Any) -> None:
    allow(status="2/hour")
    assert codes(as_user(student), "status", live, 3) == [200, 200, 429]


class Away(LocMemCache):
    def add(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError


def test_without_a_cache_no_request_is_refused(
    settings: Any, allow: Any, as_user: Any, live: Any, student: Any
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.Away"}}
    allow(join="1/hour")
    assert codes(as_user(student), "join", live, 3) == [200] * 3


# The page


@pytest.fixture
def room(live: Any, student: Any) -> Any:
    client = Client()
    client.force_login(student)

    def ask(method: str = "post", accept: str = "application/json", **fields: str) -> Any:
        return getattr(client, method)(f"/api/live/room/{live.pk}/", fields, HTTP_ACCEPT=accept)

    return ask


@pytest.mark.parametrize(
    ("scope", "asked"),
    [
        ("join", {"action": "join"}),
        ("write", {"action": "joined"}),
        ("write", {"action": "role", "role": "participant"}),
        ("status", {"method": "get"}),
    ],
)
def test_room_page_obeys_the_rates(allow: Any, room: Any, scope: str, asked: Any) -> None:
    allow(**{scope: "1/hour"})
    assert room(**asked).status_code < 300
    response = room(**asked)
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert int(response["Retry-After"]) > 0


def test_room_page_and_api_share_one_count(
    allow: Any, room: Any, as_user: Any, live: Any, student: Any
) -> None:
    allow(join="1/hour")
    assert room(action="join").status_code == 200
    assert codes(as_user(student), "join", live, 1) == [429]


def test_throttled_form_shows_the_error_on_the_page(allow: Any, room: Any) -> None:
    allow(join="1/hour")
    room(accept="text/html", action="join")
    response = room(accept="text/html", action="join")
    assert response.status_code == 429
    assert "Too many requests." in response.content.decode()


def test_showing_the_room_page_is_not_counted(allow: Any, room: Any) -> None:
    allow(status="1/hour", write="1/hour", join="1/hour")
    assert [room("get", "text/html").status_code for _ in range(3)] == [200] * 3


def test_services_ignore_rates(allow: Any, live: Any, student: Any) -> None:
    allow(join="1/hour")
    assert services.join(student, live.pk).room_name == services.join(student, live.pk).room_name

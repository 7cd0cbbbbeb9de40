"""What anonymous requests are counted under."""

from __future__ import annotations

from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from rest_framework.authentication import BasicAuthentication
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from django_jitsi_live.crowd import client_address, is_shared_address, public_status
from django_jitsi_live.crowd.throttles import DEFAULT_RATES
from django_jitsi_live.web.api_view import LiveView


def client(remote: str | None = "192.0.2.1", forwarded: str | None = None) -> Any:
    known = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    return SimpleNamespace(META={key: value for key, value in known.items() if value is not None})


@pytest.fixture
def proxies(settings: Any) -> Any:
    def are(number: int | None) -> None:
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": number}

    return are


@pytest.mark.parametrize("number", [None, 0])
@pytest.mark.parametrize("forwarded", ["203.0.113.9", "203.0.113.9, 198.51.100.7", "x", ""])
def test_nobody_chooses_an_address(proxies: Any, number: int | None, forwarded: str) -> None:
    proxies(number)
    assert client_address(client(forwarded=forwarded)) == "192.0.2.1"


@pytest.mark.parametrize(
    ("number", "forwarded", "address"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "made up, 203.0.113.9", "203.0.113.9"),
        (2, "made up, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:50123", "203.0.113.9"),
        (1, "[2001:db8:1:2::3]:50123", "2001:db8:1:2::/64"),
        (1, '"[2001:db8:1:2::3]"', "2001:db8:1:2::/64"),
        (1, "unknown", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, None, "192.0.2.1"),
    ],
)
def test_own_proxies_say_the_address(
    proxies: Any, number: int, forwarded: str | None, address: str
) -> None:
    proxies(number)
    assert client_address(client(forwarded=forwarded)) == address


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.8", "192.0.2.8"),
        ("", ""),
        (None, ""),
        ("unix:", ""),
    ],
)
def test_ipv6_is_counted_by_network(remote: str | None, address: str) -> None:
    assert client_address(client(remote)) == address


@pytest.mark.parametrize(
    ("remote", "headers", "number", "is_shared"),
    [
        ("8.8.8.8", {}, None, False),
        ("8.8.8.8", {"HTTP_X_FORWARDED_FOR": "1"}, None, False),
        ("127.0.0.1", {}, None, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "1"}, None, True),
        ("10.0.0.1", {"HTTP_X_FORWARDED_PROTO": "https"}, None, True),
        ("10.0.0.1", {"HTTP_X_FORWARDED_PROTO": "https"}, 1, False),
        ("", {}, None, True),
        ("", {}, 1, False),
    ],
)
def test_address_of_a_proxy_is_shared(
    proxies: Any, remote: str, headers: Any, number: int | None, is_shared: bool
) -> None:
    proxies(number)
    request = SimpleNamespace(META={"REMOTE_ADDR": remote, **headers})
    assert is_shared_address(request) is is_shared


# Rates


def ask(event: Any, count: int, name: str = "join", **headers: Any) -> list[int]:
    """Each request says that it comes from another address."""
    path = f"/api/live/{name}/{event.pk}/"
    sent = [{"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}", **headers} for n in range(count)]
    return [APIClient().get(path, **each).status_code for each in sent]


@pytest.mark.parametrize("number", [None, 0])
def test_changing_the_header_does_not_evade_the_rate(
    proxies: Any, live: Any, monkeypatch: Any, number: int | None
) -> None:
    proxies(number)
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "2/hour")
    assert ask(live, 4) == [401, 401, 429, 429]


def test_changing_the_interface_does_not_evade_the_rate(live: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "1/hour")
    assert ask(live, 1, REMOTE_ADDR="2001:db8::1") == [401]
    assert ask(live, 1, REMOTE_ADDR="2001:db8::2") == [429]
    assert ask(live, 1, REMOTE_ADDR="2001:db8:0:1::1") == [401]


def test_proxies_tell_clients_apart(proxies: Any, live: Any, monkeypatch: Any) -> None:
    proxies(1)
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "1/hour")
    assert ask(live, 3) == [401, 401, 401]


def test_account_is_counted_whatever_the_header_says(
    live: Any, student: Any, as_user: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "2/hour")
    path, user = f"/api/live/join/{live.pk}/", as_user(student)
    answers = [user.get(path, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}") for n in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]


def test_account_that_is_called_like_an_address_is_counted_by_itself(
    live: Any, student: Any, monkeypatch: Any, as_user: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "1/hour")
    get_user_model().objects.filter(pk=student.pk).update(username="127.0.0.1")
    assert ask(live, 1) == [401]
    assert as_user(student).get(f"/api/live/join/{live.pk}/").status_code == 200


def test_request_beyond_the_rate_costs_no_query(
    live: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "0/hour")
    with django_assert_num_queries(0):
        assert ask(live, 2) == [429, 429]


# One client must not use up what all others wait for


def test_known_event_is_answered_beyond_the_rate(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_status", "2/hour")
    monkeypatch.setattr(public_status, "STATUS_TTL", 0)  # nothing comes from the cache
    assert ask(event, 4, "status") == [200] * 4
    unknown = [APIClient().get(f"/api/live/status/no-{n}/").status_code for n in range(2)]
    assert unknown == [429, 429]
    assert ask(event, 1, "status") == [200]


def test_known_event_is_counted_for_accounts(
    event: Any, student: Any, as_user: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_status", "1/hour")
    ask(event, 1, "status")
    answers = [as_user(student).get(f"/api/live/status/{event.pk}/") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]


# Credentials that are refused


@pytest.fixture
def passwords(monkeypatch: Any) -> list[str]:
    """Every password that was examined."""
    examined: list[str] = []

    def examine(self: Any, user_id: str, password: str, request: Any = None) -> Any:
        examined.append(password)
        return original(self, user_id, password, request)

    original = BasicAuthentication.authenticate_credentials
    monkeypatch.setattr(BasicAuthentication, "authenticate_credentials", examine)
    monkeypatch.setattr(LiveView, "authentication_classes", [BasicAuthentication])
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "2/hour")
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_status", "2/hour")
    return examined


def basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize("headers", [{}, {"HTTP_X_FORWARDED_FOR": "192.0.2.9"}])
def test_passwords_of_an_address_are_examined_up_to_the_rate(
    live: Any, student: Any, passwords: list[str], headers: Any
) -> None:
    path = f"/api/live/join/{live.pk}/"
    wrong = [
        APIClient().get(path, HTTP_AUTHORIZATION=basic(f"u{n}", "x"), **headers) for n in range(4)
    ]
    assert [each.status_code for each in wrong] == [401, 401, 429, 429]
    assert len(passwords) == 2
    assert int(wrong[-1]["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "192.0.2.77", "HTTP_AUTHORIZATION": basic("sam", "pw")}
    assert APIClient().get(path, **elsewhere).status_code == 200


def test_status_is_for_everybody_whose_passwords_are_not_examined(
    live: Any, passwords: list[str]
) -> None:
    path = f"/api/live/status/{live.pk}/"
    answers = [APIClient().get(path, HTTP_AUTHORIZATION=basic("u", "x")) for _ in range(4)]
    assert [each.status_code for each in answers] == [200] * 4
    assert len(passwords) == 2


def test_wrong_passwords_lock_out_no_session(
    live: Any, student: Any, as_user: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "1/hour")
    path = f"/api/live/join/{live.pk}/"
    wrong = [APIClient().get(path, HTTP_AUTHORIZATION="Bearer x") for _ in range(2)]
    assert [each.status_code for each in wrong] == [401, 429]
    assert as_user(student).get(path).status_code == 200


def test_wrong_tokens_lock_out_nobody_behind_a_proxy(
    live: Any, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", "1/hour")
    tokens = ["x", "x", "x", str(AccessToken.for_user(student))]
    answers = ask_with(live, tokens, HTTP_X_FORWARDED_FOR="192.0.2.9")
    assert answers == [401, 401, 401, 200]
    assert ask_with(live, tokens) == [429] * 4


def ask_with(event: Any, tokens: list[str], **headers: Any) -> list[int]:
    path = f"/api/live/join/{event.pk}/"
    sent = [{"HTTP_AUTHORIZATION": f"Bearer {token}", **headers} for token in tokens]
    return [APIClient().get(path, **each).status_code for each in sent]


def test_without_a_rate_every_password_is_examined(
    live: Any, passwords: list[str], monkeypatch: Any
) -> None:
    monkeypatch.setitem(DEFAULT_RATES, "jitsi_live_join", None)
    path = f"/api/live/join/{live.pk}/"
    answers = [APIClient().get(path, HTTP_AUTHORIZATION=basic("u", "x")) for _ in range(3)]
    assert [each.status_code for each in answers] == [401] * 3

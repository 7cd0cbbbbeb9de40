"""Nothing secret in Django's error page, in logs or in the admin."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter

from django_jitsi_live import services
from django_jitsi_live.policy import Policy
from django_jitsi_live.servers import get_server
from django_jitsi_live.wire import WireEncoder
from tests.keys import SECRET, pair, with_key_pair, with_secret
from tests.words import holds_token, words


class BrokenPolicy(Policy):
    def participant_id(self, user: Any) -> Any:
        return Unspeakable()


class Unspeakable:
    def __str__(self) -> str:
        raise ZeroDivisionError


def error_page(call: Any) -> str:
    try:
        call()
    except Exception:  # whatever it is: the page is about it
        reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
        return reporter.get_traceback_html() + reporter.get_traceback_text()
    raise AssertionError("nothing was raised")


@pytest.fixture(params=[with_secret(), with_key_pair()], ids=["secret", "key pair"])
def server(request: Any, settings: Any) -> Any:
    settings.DEBUG = True
    settings.JITSI_LIVE_SERVERS = {"default": request.param}


SECRETS = [SECRET, pair()[0].splitlines()[3]]


@pytest.mark.usefixtures("server")
def test_error_page_of_a_broken_policy_shows_no_secret(
    settings: Any, event: Any, host: Any
) -> None:
    services.start(host, event.pk)
    settings.JITSI_LIVE_POLICY = f"{__name__}.BrokenPolicy"
    page = error_page(lambda: services.join(host, event.pk))
    assert "ZeroDivisionError" in page
    for secret in SECRETS:
        assert secret not in page


@pytest.mark.usefixtures("server")
def test_error_page_of_claims_that_cannot_be_signed_shows_no_secret() -> None:
    page = error_page(sign_badly)
    assert "These claims cannot be signed" in page
    for secret in SECRETS:
        assert secret not in page


def sign_badly(*args: Any, **kwargs: Any) -> None:
    key = get_server("default").signing_key
    assert key is not None
    key.sign({"broken": object()})


@pytest.mark.usefixtures("server")
def test_error_page_of_an_answer_that_is_no_json_shows_no_token(
    event: Any, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(WireEncoder, "iterencode", sign_badly)
    token = services.start(host, event.pk).jwt
    assert token is not None
    client = Client()
    client.force_login(host)
    page = error_page(lambda: client.get(f"/api/live/join/{event.pk}/"))
    assert "not JSON serializable" in page
    for secret in [*SECRETS, *token.split(".")]:
        assert secret not in page


@pytest.mark.usefixtures("server")
def test_logs_show_no_token_and_no_secret(event: Any, host: Any, as_user: Any, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        token = as_user(host).post(f"/api/live/start/{event.pk}/").json()["jwt"]
        as_user(host).post(f"/api/live/end/{event.pk}/")
        as_user(host).get(f"/api/live/join/{event.pk}/")
    for secret in [*SECRETS, token]:
        assert secret not in caplog.text


@pytest.mark.usefixtures("server")
def test_admin_shows_no_token_and_no_secret(event: Any, host: Any, admin_client: Client) -> None:
    services.start(host, event.pk)
    pages = [
        admin_client.get("/admin/jitsi_live/livesession/").content.decode(),
        admin_client.get("/admin/jitsi_live/livesession/", follow=True).content.decode(),
    ]
    for page in pages:
        assert not holds_token(page)
        assert all(secret not in page for secret in SECRETS)


@pytest.mark.usefixtures("server")
def test_the_page_holds_the_token_only_after_joining(event: Any, host: Any) -> None:
    services.start(host, event.pk)
    client = Client()
    client.force_login(host)
    address = f"/api/live/room/{event.pk}/"
    assert "jwt" not in words(client.get(address).content.decode())
    assert "?jwt=eyJ" in client.post(address, {"action": "join"}).content.decode()

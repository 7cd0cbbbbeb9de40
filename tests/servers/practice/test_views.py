from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live.servers.practice import views
from tests.servers.practice.people import ROOM, ask, token

PATHS = ["external_api.js", ROOM, f"{ROOM}/join", f"{ROOM}/news", f"{ROOM}/act"]


@pytest.mark.parametrize("path", PATHS)
def test_without_debug_there_is_no_such_page(settings: Any, path: str) -> None:
    settings.DEBUG = False
    assert Client().get(f"/api/live/practice/{path}").status_code == 404
    assert Client().post(f"/api/live/practice/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_without_a_practice_server_there_is_no_such_page(settings: Any, path: str) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}}
    assert Client().get(f"/api/live/practice/{path}").status_code == 404


def test_page_may_be_framed_by_the_site_alone(settings: Any) -> None:
    deny = "django.middleware.clickjacking.XFrameOptionsMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, deny]
    response = Client().get(f"/api/live/practice/{ROOM}?jwt=any")
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "Practice room:</strong> for development, not Jitsi" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_page_has_no_inline_script_or_style() -> None:
    page = Client().get(f"/api/live/practice/{ROOM}").content.decode()
    assert page.count("<script") == page.count('<script type="module" src=')
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_script_is_served_as_it_is() -> None:
    response = Client().get("/api/live/practice/external_api.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"JitsiMeetExternalAPI" in response.content


def test_sites_that_require_a_login_everywhere_let_the_token_decide(settings: Any) -> None:
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, required]
    assert Client().get(f"/api/live/practice/{ROOM}").status_code == 200
    assert ask("join", token(), {}).status_code == 200


def test_waiting_holds_no_transaction() -> None:
    assert views.poll._non_atomic_requests == {"default"}


@pytest.mark.parametrize(
    "body", ["[]", "{", b"\xff", "[" * 20_000, json.dumps({"name": "x" * 40_000}), {"name": 7}]
)
def test_a_body_that_is_no_small_json_object_is_refused(body: Any) -> None:
    assert ask("join", token(), body).status_code == 400


def test_only_post_is_answered() -> None:
    assert Client().get(f"/api/live/practice/{ROOM}/join").status_code == 405

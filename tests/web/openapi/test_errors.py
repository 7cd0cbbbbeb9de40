"""The API answers each error that the schema describes, and so describes no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle

from django_jitsi_live.web import api_view
from tests.web.openapi.described import codes
from tests.web.openapi.requests import BODIES, KNOWN, ask, described


class OncePerHour(AnonRateThrottle):
    scope = "openapi"
    rate = "1/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"{self.scope}-{type(view).__name__}"


def deny(user: object, event: object) -> bool:
    raise PermissionDenied


class Asking:
    """Somebody who gets one error out of an operation."""

    def __init__(self, name: str, request: Any) -> None:
        self.name, self.request = name, request
        self.event = request.getfixturevalue("event")
        self.settings = request.getfixturevalue("settings")
        self.monkeypatch = request.getfixturevalue("monkeypatch")
        self.method = KNOWN[name]["method"]
        self.body = BODIES.get(name, [{}])[0]

    def person(self, name: str) -> Any:
        client = APIClient()
        client.force_login(self.request.getfixturevalue(name))
        return client

    def ask(self, client: Any, event_id: object = None, **options: Any) -> Any:
        return ask(client, self.name, event_id or self.event.pk, self.body, **options)

    def raw(self, client: Any, body: bytes, content_type: str, **headers: Any) -> Any:
        path = KNOWN[self.name]["path"].format(event_id=self.event.pk)
        return client.generic("POST", path, body, content_type, **headers)

    def not_authenticated(self) -> Any:
        return self.ask(APIClient())

    def not_host(self) -> Any:
        return self.ask(self.person("student"))

    def not_registered(self) -> Any:
        return self.ask(self.person("stranger"))

    def not_live(self) -> Any:
        by_hosts = self.name in {"live_extend", "live_reopen"}
        return self.ask(self.person("host" if by_hosts else "student"))

    def not_open(self) -> Any:
        if self.name == "live_backstage":
            return self.ask(self.person("speaker"))
        self.settings.JITSI_LIVE_STARTS_AT = "starts_at"
        self.settings.JITSI_LIVE_OPENS_BEFORE = 60
        self.event.starts_at = timezone.now() + dt.timedelta(hours=1)
        self.event.save()
        return self.ask(self.person("host"))

    def not_found(self) -> Any:
        return self.ask(self.person("host"), event_id="0")

    def permission_denied(self) -> Any:
        if self.method == "get":
            self.settings.JITSI_LIVE_HOST_LOOKUP = "tests.web.openapi.test_errors.deny"
            return self.ask(self.person("stranger"))
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(self.request.getfixturevalue("host"))
        return self.ask(client)

    def parse_error(self) -> Any:
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(self.request.getfixturevalue("host"))
        client.cookies["csrftoken"] = "a" * 32
        content_type = "application/x-www-form-urlencoded"
        return self.raw(client, b"a=&" * 1001, content_type, HTTP_X_CSRFTOKEN="a" * 32)

    def too_large(self) -> Any:
        return self.raw(APIClient(), b"a" * 20_000, "text/plain")

    def unsupported_media_type(self) -> Any:
        return self.raw(self.person("student"), b"<a/>", "text/xml")

    def method_not_allowed(self) -> Any:
        client = self.person("host")
        return client.delete(KNOWN[self.name]["path"].format(event_id=self.event.pk))

    def throttled(self) -> Any:
        self.monkeypatch.setattr(api_view.LiveView, "throttle_classes", [OncePerHour])
        client = self.person("student")
        return [self.ask(client) for _time in range(2)][-1]

    def server_misconfigured(self) -> Any:
        self.settings.JITSI_LIVE_POLICY = "nowhere.Policy"
        return self.ask(self.person("host"))

    def busy(self) -> Any:
        self.monkeypatch.setattr("django_jitsi_live.sessions.services.ATTEMPTS", 0)
        return self.ask(self.person("host"))


ERRORS = [
    (name, status, code)
    for name, operation in sorted(KNOWN.items())
    for status, code in sorted(codes(operation))
]


@pytest.mark.parametrize(("name", "status", "code"), ERRORS, ids=str)
def test_every_error_that_is_described_is_answered(
    name: str, status: int, code: str, request: Any
) -> None:
    provoke: Callable[[], Any] = getattr(Asking(name, request), code)
    response = described(name, provoke())
    assert (response.status_code, response.json()["code"]) == (status, code)

"""The API answers each error that the schema describes, and so describes no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle

from django_jitsi_live import services
from django_jitsi_live.models import GuestLink, Recording, RecordingKind, Run
from django_jitsi_live.web import api_view
from django_jitsi_live.web.visitor import enter_as_guest
from tests.recordings.stored import FILM, keep_recordings, stored
from tests.web.openapi.described import codes
from tests.web.openapi.requests import BODIES, KNOWN, ask, described, path_of

pytestmark = pytest.mark.django_db


class OncePerHour(AnonRateThrottle):
    scope = "openapi"
    rate = "1/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"{self.scope}-{type(view).__name__}"


def deny(user: object, event: object) -> bool:
    raise PermissionDenied


BY_HOSTS = {"live_extend", "live_reopen", "live_move", "live_set_stage", "live_turn"}
"""Which need an open room as well."""
FILES = {"live_replace_recording", "live_put_recording"}


class Asking:
    """Somebody who gets one error out of an operation."""

    def __init__(self, name: str, request: Any) -> None:
        self.name, self.request = name, request
        self.event = request.getfixturevalue("event")
        self.settings = request.getfixturevalue("settings")
        self.monkeypatch = request.getfixturevalue("monkeypatch")
        self.method = KNOWN[name]["method"]
        self.body = BODIES.get(name, [{}])[0]
        if "{recording_id}" in KNOWN[name]["path"]:
            self.record()

    def record(self) -> None:
        services.start(self.request.getfixturevalue("host"), self.event.pk)
        keep_recordings(self.settings, self.request.getfixturevalue("tmp_path"))
        run = Run.objects.get()
        stored(run)
        stored(run, RecordingKind.TRANSCRIPT, b"[]")

    def person(self, name: str) -> Any:
        client = APIClient()
        client.force_login(self.request.getfixturevalue(name))
        return client

    def ask(self, client: Any, event_id: object = None, **options: Any) -> Any:
        return ask(client, self.name, event_id or self.event.pk, self.body, **options)

    def raw(self, client: Any, body: bytes, content_type: str, **headers: Any) -> Any:
        path = path_of(self.name, self.event.pk)
        return client.generic(self.method.upper(), path, body, content_type, **headers)

    def not_authenticated(self) -> Any:
        client = APIClient()
        if self.name == "live_recordings":  # open to everybody, but not with a wrong token
            client.credentials(HTTP_AUTHORIZATION="Bearer wrong")
        return self.ask(client)

    def not_host(self) -> Any:
        return self.ask(self.person("student"))

    def not_registered(self) -> Any:
        return self.ask(self.person("stranger"))

    def removed(self) -> Any:
        host, student = map(self.request.getfixturevalue, ("host", "student"))
        services.start(host, self.event.pk)
        services.remove(host, self.event.pk, str(student.pk))
        return self.ask(self.person("student"))

    def not_askable(self) -> Any:
        return self.ask(self.person("stranger"))

    def not_invited(self) -> Any:
        services.start(self.request.getfixturevalue("host"), self.event.pk)
        self.body = {"hand": "accept"}
        return self.ask(self.person("student"))

    def not_removable(self) -> Any:
        host = self.request.getfixturevalue("host")
        services.start(host, self.event.pk)
        self.body = {"participant": str(host.pk)}
        return self.ask(self.person("host"))

    def not_live(self) -> Any:
        by_hosts = self.name in BY_HOSTS
        return self.ask(self.person("host" if by_hosts else "student"))

    def not_open(self) -> Any:
        if self.name == "live_backstage":
            return self.ask(self.person("speaker"))
        self.settings.JITSI_LIVE_STARTS_AT = "starts_at"
        self.settings.JITSI_LIVE_OPENS_BEFORE = 60
        self.event.starts_at = timezone.now() + dt.timedelta(hours=1)
        self.event.save()
        return self.ask(self.person("host"))

    def guest(self, **link: Any) -> Any:
        """Somebody who has entered the live event by a personal link."""
        host = self.request.getfixturevalue("host")
        services.start(host, self.event.pk)
        made = services.make_link(host, self.event.pk, "Anna", "speaker")
        client, response = APIClient(), HttpResponse()
        enter_as_guest(RequestFactory().get("/"), response, self.event.pk, made.pk)
        client.cookies = response.cookies
        GuestLink.objects.update(**link)
        return client

    def link_withdrawn(self) -> Any:
        return self.ask(self.guest(revoked_at=timezone.now()))

    def link_in_use(self) -> Any:
        later = timezone.now() + dt.timedelta(minutes=1)
        return self.ask(self.guest(device="another", held_until=later))

    def link_not_found(self) -> Any:
        return self.ask(self.person("host"))

    def invalid_link(self) -> Any:
        self.body = {"name": "", "role": "speaker"}
        return self.ask(self.person("host"))

    def not_linkable(self) -> Any:
        self.body = {"name": "Anna", "role": "attendee"}
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
        if self.name in FILES:
            return self.ask(self.person("host"))  # a form without a file
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(self.request.getfixturevalue("host"))
        client.cookies["csrftoken"] = "a" * 32
        content_type = "application/x-www-form-urlencoded"
        return self.raw(client, b"a=&" * 1001, content_type, HTTP_X_CSRFTOKEN="a" * 32)

    def too_large(self) -> Any:
        self.settings.JITSI_LIVE_RECORDING_MAX_BYTES = 1
        return self.raw(APIClient(), b"a" * 100_000, "text/plain")

    def wrong_file(self) -> Any:
        return self.raw(self.person("host"), b"MZ", "video/mp4")

    def storage_unavailable(self) -> Any:
        self.settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
        return self.raw(self.person("host"), b"MZ", "video/mp4")

    def not_replaceable(self) -> Any:
        Recording.objects.update(state="arriving")
        return self.ask(self.person("host"))

    def not_restorable(self) -> Any:
        Recording.objects.update(state="deleted", file_name="")
        return self.ask(self.person("host"))

    def unsupported_media_type(self) -> Any:
        if self.name in FILES:
            return self.raw(self.person("host"), b"a=b", "application/x-www-form-urlencoded")
        return self.raw(self.person("student"), b"<a/>", "text/xml")

    def method_not_allowed(self) -> Any:
        client = self.person("host")
        return client.patch(path_of(self.name, self.event.pk))

    def throttled(self) -> Any:
        self.monkeypatch.setattr(api_view.LiveView, "throttle_classes", [OncePerHour])
        client = self.person("student")
        self.ask(client).getvalue()  # to the end, by which a file is closed
        return self.ask(client)

    def server_misconfigured(self) -> Any:
        self.settings.JITSI_LIVE_POLICY = "nowhere.Policy"
        return self.ask(self.person("host"))

    def recording_unavailable(self) -> Any:
        storage = {"BACKEND": "tests.recordings.storages.BrokenPath"}
        self.settings.STORAGES = {**self.settings.STORAGES, "recordings": storage}
        return self.ask(self.person("host"))

    def full(self) -> Any:
        self.settings.JITSI_LIVE_CAPACITY = 0
        services.start(self.request.getfixturevalue("host"), self.event.pk)
        return self.ask(self.person("student"))

    def no_calendar(self) -> Any:
        return self.ask(self.person("student"))  # the event has no start

    def not_recordable(self) -> Any:
        return self.ask(self.person("host"))

    def busy(self) -> Any:
        if self.name == "live_join":
            self.settings.JITSI_LIVE_CAPACITY = 1
            self.monkeypatch.setattr("django_jitsi_live.sessions.seats.ATTEMPTS", 0)
            services.start(self.request.getfixturevalue("host"), self.event.pk)
            return self.ask(self.person("student"))
        self.monkeypatch.setattr("django_jitsi_live.sessions.services.ATTEMPTS", 0)
        if "recording" in self.name:
            return self.overtaken()
        return self.ask(self.person("host"))

    def overtaken(self) -> Any:
        management = "django_jitsi_live.recordings.management"
        self.monkeypatch.setattr(f"{management}.store", lambda *args, **kwargs: False)
        nothing = Recording.objects.none()
        self.monkeypatch.setattr(f"{management}._unless_deleted", lambda recording: nothing)
        return self.raw(self.person("host"), FILM, "video/mp4")


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

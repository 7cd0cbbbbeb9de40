"""Where an event is streamed to, which hosts alone are told, and where it is watched."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import services
from django_jitsi_live.exceptions import NotRecordable
from django_jitsi_live.models import AuditEntry
from django_jitsi_live.policy import Policy

TARGET = "rtmp://live.example.org/app/s3cr3t-k3y"
WATCH = "https://tube.example.org/w/4xGpkYcKHzTbuKQZHFMZFh"
JSON = {"Accept": "application/json"}


class Streamed(Policy):
    def stream_target(self, event: Any) -> str:
        return TARGET

    def watch_url(self, event: Any) -> str:
        return WATCH


class Open(Streamed):
    """Everybody who is logged in may watch."""

    def may_watch(self, user: Any, event: Any) -> bool:
        return True


class Broken(Streamed):
    def may_watch(self, user: Any, event: Any) -> bool:
        raise ZeroDivisionError


@pytest.fixture
def streamed(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Streamed"


def path(event: Any) -> str:
    return f"/api/live/stream-target/{event.pk}/"


@pytest.mark.usefixtures("streamed")
def test_host_is_handed_the_target(event: Any, host: Any, as_user: Any) -> None:
    response = as_user(host).post(path(event))
    assert response.json() == {"target": TARGET, "watch_url": WATCH}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.usefixtures("streamed")
def test_page_of_a_host_is_handed_the_target(event: Any, host: Any) -> None:
    client = Client()
    client.force_login(host)
    asked = {"action": "stream_target"}
    response = client.post(f"/api/live/room/{event.pk}/", asked, headers=JSON)
    assert response.json() == {"target": TARGET, "watch_url": WATCH}


def test_without_a_target_there_is_nothing_to_stream_to(
    event: Any, host: Any, as_user: Any
) -> None:
    response = as_user(host).post(path(event))
    assert (response.status_code, response.json()["code"]) == (403, "not_recordable")
    with pytest.raises(NotRecordable):
        services.stream_target(host, event.pk)


@pytest.mark.usefixtures("streamed")
@pytest.mark.parametrize("person", ["student", "speaker", "stranger"])
def test_nobody_else_is_handed_the_target(
    live: Any, person: str, as_user: Any, request: Any
) -> None:
    response = as_user(request.getfixturevalue(person)).post(path(live))
    assert (response.status_code, response.json()["code"]) == (403, "not_host")


@pytest.mark.usefixtures("streamed")
def test_target_is_in_no_log_and_no_page(
    live: Any, host: Any, student: Any, as_user: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    found = services.stream_target(host, live.pk)
    assert TARGET not in repr(found)
    as_user(host).post(path(live))
    for user in (host, student):
        client = as_user(user)
        for page in ("room", "join", "status"):
            for headers in ({}, JSON):
                response = client.get(f"/api/live/{page}/{live.pk}/", headers=headers)
                assert "s3cr3t" not in response.content.decode()
    assert "s3cr3t" not in caplog.text
    entries = AuditEntry.objects.all()
    assert not any("s3cr3t" in str(vars(entry)) for entry in entries)


# Where it is watched


@pytest.mark.usefixtures("streamed")
@pytest.mark.parametrize("person", ["host", "student"])
def test_people_of_the_event_learn_where_to_watch_while_it_is_live(
    event: Any, host: Any, person: str, request: Any
) -> None:
    user = request.getfixturevalue(person)
    assert services.describe(user, event.pk).watch_url == ""
    services.start(host, event.pk)
    assert services.describe(user, event.pk).watch_url == WATCH
    assert not services.describe(user, event.pk).may_watch
    services.end(host, event.pk)
    assert services.describe(user, event.pk).watch_url == ""


@pytest.mark.usefixtures("streamed")
def test_others_do_not_learn_where_to_watch(live: Any, stranger: Any) -> None:
    for user in (stranger, None):
        info = services.describe(user, live.pk)
        assert (info.watch_url, info.may_watch) == ("", False)


def test_who_may_only_watch_learns_where_to_watch(
    settings: Any, event: Any, host: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Open"
    info = services.describe(stranger, event.pk)
    assert (info.watch_url, info.may_watch) == ("", True)
    services.start(host, event.pk)
    info = services.describe(stranger, event.pk)
    assert (info.watch_url, info.may_watch) == (WATCH, True)
    assert services.describe(None, event.pk).watch_url == ""


def test_who_is_removed_does_not_learn_where_to_watch(
    settings: Any, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Open"
    services.remove(host, live.pk, str(student.pk))
    info = services.describe(student, live.pk)
    assert (info.watch_url, info.may_watch) == ("", False)


def test_policy_that_fails_costs_the_address_and_not_the_page(
    settings: Any, live: Any, stranger: Any, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Broken"
    assert services.describe(stranger, live.pk).watch_url == ""
    assert services.describe(student, live.pk).watch_url == WATCH

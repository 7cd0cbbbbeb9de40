"""Ended means ended: what the site decides is carried out on the video server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from django_jitsi_live import moments, services
from django_jitsi_live.models import AuditEntry, EndedBecause, LiveSession, Run, ServerFailure
from django_jitsi_live.servers import UnusableServer
from django_jitsi_live.sessions import (
    deliver_due,
    describe_end,
    end_sessions,
    enforcement,
    settle_due,
)
from tests.projects.webinar.webinars.models import Event
from tests.servers.scripted import DOWN, REFUSED, ScriptedServer

from .conftest import Clock

pytestmark = pytest.mark.django_db(transaction=True)

Server = type[ScriptedServer]


def room() -> str:
    return LiveSession.objects.get().room_name


def ended_entry() -> AuditEntry:
    return AuditEntry.objects.get(action="ended")


def make_due() -> None:
    """It has been live for longer than any session may be."""
    long_ago = moments.now() - dt.timedelta(hours=13)
    LiveSession.objects.update(started_at=long_ago, closes_at=long_ago)


def end_by_api(event: Event, host: Any, as_user: Any) -> None:
    as_user(host).post(f"/api/live/end/{event.pk}/")


def end_on_page(event: Event, host: Any, as_user: Any) -> None:
    as_user(host).post(f"/api/live/room/{event.pk}/", {"action": "end", "sure": "1"})


def end_in_admin(event: Event, host: Any, as_user: Any) -> None:
    end_sessions(LiveSession.objects.all(), host)


def end_by_schedule(event: Event, host: Any, as_user: Any) -> None:
    make_due()
    services.status(event.pk, fresh=True)


def end_by_tidy(event: Event, host: Any, as_user: Any) -> None:
    make_due()
    settle_due()


WAYS = [end_by_api, end_on_page, end_in_admin, end_by_schedule, end_by_tidy]


@pytest.mark.parametrize("end", WAYS)
def test_whoever_ends_it_ends_the_conference(
    server: Server, event: Event, host: Any, as_user: Any, end: Callable[..., None]
) -> None:
    services.start(host, event.pk)
    end(event, host, as_user)
    assert server.calls == [("end", "default", room())]
    assert ended_entry().enforcement == "done"
    assert ended_entry().enforced_at is not None


def test_closing_a_backstage_ends_the_conference(server: Server, event: Event, host: Any) -> None:
    services.backstage(host, event.pk)
    services.end(host, event.pk)
    assert server.calls == [("end", "default", room())]


def test_nothing_is_ended_twice(server: Server, live: Event, host: Any) -> None:
    services.end(host, live.pk)
    services.end(host, live.pk)
    assert len(server.calls) == 1
    assert deliver_due() == 0


def test_the_call_is_made_after_the_commit(server: Server, live: Event, host: Any) -> None:
    with transaction.atomic():
        session = services.end(host, live.pk)
        assert server.calls == []
        # Nobody is alarmed by what has not been tried; the host's page does it meanwhile.
        assert describe_end(session).server_end == "page"
    assert len(server.calls) == 1


def test_no_call_is_made_for_an_end_that_is_rolled_back(
    server: Server, live: Event, host: Any
) -> None:
    with transaction.atomic():
        services.end(host, live.pk)
        transaction.set_rollback(True)
    assert (server.calls, LiveSession.objects.get().is_active) == ([], True)
    assert not AuditEntry.objects.filter(action="ended").exists()


def test_the_host_is_told_what_became_of_the_end(
    server: Server, live: Event, host: Any, as_user: Any
) -> None:
    answer = as_user(host).post(f"/api/live/end/{live.pk}/")
    assert answer.json()["server_end"] == "done"


def test_an_end_that_fails_is_kept_and_tried_again(
    server: Server, live: Event, host: Any, as_user: Any, clock: Clock, caplog: Any
) -> None:
    server.failure = REFUSED
    answer = as_user(host).post(f"/api/live/end/{live.pk}/")
    assert answer.json()["server_end"] == "pending"
    assert LiveSession.objects.get().is_active is False
    entry = ended_entry()
    assert (entry.enforcement, entry.attempts) == ("pending", 1)
    assert "Correct SYSTEM_KEY. `manage.py jitsi_live_tidy` tries it again." in caplog.text
    assert room() not in caplog.text
    server.failure = None
    clock.wait(1)
    assert deliver_due(dry_run=True) == 1
    assert ended_entry().enforcement == "pending"
    assert deliver_due() == 1
    assert ended_entry().enforcement == "done"
    assert deliver_due() == 0


def test_a_request_that_is_at_work_on_it_is_left_alone(
    server: Server, live: Event, host: Any, clock: Clock
) -> None:
    server.failure = REFUSED
    services.end(host, live.pk)
    assert deliver_due() == 0


def test_it_is_tried_until_it_works(server: Server, live: Event, host: Any, clock: Clock) -> None:
    server.failure = REFUSED
    services.end(host, live.pk)
    for attempts in (2, 3):
        clock.wait(1)
        deliver_due()
        assert (ended_entry().enforcement, ended_entry().attempts) == ("pending", attempts)


def test_it_is_given_up_when_no_token_can_open_the_room(
    server: Server, live: Event, host: Any, clock: Clock
) -> None:
    server.failure = REFUSED
    services.end(host, live.pk)
    clock.wait(24 * 60 + 1)
    deliver_due()
    assert ended_entry().enforcement == "failed"
    assert len(server.calls) == 1


def test_an_end_that_was_taken_back_is_not_carried_out_later(
    server: Server, live: Event, host: Any, clock: Clock
) -> None:
    server.failure = REFUSED
    services.end(host, live.pk)
    services.reopen(host, live.pk)
    server.failure = None
    clock.wait(1)
    deliver_due()
    assert len(server.calls) == 1
    assert ended_entry().enforcement == ""


def test_an_end_of_which_the_run_is_gone_is_forgotten(
    server: Server, live: Event, host: Any, clock: Clock
) -> None:
    server.failure = REFUSED
    services.end(host, live.pk)
    Run.objects.all().delete()
    clock.wait(1)
    deliver_due()
    assert (len(server.calls), ended_entry().enforcement) == (1, "")


def test_a_server_that_is_down_is_not_waited_for_again(
    server: Server, live: Event, host: Any, clock: Clock, monkeypatch: Any
) -> None:
    server.failure = DOWN
    services.end(host, live.pk)
    services.start(host, live.pk)
    services.end(host, live.pk)
    assert len(server.calls) == 1
    assert ServerFailure.objects.get().reason == "It gives no answer. Start it."
    entries = AuditEntry.objects.filter(action="ended").order_by("at")
    assert [each.attempts for each in entries] == [1, 0]
    monkeypatch.setattr(enforcement, "REST_SECONDS", 0)
    server.failure = None
    clock.wait(1)
    assert deliver_due() == 2
    assert not ServerFailure.objects.exists()


@pytest.mark.parametrize("failure", [ZeroDivisionError("a secret"), UnusableServer("No such.")])
def test_a_backend_may_raise_anything(
    server: Server, live: Event, host: Any, failure: Exception, caplog: Any
) -> None:
    server.failure = failure
    assert services.end(host, live.pk).is_active is False
    assert ended_entry().attempts == 1
    assert "a secret" not in caplog.text


def test_a_server_without_the_call_leaves_it_to_the_page(
    server: Server, live: Event, host: Any, as_user: Any
) -> None:
    server.abilities = set()
    answer = as_user(host).post(f"/api/live/end/{live.pk}/")
    assert answer.json()["server_end"] == "page"
    assert (ended_entry().enforcement, server.calls) == ("unsupported", [])


def test_a_session_whose_server_is_gone_from_the_settings_can_be_ended(
    server: Server, live: Event, host: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {}
    assert services.end(host, live.pk).is_active is False
    assert ended_entry().enforcement == "unsupported"


def test_a_session_that_was_made_live_by_hand_ends_on_the_server(
    server: Server, live: Event, host: Any
) -> None:
    Run.objects.all().delete()
    services.end(host, live.pk)
    assert server.calls == [("end", "default", room())]


def test_two_hundred_sessions_end_with_one_call_each(server: Server, host: Any) -> None:
    for number in range(200):
        event = Event.objects.create(title="T", slug=f"t-{number}", organizer=host)
        services.start(host, event.pk)
    assert end_sessions(LiveSession.objects.select_related("event"), host) == 200
    rooms = {*LiveSession.objects.values_list("room_name", flat=True)}
    assert {name for _call, _alias, name in server.calls} == rooms
    assert len(server.calls) == 200
    assert AuditEntry.objects.filter(action="ended", enforcement="done").count() == 200
    assert {*Run.objects.values_list("ended_because", flat=True)} == {EndedBecause.ADMIN}

"""Moving sessions to other servers in the admin, and servers that are down."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import moments, services
from django_jitsi_live.exceptions import ServerMisconfigured
from django_jitsi_live.models import AuditEntry, LiveSession, ServerFailure
from tests.admin.test_removals import SESSIONS, act, messages

PUBLIC = {"BACKEND": "django_jitsi_live.servers.PublicServer"}
FAILURES = "/admin/jitsi_live/serverfailure/"


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": PUBLIC, "spare": PUBLIC}


def test_staff_choose_the_server(admin: Client, session: LiveSession) -> None:
    page = act(admin, SESSIONS, "move_selected", session).content.decode()
    assert "<option>spare</option>" in page
    assert "Django in depth (default)" in page
    assert LiveSession.objects.get().server == "default"


def test_a_server_that_is_drained_is_not_offered(
    settings: Any, admin: Client, session: LiveSession
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": {**PUBLIC, "DRAINED": True}}
    page = act(admin, SESSIONS, "move_selected", session).content.decode()
    assert "No server of this site takes new rooms" in page
    assert "<select id" not in page


def test_staff_move_a_session(admin: Client, session: LiveSession, admin_user: Any) -> None:
    said = messages(act(admin, SESSIONS, "move_selected", session, server="spare"))
    assert said == ["1 session goes on at spare."]
    moved = LiveSession.objects.get()
    assert (moved.server, moved.is_active) == ("spare", True)
    assert moved.room_name != session.room_name
    assert AuditEntry.objects.get(action="moved").user == admin_user


def test_a_server_that_is_unknown_is_asked_for_again(admin: Client, session: LiveSession) -> None:
    page = act(admin, SESSIONS, "move_selected", session, server="nowhere").content.decode()
    assert "<option>spare</option>" in page


def test_what_is_not_open_is_left_out(admin: Client, session: LiveSession, host: Any) -> None:
    services.end(host, session.event_id)
    question = unescape(act(admin, SESSIONS, "move_selected", session).content.decode())
    assert "(default): It is not open" in question
    [said] = messages(act(admin, SESSIONS, "move_selected", session, server="spare"))
    assert said.startswith("Django in depth was left out: It is not open")


def test_what_is_there_already_is_left_out(admin: Client, session: LiveSession) -> None:
    [said] = messages(act(admin, SESSIONS, "move_selected", session, server="default"))
    assert said == "Django in depth was left out: It is there already."


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(False, "Somebody has changed it"), (ServerMisconfigured(), "is not set up correctly")],
)
def test_what_could_not_be_moved_is_said(
    monkeypatch: Any, admin: Client, session: LiveSession, outcome: Any, words: str
) -> None:
    def move(*arguments: Any) -> bool:
        if isinstance(outcome, Exception):
            raise outcome
        return bool(outcome)

    monkeypatch.setattr("django_jitsi_live.sessions.move_session", move)
    [said] = messages(act(admin, SESSIONS, "move_selected", session, server="spare"))
    assert words in said


def test_moving_needs_the_permission_to_change_sessions(
    staff: Callable[..., Client], session: LiveSession
) -> None:
    act(staff("view_livesession"), SESSIONS, "move_selected", session, server="spare")
    assert LiveSession.objects.get().server == "default"


@pytest.fixture
def failure(db: None) -> ServerFailure:
    return ServerFailure.objects.create(alias="spare", failed_at=moments.now(), reason="No answer.")


def test_servers_that_are_down_are_listed(admin: Client, failure: ServerFailure) -> None:
    assert "No answer." in admin.get(FAILURES).content.decode()
    assert admin.get(f"{FAILURES}{failure.pk}/change/").status_code == 200
    assert admin.get(f"{FAILURES}add/").status_code == 403
    assert admin.post(f"{FAILURES}{failure.pk}/change/", {"alias": "x"}).status_code == 403


@pytest.mark.parametrize("action", ["mark_up", "delete_selected"])
def test_staff_say_that_a_server_is_up_again(
    admin: Client, failure: ServerFailure, action: str
) -> None:
    act(admin, FAILURES, action, failure, post="yes")
    assert not ServerFailure.objects.exists()


def test_only_who_may_delete_says_that_a_server_is_up(
    staff: Callable[..., Client], failure: ServerFailure
) -> None:
    act(staff("view_serverfailure"), FAILURES, "mark_up", failure)
    assert ServerFailure.objects.exists()

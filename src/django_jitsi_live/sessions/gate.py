"""The gate: who may do what. Every service begins with one of these checks."""

from __future__ import annotations

import logging
from typing import Any

from django.db import router

from ..exceptions import (
    NotAuthenticated,
    NotHost,
    NotLive,
    NotRegistered,
    ServerMisconfigured,
    SiteMisconfigured,
)
from ..models import LiveSession, Role
from ..policy import Visit, active_user, get_visit, guarded_policy
from ..servers import Server, UnusableServer, get_server

logger = logging.getLogger("django_jitsi_live")


def require_user(user: Any, event_id: object, *, using: str | None = None) -> Visit:
    """The visit of a user who is logged in. Raises ``NotAuthenticated``, ``EventNotFound``."""
    visit = get_visit(user, event_id, using=using)
    if visit.user is None:
        raise NotAuthenticated
    return visit


def require_member(
    user: Any, event_id: object, *, using: str | None = None
) -> tuple[Visit, LiveSession]:
    """The visit of a host, speaker or attendee, and the live session.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``.
    """
    visit = require_user(user, event_id, using=using)
    if visit.role is None:
        raise NotRegistered
    if visit.live_session is None:
        raise NotLive
    return visit, visit.live_session


def require_host(user: Any, event_id: object) -> Visit:
    """The visit of a host. Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``."""
    # A host is about to change something: read it where it is written, not from a replica that
    # lags behind.
    visit = require_user(user, event_id, using=session_database())
    if visit.role is not Role.HOST:
        raise NotHost
    return visit


def participant_of(user: Any) -> str:
    """The id by which Jitsi knows the user; empty for users who are not logged in, and where the
    policy has none: then a page does without."""
    user = active_user(user)
    try:
        return "" if user is None else guarded_policy().participant_id(user)
    except SiteMisconfigured:
        return ""


def require_participant(user: Any, participant: str | None) -> None:
    """That a page which was made for one person is not used as another one, who has logged in in
    the same browser since. Raises ``NotAuthenticated``."""
    if participant and participant != participant_of(user):
        raise NotAuthenticated


def require_server(alias: str) -> Server:
    """The server of that alias. Raises ``ServerMisconfigured``, and logs why."""
    try:
        return get_server(alias)
    except UnusableServer as error:
        logger.error("No live video: %s", error)
        raise ServerMisconfigured from error


def session_database() -> str:
    """The alias of the database that sessions are written to."""
    return router.db_for_write(LiveSession)

"""The gate: who may do what. Every service begins with one of these checks."""

from __future__ import annotations

from typing import Any

from ..exceptions import (
    NotAuthenticated,
    NotHost,
    NotLive,
    NotOpen,
    NotRegistered,
    SiteMisconfigured,
    TooEarly,
)
from ..models import TEAM, LiveSession, Role
from ..policy import Visit, active_user, get_visit, guarded_policy
from .closing import settle
from .schedule import opens_at
from .store import session_database


def require_user(user: Any, event_id: object, *, using: str | None = None) -> Visit:
    """The visit of a user who is logged in. Raises ``NotAuthenticated``, ``EventNotFound``."""
    visit = settle(get_visit(user, event_id, using=using))
    if visit.user is None:
        raise NotAuthenticated
    return visit


def require_member(
    user: Any, event_id: object, *, using: str | None = None
) -> tuple[Visit, LiveSession]:
    """The visit of a host, speaker or attendee, and the session whose room is open to them: live,
    or for the team backstage.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``.
    """
    visit = require_user(user, event_id, using=using)
    if visit.role is None:
        raise NotRegistered
    session = visit.open_session
    if session is None:
        raise NotLive
    return visit, session


def require_host(user: Any, event_id: object) -> Visit:
    """The visit of a host. Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``."""
    # A host is about to change something: read it where it is written, not from a replica that
    # lags behind.
    visit = require_user(user, event_id, using=session_database())
    if visit.role is not Role.HOST:
        raise NotHost
    return visit


def require_team(user: Any, event_id: object) -> tuple[Visit, Role]:
    """The visit of a host, or of a speaker for whom the room is open.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotOpen``.
    """
    visit = require_user(user, event_id, using=session_database())
    if visit.role not in TEAM:
        raise NotHost
    if not may_enter_backstage(visit):
        raise NotOpen
    return visit, visit.role


def may_enter_backstage(visit: Visit) -> bool:
    """Whether this user may enter it now, or open it."""
    if visit.role is Role.SPEAKER and visit.open_session is None:
        return visit.policy.may_open_backstage(visit.user, visit.event)
    return visit.role in TEAM


def require_opening_time(visit: Visit) -> None:
    """That hosts may go live by now. Raises ``TooEarly``."""
    earliest = opens_at(visit.starts_at)
    if earliest is not None:
        raise TooEarly(earliest)


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

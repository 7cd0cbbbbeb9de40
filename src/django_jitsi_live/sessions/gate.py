"""The gate: who may do what. Every service begins with one of these checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..exceptions import (
    LinkWithdrawn,
    LiveError,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotOpen,
    NotRegistered,
    ParticipantNotFound,
    Removed,
    TooEarly,
)
from ..models import TEAM, Guest, LiveSession, Role
from ..policy import Detail, Visit, get_visit
from ..xmpp_text import NON_XML_CHARACTERS
from .closing import settle
from .decisions import participant_of
from .schedule import opens_at
from .store import session_database


def require_user(
    user: Any,
    event_id: object,
    *,
    using: str | None = None,
    details: Sequence[Detail] = (),
) -> Visit:
    """The visit of a user who is logged in, whose event has the details.

    Raises ``NotAuthenticated``, ``EventNotFound``.
    """
    visit = settle(get_visit(user, event_id, using=using, details=details))
    if visit.user is None:
        raise NotAuthenticated
    return visit


def require_role(visit: Visit) -> None:
    """That the person is a host, speaker or attendee, whether or not the room is open.

    Raises ``NotAuthenticated``, ``NotRegistered``, ``Removed``.
    """
    if visit.user is None:
        raise NotAuthenticated
    if visit.role is None:
        raise refused(visit, _not_let_in(visit.user))


def require_member(
    user: Any, event_id: object, *, using: str | None = None
) -> tuple[Visit, LiveSession]:
    """The visit of a host, speaker or attendee, and the session whose room is open to them: live,
    or for the team backstage.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``, ``NotLive``.
    """
    visit = require_user(user, event_id, using=using)
    require_role(visit)
    session = visit.open_session
    if session is None:
        raise refused(visit, NotLive())
    return visit, session


def _not_let_in(user: Any) -> LiveError:
    return LinkWithdrawn() if isinstance(user, Guest) else NotRegistered()


def require_host(user: Any, event_id: object) -> Visit:
    """The visit of a host. Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``."""
    # A host is about to change something: read it where it is written, not from a replica that
    # lags behind.
    visit = require_user(user, event_id, using=session_database())
    if visit.role is not Role.HOST:
        raise refused(visit, NotHost())
    return visit


def require_team(user: Any, event_id: object) -> tuple[Visit, Role]:
    """The visit of a host, or of a speaker for whom the room is open.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotOpen``.
    """
    visit = require_user(user, event_id, using=session_database())
    if visit.role not in TEAM:
        raise refused(visit, NotHost())
    if not may_enter_backstage(visit):
        raise refused(visit, NotOpen())
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
        raise refused(visit, TooEarly(earliest))


def refused(visit: Visit, error: LiveError) -> LiveError:
    """The error that says why the user is refused: removed by a host before anything else."""
    error = Removed() if visit.is_removed else error
    error.visit = visit
    return error


def require_participant(user: Any, participant: str | None) -> None:
    """That a page which was made for one person is not used as another one, who has logged in in
    the same browser since. Raises ``NotAuthenticated``."""
    if participant and participant != participant_of(user):
        raise NotAuthenticated


def require_participant_id(text: str) -> None:
    """Raises ``ParticipantNotFound`` for what no participant id can be: no database takes it."""
    if NON_XML_CHARACTERS.search(text):
        raise ParticipantNotFound

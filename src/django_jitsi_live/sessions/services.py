"""What the product does: backstage, start, join, extend and end of live sessions.

Every edge (API, page, admin, command) calls these functions and adds no rule of its own.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any, cast

from ..exceptions import Busy, NotLive, NotReopened, ServerNotFound
from ..models import LiveSession, Role, State, latest_run
from ..plain import plain_dict
from ..policy import Visit
from .asking import forget_request
from .decisions import audited, call_state, note_grant, note_role
from .gate import refused, require_host, require_member, require_opening_time, require_team
from .grants import JoinGrant, make_grant
from .guests import take_link
from .placement import other_servers
from .role_alarm import raise_alarm
from .schedule import extended_close, reopen_until
from .seats import take_seat
from .transitions import (
    end_session,
    extend_close,
    go_live,
    move_session,
    open_backstage,
    reopen_session,
)

logger = logging.getLogger("django_jitsi_live")

ATTEMPTS = 3


@audited
def start(user: Any, event_id: object) -> JoinGrant:
    """Take the event live, from the backstage where that is open; where it is live already, join.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotOpen``,
    ``ServerMisconfigured``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.live_session
        if session is not None:
            return let_in(visit, Role.HOST, session)
        require_opening_time(visit)
        session = go_live(visit)
        if session is not None:
            return make_grant(visit, Role.HOST, session)
    raise Busy


@audited
def backstage(user: Any, event_id: object) -> JoinGrant:
    """Open the room for hosts and speakers, and enter it; where it is open or live, join.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotOpen``,
    ``ServerMisconfigured``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit, role = require_team(user, event_id)
        if visit.open_session is not None:
            take_link(visit, visit.open_session)
            return let_in(visit, role, visit.open_session)
        session = open_backstage(visit, role)
        if session is not None:
            return make_grant(visit, role, session)
    raise Busy


@audited
def join(user: Any, event_id: object) -> JoinGrant:
    """Let a host, a speaker or an attendee into the live session; the team also backstage.

    Where the room takes so many attendees, each of them needs a seat; guests need that of their
    personal link.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``, ``Full``,
    ``LinkInUse``, ``ServerMisconfigured``, ``Busy``.
    """
    visit, session = require_member(user, event_id)
    role = cast("Role", visit.role)
    take_link(visit, session)
    if role is Role.ATTENDEE:
        take_seat(visit, session)
    forget_request(visit, session)
    return let_in(visit, role, session)


def let_in(visit: Visit, role: Role, session: LiveSession) -> JoinGrant:
    """The grant, and a note in the audit that it was given."""
    grant = make_grant(visit, role, session)
    note_grant(visit, role, session)
    return grant


@dataclass(frozen=True, slots=True)
class Closing:
    """When a session ends by itself."""

    closes_at: dt.datetime | None
    can_extend: bool

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self)


@audited
def extend(user: Any, event_id: object) -> Closing:
    """Let the open session go on for half an hour longer, but not beyond
    ``JITSI_LIVE_MAX_LENGTH``. Two hosts who do so at once extend it once.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLive``, ``Busy``.
    """
    before: set[dt.datetime | None] = set()
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.open_session
        if session is None:
            raise refused(visit, NotLive())
        before.add(session.closes_at)
        later = extended_close(session)
        # Somebody else has extended it meanwhile, or nobody can.
        is_done = len(before) > 1 or later is None
        if is_done or extend_close(session, later, visit.user):
            return Closing(session.closes_at, extended_close(session) is not None)
    raise Busy


@dataclass(frozen=True, slots=True)
class Ended:
    """What an end has led to."""

    is_active: bool
    ended_at: dt.datetime | None
    """When it was last live; None where it never was."""
    state: State
    """``SCHEDULED`` where only a rehearsal has ended."""
    reopen_until: dt.datetime | None
    """Until when the host can take it back; None if that cannot be done."""
    server_end: str
    """``"done"`` where the video server has put everybody out, ``"pending"`` where it could not be
    told yet, ``"page"`` where only the host's page can do it."""

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self) | {"state": self.state.value}


@audited
def end(user: Any, event_id: object) -> LiveSession:
    """End the event's session, or close its backstage, and return it; nothing happens where
    neither is open.

    The session of an event that was never live is an unsaved one.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.session or LiveSession(event=visit.event)
        if not session.is_open or end_session(session, visit.user):
            return session
    raise Busy


def describe_end(session: LiveSession) -> Ended:
    """What pages tell of a session that ``end`` has returned."""
    run = latest_run(session)
    state = session.state(None if run is None else run.starts_at)
    until, call = reopen_until(session), call_state(session)
    return Ended(session.is_active, session.ended_at, state, until, call)


@audited
def reopen(user: Any, event_id: object) -> JoinGrant:
    """Take an end back, within a minute: the same run goes on in the same room.

    Where it is live already, join. Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``,
    ``NotReopened``, ``ServerMisconfigured``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.live_session
        if session is None:
            session = visit.session
            if session is None or reopen_until(session) is None:
                raise refused(visit, NotReopened())
            if not reopen_session(session, visit.user, visit.policy.ends_at(visit.event)):
                continue
        return make_grant(visit, Role.HOST, session)
    raise Busy


@audited
def move(user: Any, event_id: object, server: str = "") -> JoinGrant:
    """Let the open session go on in a new room: pages take along everybody who is in it, but who
    was removed. ``server`` is an alias of another server; the same one without it.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLive``, ``ServerNotFound``,
    ``ServerMisconfigured``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.open_session
        if session is None:
            raise refused(visit, NotLive())
        if server and server != session.server and server not in other_servers(session.server):
            raise ServerNotFound
        if move_session(session, visit.user, server):
            return make_grant(visit, Role.HOST, session)
    raise Busy


_MISMATCHES = {
    Role.HOST: "made a host no moderator",
    Role.SPEAKER: "made a speaker a moderator",
    Role.ATTENDEE: "made an attendee a moderator",
}


def report_role(user: Any, event_id: object, jitsi_role: str) -> None:
    """Note which role the Jitsi server gave the user; a mismatch that is believed is logged once.

    ``jitsi_role`` is the IFrame API's word: ``"moderator"`` or ``"participant"``.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``.
    """
    visit, session = require_member(user, event_id)
    is_moderator = jitsi_role == "moderator"
    if is_moderator is (visit.role is Role.HOST):
        return
    role = cast("Role", visit.role)
    # Never the text of a request: that may be anything.
    note_role(visit, session, "moderator" if is_moderator else "participant")
    if raise_alarm(session, role, visit.policy.participant_id(visit.user)):
        logger.warning(
            "The server %r %s in the live session of event %s, other than this site. "
            "`manage.py jitsi_live_doctor` says which server options decide that.",
            session.server,
            _MISMATCHES[role],
            session.event_id,
        )

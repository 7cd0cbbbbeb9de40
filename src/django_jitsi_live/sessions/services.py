"""What the product does: start, join, end and status of live sessions.

Every edge (API, page, admin, command) calls these functions and adds no rule of its own.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from ..crowd import (
    Status,
    anonymous_status,
    build_status,
    cache_present_count,
    cached_present_count,
    join_spread,
    poll_after,
    public_status_of,
    record_status_request,
)
from ..exceptions import Busy
from ..models import EndedBecause, LiveSession, Role, present_count
from ..policy import Visit, active_user, get_event_url, get_visit
from .gate import participant_of, require_host, require_member
from .grants import JoinGrant, make_grant
from .role_alarm import alarms, raise_alarm
from .transitions import end_session, go_live

logger = logging.getLogger("django_jitsi_live")

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class RoomInfo:
    """What a page knows about a room and its visitor before joining. Never the room's name."""

    is_authenticated: bool
    role: Role | None
    is_active: bool
    has_ended: bool
    starts_at: dt.datetime | None
    """The scheduled start; for users with a role only."""
    participant: str
    """The id by which Jitsi knows the visitor; empty for users who are not logged in."""
    event_url: str
    """The address of the event's own page; empty where it has none."""
    register_url: str
    """Where to register, for users without a role; empty where the policy knows none."""
    role_mismatch: str
    """For hosts: the ``Role`` whose users have another role on the Jitsi server, or empty; that of
    attendees if both have. Speakers count as attendees."""
    poll_after: int
    present: int | None
    """Number of people in the room; None for users who may not join."""
    join_spread: int
    """Seconds over which waiting clients spread their joins; 0 for at once."""
    role_mismatches: list[Role] = field(default_factory=list)
    """For hosts: each ``Role`` whose users have another role on the Jitsi server; that of attendees
    for speakers, too."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"role": self.role.value if self.role else None}


def start(user: Any, event_id: object) -> JoinGrant:
    """Take the event live; where it is live already, join it.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``ServerMisconfigured``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.live_session or go_live(visit)
        if session is not None:
            return make_grant(visit, Role.HOST, session)
    raise Busy


def join(user: Any, event_id: object) -> JoinGrant:
    """Let a host, a speaker or an attendee into the live session.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``,
    ``ServerMisconfigured``.
    """
    visit, session = require_member(user, event_id)
    return make_grant(visit, cast("Role", visit.role), session)


def end(user: Any, event_id: object) -> LiveSession:
    """End the event's session and return it; nothing happens where none is live.

    The session of an event that was never live is an unsaved one.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = require_host(user, event_id)
        session = visit.session or LiveSession(event=visit.event)
        if not session.is_active or end_session(session, visit.user):
            return session
    raise Busy


def end_sessions(
    sessions: Iterable[LiveSession], user: Any, because: EndedBecause = EndedBecause.ADMIN
) -> int:
    """End the live ones of the sessions, and return their number.

    A session that was started again since it was loaded goes on. No permission is checked: this is
    for callers who have decided already.
    """
    return sum(end_session(session, user, because) for session in sessions if session.is_active)


def status(event_id: object, user: Any = None, *, fresh: bool = False) -> Status:
    """Whether the event is live, for everybody. Raises ``EventNotFound``.

    The status without a user may be two seconds old, unless it has to be ``fresh``.
    """
    if active_user(user) is None:
        return anonymous_status(event_id, fresh=fresh)
    record_status_request()
    visit, present = _visit_and_present_count(user, event_id)
    session = visit.live_session
    room_name = session.room_name if session and visit.role else None
    return build_status(public_status_of(visit), room_name, present)


def describe(user: Any, event_id: object) -> RoomInfo:
    """The state of the room for everybody. Raises ``EventNotFound``."""
    visit, present = _visit_and_present_count(user, event_id)
    session, policy = visit.session, visit.policy
    is_active = visit.live_session is not None
    public_status = public_status_of(visit)
    mismatches = alarms(session) if session and visit.role is Role.HOST else []
    return RoomInfo(
        is_authenticated=visit.user is not None,
        role=visit.role,
        is_active=is_active,
        has_ended=session is not None and not is_active,
        starts_at=public_status.starts_at if visit.role else None,
        participant=participant_of(visit.user),
        event_url=get_event_url(visit.event),
        register_url="" if visit.role else policy.register_url(visit.event),
        role_mismatch=mismatches[-1] if mismatches else "",
        poll_after=poll_after(public_status),
        present=present,
        join_spread=join_spread(public_status),
        role_mismatches=mismatches,
    )


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
    if raise_alarm(session, role, visit.policy.participant_id(visit.user)):
        logger.warning(
            "The server %r %s in the live session of event %s, other than this site. "
            "`manage.py jitsi_live_doctor` says which server options decide that.",
            session.server,
            _MISMATCHES[role],
            session.event_id,
        )


def _visit_and_present_count(user: Any, event_id: object) -> tuple[Visit, int | None]:
    """The visit, and the number of people in the room for users who may join."""
    number = cached_present_count(event_id) if active_user(user) else None
    annotations = {"jitsi_live_present": present_count()} if number is None else None
    visit = get_visit(user, event_id, annotations=annotations)
    if visit.role is None or visit.live_session is None:
        return visit, None
    if number is None:
        number = visit.event.jitsi_live_present or 0
        cache_present_count(event_id, number)
    return visit, number

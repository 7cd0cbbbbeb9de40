"""What pages and API tell about a session: to everybody, and to whom it is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from ..crowd import (
    MemberStatus,
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
from ..models import Role, State, present_count
from ..policy import Visit, active_user, get_event_url, get_visit
from .closing import settle
from .gate import may_enter_backstage, participant_of
from .role_alarm import alarms
from .schedule import extended_close, opens_at, reopen_until


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
    state: State = State.SCHEDULED
    """``BACKSTAGE`` for hosts and speakers only."""
    started_at: dt.datetime | None = None
    """Since when the session is live; None while it is not."""
    closes_at: dt.datetime | None = None
    """When the session ends by itself; for users with a role, while its room is open to them."""
    can_open_backstage: bool = False
    """Whether this user may enter the backstage, and opens it by that."""
    can_extend: bool = False
    """For hosts: whether the end can be moved."""
    opens_at: dt.datetime | None = None
    """For hosts: from when they may go live, if that is not now."""
    reopen_until: dt.datetime | None = None
    """For hosts: until when the end can be taken back; None if it cannot."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "role": self.role.value if self.role else None,
            "state": self.state.value,
        }


def status(event_id: object, user: Any = None, *, fresh: bool = False) -> Status:
    """Whether the event is live, for everybody. Raises ``EventNotFound``.

    The status without a user may be two seconds old, unless it has to be ``fresh``.
    """
    if active_user(user) is None:
        return anonymous_status(event_id, settle, fresh=fresh)
    record_status_request()
    visit, present = _visit_and_present_count(user, event_id)
    return build_status(public_status_of(visit), _member_status(visit, present))


def _member_status(visit: Visit, present: int | None) -> MemberStatus | None:
    if visit.role is None:
        return None
    session = visit.open_session
    return MemberStatus(
        state=visit.state,
        starts_at=visit.starts_at,
        closes_at=session.closes_at if session else None,
        room_name=session.room_name if session else None,
        present=present,
    )


def describe(user: Any, event_id: object) -> RoomInfo:
    """The state of the room for everybody. Raises ``EventNotFound``."""
    visit, present = _visit_and_present_count(user, event_id)
    policy, state, session = visit.policy, visit.state, visit.open_session
    public_status = public_status_of(visit)
    return RoomInfo(
        is_authenticated=visit.user is not None,
        role=visit.role,
        is_active=state is State.LIVE,
        has_ended=state is State.ENDED,
        starts_at=public_status.starts_at if visit.role else None,
        participant=participant_of(visit.user),
        event_url=get_event_url(visit.event),
        register_url="" if visit.role else policy.register_url(visit.event),
        poll_after=poll_after(public_status),
        present=present,
        join_spread=join_spread(public_status),
        state=state,
        started_at=public_status.started_at if state is State.LIVE else None,
        closes_at=session.closes_at if session and visit.role else None,
        can_open_backstage=may_enter_backstage(visit),
        **_for_hosts(visit),
    )


def _for_hosts(visit: Visit) -> dict[str, Any]:
    session = visit.session
    if visit.role is not Role.HOST:
        return {"role_mismatch": ""}
    mismatches = alarms(session) if session else []
    return {
        "role_mismatch": mismatches[-1] if mismatches else "",
        "role_mismatches": mismatches,
        "can_extend": session is not None and extended_close(session) is not None,
        "opens_at": None if visit.live_session else opens_at(visit.starts_at),
        "reopen_until": reopen_until(session),
    }


def _visit_and_present_count(user: Any, event_id: object) -> tuple[Visit, int | None]:
    """The visit, and the number of people in the room for users who may join."""
    number = cached_present_count(event_id) if active_user(user) else None
    annotations = {"jitsi_live_present": present_count()} if number is None else None
    visit = settle(get_visit(user, event_id, annotations=annotations))
    if visit.role is None or visit.open_session is None:
        return visit, None
    if number is None:
        number = visit.event.jitsi_live_present or 0
        cache_present_count(event_id, number)
    return visit, number

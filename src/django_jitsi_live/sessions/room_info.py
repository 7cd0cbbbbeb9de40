"""What pages and API tell about a session: to everybody, and to whom it is for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from .. import moments
from ..conf import conf
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
from ..exceptions import LiveError
from ..models import (
    Answer,
    Chat,
    Guest,
    Role,
    Stage,
    State,
    Stay,
    TurnState,
    heartbeat_timeout,
    present_count,
)
from ..plain import plain_dict
from ..policy import Detail, Given, Visit, active_user, get_event_url, get_visit
from .asking import can_ask
from .closing import settle
from .decisions import participant_of
from .gate import may_enter_backstage
from .grants import room_key
from .recording_rights import recording_rights
from .requests import AskingPerson, asking_people
from .role_alarm import alarms
from .schedule import extended_close, opens_at, reopen_until
from .stage_info import stage_for_hosts, stage_of_visitor
from .turns import ListedSpeaker, ListedTurn, turn_detail


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
    is_removed: bool = False
    """Whether a host has removed the visitor from the event."""
    room_key: str | None = None
    """Another one after the session has moved to another room; None while none is open to them."""
    may_be_recorded: bool = False
    """For users with a role: whether hosts can record or stream the event."""
    can_record: bool = False
    """For hosts: whether their page can begin a recording that this site gets."""
    can_stream: bool = False
    """For hosts: whether their page can begin a live stream."""
    records_automatically: bool = False
    """For hosts: whether the page of the first of them in the live room begins to record by
    itself."""
    has_replays: bool = False
    """Whether this site keeps recordings."""
    watch_url: str = ""
    """Where a stream of the live event can be watched, for visitors who may; empty for nowhere."""
    may_watch: bool = False
    """Whether a visitor without a role may watch a stream of the event, live or later."""
    is_guest: bool = False
    """Whether the visitor comes by a personal link; where that does not hold, without a role."""
    guest_name: str = ""
    """For guests: the name that the link was made for."""
    can_ask: bool = False
    """Whether a visitor without a role may ask the hosts to be let in, and has not done so yet."""
    asked: Answer | None = None
    """What has become of that; for visitors without a role who have asked."""
    asking: list[AskingPerson] | None = None
    """For hosts: who asks to be let in, the first one first; None where nobody can."""
    stage: Stage = Stage.OPEN
    """For users with a role: who may be heard and seen."""
    is_on_stage: bool = False
    """Whether this user may be heard and seen now."""
    turn: TurnState | None = None
    """What the user's own turn to speak has come to, where one is needed."""
    turn_camera: bool = False
    """Whether the user is invited to show a picture as well."""
    invited_by: str = ""
    """The name of the host who has invited the user to speak."""
    turns: list[ListedTurn] | None = None
    """For hosts: who asks to speak, is invited or speaks, the first one first; None while everybody
    may speak, and while the room is not open."""
    speakers: list[ListedSpeaker] = field(default_factory=list)
    """For hosts of a moderated event: the speakers who are in the room."""
    chat: Chat = Chat.ON
    """For users with a role: who may write in Jitsi's chat."""
    enforces: dict[str, bool] = field(default_factory=dict)
    """For hosts: ``moderation``, whether the server has Jitsi's moderation, and ``chat``, whether
    it is known to refuse messages of people who may not write."""

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self) | {
            "role": self.role.value if self.role else None,
            "state": self.state.value,
            "asked": self.asked.value if self.asked else None,
            "stage": self.stage.value,
            "turn": self.turn.value if self.turn else None,
            "chat": self.chat.value,
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
    visit, present = _visit_and_present_count(user, event_id, *turn_detail())
    policy, state, session = visit.policy, visit.state, visit.open_session
    watch_url = _watch_url(visit)
    public_status = public_status_of(visit)
    return RoomInfo(
        is_authenticated=visit.user is not None,
        role=visit.role,
        is_active=state is State.LIVE,
        has_ended=state is State.ENDED,
        starts_at=public_status.starts_at if visit.role else None,
        participant=participant_of(visit.user),
        event_url=get_event_url(visit.event),
        register_url="" if visit.role or visit.is_removed else policy.register_url(visit.event),
        poll_after=poll_after(public_status),
        present=present,
        join_spread=join_spread(public_status),
        state=state,
        started_at=public_status.started_at if state is State.LIVE else None,
        closes_at=session.closes_at if session and visit.role else None,
        can_open_backstage=may_enter_backstage(visit),
        is_removed=visit.is_removed,
        room_key=room_key(session.room_name) if session and visit.role else None,
        has_replays=conf.RECORDINGS_STORAGE is not None,
        **plain_dict(recording_rights(visit)),
        watch_url=watch_url if state is State.LIVE else "",
        may_watch=bool(watch_url) and visit.role is None,
        is_guest=isinstance(visit.user, Guest),
        guest_name=visit.user.name if isinstance(visit.user, Guest) else "",
        can_ask=can_ask(visit),
        asked=visit.asked if visit.role is None else None,
        **stage_of_visitor(visit),
        **_for_hosts(visit),
    )


def _watch_url(visit: Visit) -> str:
    """Where visitors find a stream who have a role, while it is live, or may watch anyway."""
    is_early = visit.role is not None and visit.live_session is None
    if visit.user is None or visit.is_removed or is_early:
        return ""
    address = visit.policy.watch_url(visit.event)
    return address if address and (visit.role or _may_watch(visit)) else ""


def _may_watch(visit: Visit) -> bool:
    try:
        return visit.policy.may_watch(visit.user, visit.event)
    except LiveError:
        return False  # logged; the page goes without


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
        "asking": asking_people(session) if conf.ASK_TO_JOIN else None,
        **stage_for_hosts(visit),
    }


def _visit_and_present_count(
    user: Any, event_id: object, *details: Detail
) -> tuple[Visit, int | None]:
    """The visit, and the number of people in the room for users who may join."""
    number = cached_present_count(event_id) if active_user(user) else None
    asked = details if number is not None else (*details, _present_detail())
    visit = settle(get_visit(user, event_id, details=asked))
    if visit.role is None or visit.open_session is None:
        return visit, None
    if number is None:
        number = visit.event.jitsi_live_present or 0
        cache_present_count(event_id, number)
    return visit, number


def _present_detail() -> Detail:
    """Of one query with the visit, whether or not the event is live: a second one costs more."""
    heard_since = Given(Stay._meta.get_field("last_seen_at"), moments.now() - heartbeat_timeout())
    return Detail("jitsi_live_present", present_count, (heard_since,))

"""What the product does: start, join, end and status of live sessions.

Every edge (API, page, admin, command) calls these functions and adds no rule of its own.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, router, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from . import waiting
from .conf import conf
from .exceptions import (
    Busy,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotRegistered,
    ServerMisconfigured,
)
from .models import LiveSession, Role, present_in_event
from .policy import Visit, avatar_of, aware, email_of, get_visit, page_of, somebody
from .servers import Server, UnusableServer, get_server
from .signals import session_ended, session_started
from .tokens import Seat, clean_name, expiry

logger = logging.getLogger("django_jitsi_live")

ATTEMPTS = 3

ROOM_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ROOM_RANDOM_LENGTH = 26  # of 5 bits each: 130 random bits

# Django's names of the languages that Jitsi has in regional variants; of others the
# language alone is passed (jitsi-meet, lang/languages.json).
JITSI_REGIONAL_LANGUAGES = {
    "fr-ca": "fr-CA",
    "pt-br": "pt-BR",
    "zh-hans": "zh-CN",
    "zh-hant": "zh-TW",
}


@dataclass(frozen=True, slots=True)
class JoinGrant:
    """All that a page needs to put one person into one room. Hand it to nobody else."""

    room_name: str
    is_active: bool
    role: Role
    domain: str
    script_url: str
    room: str
    """What the IFrame API takes as ``roomName``."""
    url: str = field(repr=False)
    """A plain link to the room."""
    jwt: str | None = field(repr=False)
    expires_at: dt.datetime | None
    """When the token expires; None where there is no token."""
    display_name: str
    config: dict[str, Any]
    """Jitsi's ``configOverwrite``."""
    lang: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"role": self.role.value}


@dataclass(frozen=True, slots=True)
class Status:
    """Whether an event is live. ``room_name`` is None for everybody who may not join."""

    is_active: bool
    room_name: str | None
    started_at: dt.datetime | None
    poll_after: int
    """Seconds until it is worth asking again."""
    present: int | None
    """How many people are in the room; None for everybody who may not join."""
    join_spread: int
    """Seconds over which clients that were waiting spread their joins; 0 for at once."""
    version: str
    """What stays the same for as long as asking again brings nothing new."""

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "version"}


@dataclass(frozen=True, slots=True)
class RoomInfo:
    """What a page knows of a room and its visitor before that one joins. No room name."""

    is_authenticated: bool
    role: Role | None
    is_active: bool
    has_ended: bool
    starts_at: dt.datetime | None
    """The scheduled start; for hosts and attendees only."""
    event_url: str
    """Of the event's own page; empty where it has none."""
    register_url: str
    """Where to register, for those who have to; empty where the policy knows none."""
    role_mismatch: str
    """For hosts: whom the Jitsi server gave another role than this site, ``Role`` or empty."""
    poll_after: int
    present: int | None
    """How many people are in the room; None for everybody who may not join."""
    join_spread: int
    """Seconds over which clients that were waiting spread their joins; 0 for at once."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"role": self.role.value if self.role else None}


def describe(user: Any, event_id: object) -> RoomInfo:
    """Tell anybody how things stand with the room. Raises ``EventNotFound``."""
    visit, present = _visit_and_number(user, event_id)
    session, policy = visit.session, visit.policy
    is_active = visit.live_session is not None
    facts = waiting.facts_of(visit)
    return RoomInfo(
        is_authenticated=visit.user is not None,
        role=visit.role,
        is_active=is_active,
        has_ended=session is not None and not is_active,
        starts_at=facts.starts_at if visit.role else None,
        event_url=page_of(visit.event),
        register_url="" if visit.role else policy.register_url(visit.event),
        role_mismatch=session.role_mismatch if session and visit.role is Role.HOST else "",
        poll_after=waiting.spread(waiting.pace(facts)),
        present=present,
        join_spread=waiting.join_spread(facts),
    )


def start(user: Any, event_id: object) -> JoinGrant:
    """Take the event live; where it is live already, join it.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``ServerMisconfigured``, ``Busy``.
    """
    for _ in range(ATTEMPTS):
        visit = _visit_as_host(user, event_id)
        session = visit.live_session or _go_live(visit)
        if session is not None:
            return _grant(visit, Role.HOST, session)
    raise Busy


def join(user: Any, event_id: object) -> JoinGrant:
    """Let a host or an attendee into the live session.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``,
    ``ServerMisconfigured``.
    """
    visit, session = visit_of_a_member(user, event_id)
    return _grant(visit, cast("Role", visit.role), session)


def end(user: Any, event_id: object) -> LiveSession:
    """End the event's session and return it; nothing happens where none is live.

    Of an event that was never live the session returned is an unsaved one.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``.
    """
    visit = _visit_as_host(user, event_id)
    session = visit.session or LiveSession(event=visit.event)
    _end(session, visit.user)
    return session


def end_sessions(sessions: Iterable[LiveSession], user: Any) -> int:
    """End those of the sessions that are live, and return how many those were.

    For people whom the edge has let manage sessions, hosts or not.
    """
    return sum(_end(session, user) for session in sessions)


def status(event_id: object, user: Any = None, *, fresh: bool = False) -> Status:
    """Tell anybody whether the event is live. Raises ``EventNotFound``.

    What everybody is told may be ``waiting.LIFETIME`` seconds old, unless it has to be ``fresh``.
    """
    waiting.load.asked()
    if somebody(user) is None:
        return _status(waiting.fresh_facts(event_id) if fresh else waiting.facts(event_id))
    visit, present = _visit_and_number(user, event_id)
    session = visit.live_session
    room_name = session.room_name if session and visit.role else None
    return _status(waiting.facts_of(visit), room_name, present)


def remembered_status(event_id: object) -> Status | None:
    """What everybody is told, where that is known without asking the database."""
    facts = waiting.remembered(event_id)
    if facts is None:
        return None
    waiting.load.asked()
    return _status(facts)


def _status(
    facts: waiting.Facts, room_name: str | None = None, present: int | None = None
) -> Status:
    pace = waiting.pace(facts)
    started_at = facts.started_at if facts.is_active else None
    return Status(
        is_active=facts.is_active,
        room_name=room_name,
        started_at=started_at,
        poll_after=waiting.spread(pace),
        present=present,
        join_spread=waiting.join_spread(facts),
        version=f"{started_at.timestamp() if started_at else 0:.6f}-{pace}",
    )


def _visit_and_number(user: Any, event_id: object) -> tuple[Visit, int | None]:
    """The visit, and how many people are in the room, for those who may join them."""
    number = waiting.remembered_number(event_id) if somebody(user) else None
    also = {"jitsi_live_present": present_in_event()} if number is None else None
    visit = get_visit(user, event_id, also=also)
    if visit.role is None or visit.live_session is None:
        return visit, None
    if number is None:
        number = visit.event.jitsi_live_present or 0
        waiting.remember_number(event_id, number)
    return visit, number


def report_role(user: Any, event_id: object, jitsi_role: str) -> None:
    """Note what the Jitsi server made of a person; of a role other than ours the log tells once.

    ``jitsi_role`` is that of the IFrame API, ``"moderator"`` or ``"participant"``.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``.
    """
    visit, session = visit_of_a_member(user, event_id)
    is_moderator = jitsi_role == "moderator"
    if is_moderator is (visit.role is Role.HOST):
        return
    first = LiveSession.objects.using(_database()).filter(pk=session.pk, role_mismatch="")
    if first.update(role_mismatch=visit.role):
        logger.warning(
            "The server %r %s in the live session of event %s, other than this site. "
            "`manage.py jitsi_live_doctor` says which server options decide that.",
            session.server,
            "made an attendee a moderator" if is_moderator else "made a host no moderator",
            session.event_id,
        )


# The gate


def _visit_of_somebody(user: Any, event_id: object, *, using: str | None = None) -> Visit:
    visit = get_visit(user, event_id, using=using)
    if visit.user is None:
        raise NotAuthenticated
    return visit


def visit_of_a_member(
    user: Any, event_id: object, *, using: str | None = None
) -> tuple[Visit, LiveSession]:
    visit = _visit_of_somebody(user, event_id, using=using)
    if visit.role is None:
        raise NotRegistered
    if visit.live_session is None:
        raise NotLive
    return visit, visit.live_session


def _visit_as_host(user: Any, event_id: object) -> Visit:
    # What is about to be changed is read where it is written, not from a replica that lags.
    visit = _visit_of_somebody(user, event_id, using=_database())
    if visit.role is not Role.HOST:
        raise NotHost
    return visit


# Transitions: conditional writes, so that of several at one moment one wins


def _go_live(visit: Visit) -> LiveSession | None:
    """Open a new or ended session; None when somebody else was faster."""
    alias = visit.policy.server_for(visit.event)
    _server(alias)
    session = visit.session or LiveSession(event=visit.event)
    opened = {
        "room_name": _new_room_name(visit.event),
        "is_active": True,
        "server": alias,
        "started_by_id": visit.user.pk,
        "started_at": timezone.now(),
        "ended_at": None,
        "role_mismatch": "",
    }
    try:
        with transaction.atomic(using=_database()):
            if not _write(session, opened, unless={"is_active": True}):
                return None
            _announce(session_started, session, visit.user)
    except IntegrityError:
        # A session of this event has just been inserted, or the event deleted.
        return None
    return session


def _end(session: LiveSession, user: Any) -> bool:
    if not session.is_active:
        return False
    ended = {"is_active": False, "ended_at": timezone.now()}
    with transaction.atomic(using=_database()):
        won = _write(session, ended, unless={"is_active": False})
        if won:
            _announce(session_ended, session, user)
    if not won:
        session.refresh_from_db(using=_database())
    return won


def _write(session: LiveSession, values: Mapping[str, Any], *, unless: Mapping[str, Any]) -> bool:
    """Write the values to row and object, unless the row has changed in the meantime."""
    if session.pk is None:
        for name, value in values.items():
            setattr(session, name, value)
        session.save(using=_database(), force_insert=True)
        return True
    rows = LiveSession.objects.using(_database()).filter(pk=session.pk).exclude(**unless)
    if not rows.update(**values):
        return False
    for name, value in values.items():
        setattr(session, name, value)
    waiting.changed(session)
    return True


def _announce(signal: Signal, session: LiveSession, user: Any) -> None:
    send = partial(signal.send_robust, sender=LiveSession, session=session, user=user)
    transaction.on_commit(send, using=_database(), robust=True)


def _database() -> str:
    return router.db_for_write(LiveSession)


def _new_room_name(event: Any) -> str:
    # The model's name is readable and, unlike a title or a key, tells nothing about the event.
    prefix = slugify(event._meta.model_name)[:40] or "live"
    random = "".join(secrets.choice(ROOM_ALPHABET) for _ in range(ROOM_RANDOM_LENGTH))
    return f"{prefix}-{random}"


# The join grant


def _grant(visit: Visit, role: Role, session: LiveSession) -> JoinGrant:
    """The one place where tokens are made: for this person, this role, this live session."""
    server = _server(session.server)
    seat = _seat(visit, role, session)
    token = server.token(seat)
    return JoinGrant(
        room_name=session.room_name,
        is_active=session.is_active,
        role=role,
        domain=server.domain,
        script_url=server.script_url,
        room=server.room(session.room_name),
        url=server.url(session.room_name, token),
        jwt=token,
        expires_at=None if token is None else seat.expires_at,
        display_name=seat.name,
        config=_config(role),
        lang=_lang(),
    )


def _seat(visit: Visit, role: Role, session: LiveSession) -> Seat:
    now = aware(timezone.now().replace(microsecond=0))
    grace = dt.timedelta(seconds=conf.TOKEN_GRACE)
    lifetime = dt.timedelta(seconds=conf.TOKEN_LIFETIME)
    return Seat(
        room_name=session.room_name,
        user_id=str(visit.policy.participant_id(visit.user)),
        name=clean_name(visit.policy.display_name(visit.user)) or gettext("Participant"),
        is_moderator=role is Role.HOST,
        issued_at=now,
        expires_at=expiry(now, visit.policy.ends_at(visit.event), grace, lifetime),
        email=email_of(visit.user),
        avatar=avatar_of(visit.user),
    )


def _server(alias: str) -> Server:
    try:
        return get_server(alias)
    except UnusableServer as error:
        logger.error("No live video: %s", error)
        raise ServerMisconfigured from error


def _config(role: Role) -> dict[str, Any]:
    by_role = {Role.HOST: conf.HOST_CONFIG, Role.ATTENDEE: conf.ATTENDEE_CONFIG}
    return _merged(conf.CONFIG, by_role[role])


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        nested = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if nested else value
    return merged


def _lang() -> str:
    language = (get_language() or settings.LANGUAGE_CODE).lower()
    return JITSI_REGIONAL_LANGUAGES.get(language, language.partition("-")[0])

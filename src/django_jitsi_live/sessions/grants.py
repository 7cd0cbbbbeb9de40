"""The join grant: the only place where tokens are made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from .. import moments
from ..models import Guest, LiveSession, Role, Stage, State
from ..plain import plain_dict
from ..policy import Visit, get_person
from ..servers import Seat
from .languages import jitsi_language
from .room_config import room_config
from .store import require_server

# Prosody checks ``exp`` when somebody joins: a token must survive a reload, and must not open the
# room when the session is over.
MAX_TOKEN_LIFETIME = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class JoinGrant:
    """Everything that a page needs to put one person into one room. For that person only."""

    room_name: str
    is_active: bool
    """False in the backstage."""
    role: Role
    domain: str
    script_url: str
    room: str
    """The IFrame API's ``roomName``."""
    url: str = field(repr=False)
    """A plain link to the room."""
    jwt: str | None = field(repr=False)
    expires_at: dt.datetime | None
    """When the token expires; None where there is no token."""
    display_name: str
    config: dict[str, Any]
    """Jitsi's ``configOverwrite``."""
    lang: str
    state: State = State.LIVE
    """``LIVE`` or ``BACKSTAGE``."""
    stage: Stage = Stage.OPEN
    """Who may be heard and seen."""
    audience_buttons: list[str] = field(default_factory=list)
    """For attendees: Jitsi's toolbar of who only listens and watches."""
    stage_buttons: list[str] = field(default_factory=list)
    """For attendees: Jitsi's toolbar of who has a turn to speak."""

    def as_dict(self) -> dict[str, Any]:
        of_choices = {name: getattr(self, name).value for name in ("role", "state", "stage")}
        return plain_dict(self) | of_choices


def make_grant(visit: Visit, role: Role, session: LiveSession) -> JoinGrant:
    """A grant for this person, this role and this live session, with a token of its own."""
    server = require_server(session.server)
    seat = _seat(visit, role, session)
    token = server.token(seat)
    configured = room_config(role, visit.stage, visit.chat)
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
        config=configured.config,
        lang=_language(),
        state=State.LIVE if session.is_active else State.BACKSTAGE,
        stage=visit.stage,
        audience_buttons=configured.audience_buttons,
        stage_buttons=configured.stage_buttons,
    )


def room_key(room_name: str) -> str:
    """Tells a page whether the session is still in the room that it knows, and names no room."""
    digest = salted_hmac("django_jitsi_live.room_key", room_name, algorithm="sha256")
    return digest.hexdigest()[:16]


def _seat(visit: Visit, role: Role, session: LiveSession) -> Seat:
    now = moments.now().replace(microsecond=0)
    person = get_person(visit.policy, visit.user)
    return Seat(
        room_name=session.room_name,
        user_id=person.participant_id,
        name=person.name,
        role=role.value,
        issued_at=now,
        expires_at=_expires_at(now, session.closes_at, _link_expires_at(visit)),
        email=person.email,
        avatar=person.avatar_url,
        stage=visit.stage.value,
        chat=visit.chat.value,
    )


def _expires_at(now: dt.datetime, *ends: dt.datetime | None) -> dt.datetime:
    """No later than the session may last, as far as is known now, nor than the personal link."""
    # In whole seconds, as the token has it.
    known = [end.replace(microsecond=0) for end in ends if end is not None]
    return min([now + MAX_TOKEN_LIFETIME, *known])


def _link_expires_at(visit: Visit) -> dt.datetime | None:
    return visit.user.expires_at if isinstance(visit.user, Guest) else None


def _language() -> str:
    return jitsi_language(get_language() or settings.LANGUAGE_CODE)

"""The join grant: the only place where tokens are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from .. import moments
from ..conf import conf
from ..models import Guest, LiveSession, Role, State
from ..policy import Visit, get_person, optional
from ..servers import Seat
from ..wire import to_plain
from .languages import jitsi_language
from .store import require_server

# Prosody checks ``exp`` when somebody joins: a token must survive a reload, and must not open the
# room when the session is over.
MAX_TOKEN_LIFETIME = dt.timedelta(hours=24)

# After a click on "join", no second one, and no app on a phone.
ROOM_CONFIG: dict[str, Any] = {"prejoinConfig": {"enabled": False}, "disableDeepLinking": True}

# Who promises people what becomes of a recording cannot do so for what the audience takes home.
ATTENDEE_CONFIG: dict[str, Any] = {"localRecording": {"disable": True}}


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

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"role": self.role.value, "state": self.state.value}


def make_grant(visit: Visit, role: Role, session: LiveSession) -> JoinGrant:
    """A grant for this person, this role and this live session, with a token of its own."""
    server = require_server(session.server)
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
        lang=_language(),
        state=State.LIVE if session.is_active else State.BACKSTAGE,
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
    )


def _expires_at(now: dt.datetime, *ends: dt.datetime | None) -> dt.datetime:
    """No later than the session may last, as far as is known now, nor than the personal link."""
    # In whole seconds, as the token has it.
    known = [end.replace(microsecond=0) for end in ends if end is not None]
    return min([now + MAX_TOKEN_LIFETIME, *known])


def _link_expires_at(visit: Visit) -> dt.datetime | None:
    return visit.user.expires_at if isinstance(visit.user, Guest) else None


def _config(role: Role) -> dict[str, Any]:
    by_role = {
        Role.HOST: "HOST_CONFIG",
        Role.SPEAKER: "SPEAKER_CONFIG",
        Role.ATTENDEE: "ATTENDEE_CONFIG",
    }
    own = _merge(ROOM_CONFIG, ATTENDEE_CONFIG) if role is Role.ATTENDEE else ROOM_CONFIG
    return _merge(_merge(own, _plain_setting("CONFIG")), _plain_setting(by_role[role]))


def _plain_setting(name: str) -> dict[str, Any]:
    """The setting; empty if JSON cannot carry it."""
    plain: dict[str, Any]
    plain = optional(f"JITSI_LIVE_{name}", lambda: to_plain(getattr(conf, name)), {})
    return plain


def _merge(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in override.items():
        nested = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merge(merged[key], value) if nested else value
    return merged


def _language() -> str:
    return jitsi_language(get_language() or settings.LANGUAGE_CODE)

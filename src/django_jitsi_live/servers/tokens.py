"""The subject of a token (RFC 7519), and how Jitsi spells a room. Pure."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ..xmpp_text import NON_XML_CHARACTERS

# Prosody grants no leeway: tokens must be valid on servers whose clock is behind ours.
CLOCK_LEEWAY = dt.timedelta(seconds=30)
CALL_LIFETIME = dt.timedelta(minutes=1)  # many times as long as a call may take
ENCODE_URI_COMPONENT_SAFE = "!~*'()"

ROLES = ("host", "speaker", "attendee")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one room for a time: the subject of a token."""

    room_name: str
    user_id: str
    name: str
    role: str
    """One of ``ROLES``: decides who moderates, and what the token's features are."""
    issued_at: dt.datetime
    expires_at: dt.datetime
    email: str = ""
    """Empty where Jitsi shall not learn it."""
    avatar: str = ""
    """Address of a picture; empty for none."""
    stage: str = "open"
    """``"open"``, or ``"moderated"`` where attendees speak by invitation."""
    chat: str = "on"
    """Who may write in the chat: ``"on"`` for everybody, ``"team"``, ``"off"`` for nobody."""

    @property
    def is_moderator(self) -> bool:
        return self.role == "host"

    @property
    def may_write(self) -> bool:
        return self.chat == "on" or (self.chat == "team" and self.role != "attendee")

    @property
    def is_in_audience(self) -> bool:
        """Whether this person speaks only when invited."""
        return self.stage == "moderated" and self.role == "attendee"

    def __post_init__(self) -> None:
        # Removing characters could merge two people into one.
        if NON_XML_CHARACTERS.search(self.user_id):
            raise ValueError(
                f"The policy's participant_id() gave {self.user_id!r}, which XML cannot carry. "
                "Let it give a text without control characters."
            )


def room_claim(room_name: str) -> str:
    """The room's name as Jitsi's backend spells it: decoded, NFKC, lower case, encoded."""
    name = unicodedata.normalize("NFKC", unquote(room_name)).lower()
    return quote(name, safe=ENCODE_URI_COMPONENT_SAFE).lower()


def call_times(now: dt.datetime) -> dict[str, int]:
    """When a token for a call of this site is valid: the claims ``nbf`` and ``exp``."""
    first, last = now - CLOCK_LEEWAY, now + CALL_LIFETIME
    return {"nbf": int(first.timestamp()), "exp": int(last.timestamp())}

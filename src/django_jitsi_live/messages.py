"""What a Jitsi server tells about a room, whichever server it is and however it words it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .tokens import NOT_XML

LONGEST_TEXT = 4000  # characters; an XMPP address may have 3071 bytes (RFC 7622)

# Nobody's clock is that wrong, and some databases know no other years.
FIRST_YEAR, LAST_YEAR = 2000, 2200


class Malformed(Exception):
    """A message does not have the form that its sender documents."""


@dataclass(frozen=True, slots=True)
class Occupant:
    """One occupant at one stay in a room. At least one of the times is known."""

    key: str
    """Of this stay: the same in all messages about it, and in no other."""
    address: str
    """The occupant's own address (JID), which tells guests apart."""
    participant: str = ""
    """What the token calls the user; empty without a token."""
    name: str = ""
    joined_at: dt.datetime | None = None
    left_at: dt.datetime | None = None

    @property
    def times(self) -> list[dt.datetime]:
        return [moment for moment in (self.joined_at, self.left_at) if moment is not None]

    @property
    def is_recorder(self) -> bool:
        """Whether it is Jibri, which joins by an account and a domain of its own (jitsi-meet,
        ``hiddenDomain``; docker-jitsi-meet, ``JIBRI_RECORDER_USER``, ``XMPP_HIDDEN_DOMAIN``)."""
        node, _at, rest = self.address.lower().rpartition("@")
        return node in {"jibri", "recorder"} or rest.startswith(("recorder.", "hidden."))


@dataclass(frozen=True, slots=True)
class RoomMessage:
    """What one message tells: some occupants, or that a room is empty, or both."""

    key: str
    """The same when the message is sent again."""
    type: str
    room_name: str
    """As the server calls it, with tenant or AppID."""
    occupants: tuple[Occupant, ...] = ()
    emptied_at: dt.datetime | None = None
    """Whoever had joined before is no longer there. Who joins at that very moment, which may be a
    whole second long, is in the next room of that name."""


def key_of(*parts: str) -> str:
    """A key of fixed length: addresses and names of rooms can be of any."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def parse_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not JSON.") from error
    return an_object(data, "The body")


def an_object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(f"{what} is not an object.")
    return value


def text(data: Mapping[str, Any], name: str) -> str:
    """The text of that name, which has to be there."""
    value = data.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST_TEXT:
        raise Malformed(f"{name} is not a text.")
    if NOT_XML.search(value):
        raise Malformed(f"{name} has characters that are in no text.")
    return value


def text_or_empty(data: Mapping[str, Any], name: str) -> str:
    """The text of that name; empty for none, and for what is no text."""
    value = data.get(name)
    return NOT_XML.sub("", value) if isinstance(value, str) else ""


def moment(data: Mapping[str, Any], name: str, *, per_second: int = 1) -> dt.datetime:
    """The time of that name, given in seconds, or in fractions of them, since 1970."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Malformed(f"{name} is not a time.")
    try:
        found = dt.datetime.fromtimestamp(value / per_second, dt.UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise Malformed(f"{name} is not a time.") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Malformed(f"{name} is not a time of these days.")
    return found

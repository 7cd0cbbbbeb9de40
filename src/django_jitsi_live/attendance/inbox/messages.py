"""Messages about a room in one form, whichever Jitsi server sent them. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...xmpp_text import NON_XML_CHARACTERS

MAX_TEXT_LENGTH = 4000  # characters; an XMPP address may have 3071 bytes (RFC 7622)

# Other years are errors, and some databases cannot store them.
MIN_YEAR, MAX_YEAR = 2000, 2200
FIRST_SECOND, LAST_SECOND = 946_684_800, 7_289_654_400  # of these years

UNITS_PER_SECOND = (1, 1000, 1_000_000)


class MalformedMessage(Exception):
    """A message does not have the documented form. The text tells its sender what is wrong."""


@dataclass(frozen=True, slots=True)
class Occupant:
    """One occupant at one stay in a room. At least one of the times is known."""

    key: str
    """Identifies the stay: the same in all messages about it, and in no others."""
    address: str
    """The occupant's own address (JID), which distinguishes guests."""
    participant: str = ""
    """The user's id in the token; empty without a token."""
    name: str = ""
    endpoint: str = ""
    """By which the server puts out this occupant; empty where the message does not tell."""
    joined_at: dt.datetime | None = None
    left_at: dt.datetime | None = None

    def corrected(self, correction: dt.timedelta, latest: dt.datetime) -> Occupant:
        """The same by the site's clock, where nothing is later than ``latest``."""
        return replace(
            self,
            joined_at=_correct(self.joined_at, correction, latest),
            left_at=_correct(self.left_at, correction, latest),
        )

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
    """The content of one message: occupants, or that a room is empty, or both."""

    key: str
    """The same when the message is sent again."""
    type: str
    room_name: str
    """The server's name of the room, with tenant or AppID."""
    occupants: tuple[Occupant, ...] = ()
    emptied_at: dt.datetime | None = None
    """When the room was empty: everybody who joined before has left. An occupant who joins in that
    very second, the shortest time that some servers report, is in the next room of that name."""
    happened_at: dt.datetime = field(kw_only=True)
    """When that happened which the message reports, by the server's clock."""
    makes_room: bool = False
    """Whether it reports that the room was made: nobody was there before."""

    def corrected(self, correction: dt.timedelta, latest: dt.datetime) -> RoomMessage:
        """The same by the site's clock, where nothing is later than ``latest``."""
        return replace(
            self,
            occupants=tuple(each.corrected(correction, latest) for each in self.occupants),
            emptied_at=_correct(self.emptied_at, correction, latest),
            happened_at=min(self.happened_at + correction, latest),
        )


def _correct(
    moment: dt.datetime | None, correction: dt.timedelta, latest: dt.datetime
) -> dt.datetime | None:
    return None if moment is None else min(moment + correction, latest)


def hash_key(*parts: str) -> str:
    """A key of fixed length from texts of any length. JSON can carry half a character, too."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a request's body. Raises ``MalformedMessage``."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedMessage("The body is not JSON.") from error
    return require_object(data, "The body")


def require_object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedMessage(f"{what} is not an object.")
    return value


def require_text(data: Mapping[str, Any], name: str) -> str:
    """The text of that name. Raises ``MalformedMessage`` if it is missing or too long."""
    value = data.get(name)
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT_LENGTH:
        raise MalformedMessage(f"{name} is not a text.")
    if NON_XML_CHARACTERS.search(value):
        raise MalformedMessage(f"{name} has characters that are in no text.")
    return value


def optional_text(data: Mapping[str, Any], name: str) -> str:
    """The text of that name; empty if it is missing or not a text."""
    value = data.get(name)
    return NON_XML_CHARACTERS.sub("", value) if isinstance(value, str) else ""


def require_moment(data: Mapping[str, Any], name: str, *, per_second: int = 1) -> dt.datetime:
    """The time of that name, a number since 1970 in units of 1/``per_second`` seconds.

    A number that means a time of these days in another unit only is taken for that.
    Raises ``MalformedMessage``.
    """
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise MalformedMessage(f"{name} is not a time.")
    try:
        units = (per_second, *UNITS_PER_SECOND)
        per_second = next((unit for unit in units if _is_of_these_days(value / unit)), per_second)
        found = dt.datetime.fromtimestamp(value / per_second, dt.UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise MalformedMessage(f"{name} is not a time.") from error
    if not MIN_YEAR <= found.year <= MAX_YEAR:
        raise MalformedMessage(f"{name} is not a time of these days.")
    return found


def _is_of_these_days(seconds: float) -> bool:
    return FIRST_SECOND <= seconds <= LAST_SECOND

"""Webhooks of 8x8 JaaS: the signature, and the messages about who is there.

Facts are those of the 8x8 JaaS documentation, "Webhooks".
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .messages import Occupant, RoomMessage, an_object, key_of, moment, text, text_or_empty

# A message that is sent again carries its old signature, and how long they try is documented
# nowhere. What is replayed within this time is known by its key and changes nothing.
TOLERANCE = dt.timedelta(hours=12)
CLOCK_SKEW = dt.timedelta(minutes=5)

MILLISECONDS = 1000
STAMP = re.compile("[0-9]{1,15}")
EARLIEST_MILLISECONDS = 10**11  # which is the year 5138 in seconds


@dataclass(frozen=True, slots=True)
class Envelope:
    """What all messages have in common. ``data`` is an object, of some types a list."""

    key: str
    type: str
    data: Any = field(repr=False)
    whole: dict[str, Any] = field(repr=False)


def is_signed(header: str, body: bytes, secret: str, now: dt.datetime) -> bool:
    """Whether ``X-Jaas-Signature`` (``t=...,v1=...``) is that of the body, and not too old."""
    items = [item.strip().partition("=") for item in header.split(",")]
    times = [value for name, _equals, value in items if name == "t"]
    given = [value for name, _equals, value in items if name == "v1"]
    if len(times) != 1 or not _is_recent(times[0], now):
        return False
    expected = _signature(times[0], body, secret)
    return any(hmac.compare_digest(value.encode(), expected) for value in given)


def sign(body: bytes, secret: str, moment: dt.datetime) -> str:
    """The header that JaaS would send, for tests of a host project."""
    stamp = str(int(moment.timestamp()))
    return f"t={stamp},v1={_signature(stamp, body, secret).decode()}"


def _signature(stamp: str, body: bytes, secret: str) -> bytes:
    # The key is the whole secret, with its "whsec_".
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return base64.b64encode(digest.digest())


def _is_recent(stamp: str, now: dt.datetime) -> bool:
    if not STAMP.fullmatch(stamp):
        return False
    value = int(stamp)
    seconds = value / MILLISECONDS if value >= EARLIEST_MILLISECONDS else value
    return -CLOCK_SKEW.total_seconds() <= now.timestamp() - seconds <= TOLERANCE.total_seconds()


def open_envelope(body: dict[str, Any]) -> Envelope:
    """Raises ``Malformed``."""
    return Envelope(
        text(body, "idempotencyKey")[:255], text(body, "eventType")[:100], body.get("data"), body
    )


def parse(envelope: Envelope) -> RoomMessage | None:
    """What the message tells of a room; None for what nothing is made of. Raises ``Malformed``."""
    if envelope.type not in {"ROOM_CREATED", "ROOM_DESTROYED", *_OCCUPANTS}:
        return None
    sent_at = moment(envelope.whole, "timestamp", per_second=MILLISECONDS)
    data = an_object(envelope.data, "data")
    ends = envelope.type == "ROOM_DESTROYED" and not _is_true(data.get("isBreakout"))
    return RoomMessage(
        envelope.key,
        envelope.type,
        text(envelope.whole, "fqn"),
        tuple(_occupants(envelope, data, sent_at)),
        sent_at if ends else None,
    )


def _occupants(
    envelope: Envelope, data: dict[str, Any], sent_at: dt.datetime
) -> Iterator[Occupant]:
    when = _OCCUPANTS.get(envelope.type)
    # Who moves to a breakout room, or back, has not left: the same address joins there.
    if when is None or data.get("disconnectReason") == "switch_room":
        return
    full = "participantFullJid" if data.get("participantFullJid") else "participantJid"
    address = text(data, full)
    yield Occupant(
        key=key_of(text(envelope.whole, "fqn"), address),
        address=address,
        participant=text_or_empty(data, "id"),
        name=text_or_empty(data, "name"),
        **{when: sent_at},
    )


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


_OCCUPANTS = {"PARTICIPANT_JOINED": "joined_at", "PARTICIPANT_LEFT": "left_at"}

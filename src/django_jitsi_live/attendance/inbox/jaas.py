"""Webhooks of 8x8 JaaS: the signature, and the messages about who is there.

Facts are those of the 8x8 JaaS documentation, "Webhooks".
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .messages import (
    Occupant,
    RoomMessage,
    hash_key,
    optional_text,
    require_moment,
    require_object,
    require_text,
)

# A message that is sent again carries its old signature, and 8x8 does not document for how long it
# retries. A message that is replayed within this time is recognised by its key.
# A site whose clock is behind sees messages of the future, as authentic as others.
SIGNATURE_MAX_AGE = dt.timedelta(hours=12)

MILLISECONDS = 1000
MAX_ENDPOINT_LENGTH = 16  # of 8 hexadecimal digits
TIMESTAMP = re.compile("[0-9]{1,15}")
MIN_MILLISECONDS = 10**11  # larger timestamps are milliseconds: in seconds, this is the year 5138


@dataclass(frozen=True, slots=True)
class Envelope:
    """What all messages have in common. ``data`` is an object, or a list for some types."""

    key: str
    type: str
    data: Any = field(repr=False)
    body: dict[str, Any] = field(repr=False)


def has_valid_signature(
    header: str, body: bytes, secret: str | Iterable[str], now: dt.datetime
) -> bool:
    """Whether ``X-Jaas-Signature`` (``t=...,v1=...``) signs the body with one of the secrets, and
    is not too old."""
    items = [item.strip().partition("=") for item in header.split(",")]
    times = [value for name, _equals, value in items if name == "t"]
    given = [value for name, _equals, value in items if name == "v1"]
    if len(times) != 1 or not _is_recent(times[0], now):
        return False
    secrets = [secret] if isinstance(secret, str) else secret
    expected = [_signature(times[0], body, each) for each in secrets]
    # All pairs, so that the time it takes does not tell which of the secrets matches.
    equal = [hmac.compare_digest(v.encode(), good) for good in expected for v in given]
    return any(equal)


def sign(body: bytes, secret: str, moment: dt.datetime) -> str:
    """The header that JaaS would send; for tests of host projects."""
    stamp = str(int(moment.timestamp()))
    return f"t={stamp},v1={_signature(stamp, body, secret).decode()}"


def _signature(stamp: str, body: bytes, secret: str) -> bytes:
    # The key is the whole secret, with its "whsec_".
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return base64.b64encode(digest.digest())


def _is_recent(stamp: str, now: dt.datetime) -> bool:
    if not TIMESTAMP.fullmatch(stamp):
        return False
    value = int(stamp)
    seconds = value / MILLISECONDS if value >= MIN_MILLISECONDS else value
    return (
        -SIGNATURE_MAX_AGE.total_seconds()
        <= now.timestamp() - seconds
        <= SIGNATURE_MAX_AGE.total_seconds()
    )


def parse_envelope(body: dict[str, Any]) -> Envelope:
    """The envelope of a message. Raises ``MalformedMessage``."""
    return Envelope(
        require_text(body, "idempotencyKey")[:255],
        require_text(body, "eventType")[:100],
        body.get("data"),
        body,
    )


def parse_jaas(envelope: Envelope) -> RoomMessage | None:
    """The message about a room; None for other messages. Raises ``MalformedMessage``."""
    if envelope.type not in {"ROOM_CREATED", "ROOM_DESTROYED", *_OCCUPANT_TIMES}:
        return None
    sent_at = require_moment(envelope.body, "timestamp", per_second=MILLISECONDS)
    data = require_object(envelope.data, "data")
    is_breakout = _is_true(data.get("isBreakout"))
    ends = envelope.type == "ROOM_DESTROYED" and not is_breakout
    return RoomMessage(
        envelope.key,
        envelope.type,
        require_text(envelope.body, "fqn"),
        tuple(_occupants(envelope, data, sent_at)),
        emptied_at=sent_at if ends else None,
        happened_at=sent_at,
        makes_room=envelope.type == "ROOM_CREATED" and not is_breakout,
    )


def _occupants(
    envelope: Envelope, data: dict[str, Any], sent_at: dt.datetime
) -> Iterator[Occupant]:
    when = _OCCUPANT_TIMES.get(envelope.type)
    # Occupants who move to a breakout room, or back, have not left: the same address joins there.
    if when is None or data.get("disconnectReason") == "switch_room":
        return
    full = "participantFullJid" if data.get("participantFullJid") else "participantJid"
    address = require_text(data, full)
    yield Occupant(
        key=hash_key(require_text(envelope.body, "fqn"), address),
        address=address,
        participant=optional_text(data, "id"),
        name=optional_text(data, "name"),
        endpoint=optional_text(data, "participantId")[:MAX_ENDPOINT_LENGTH],
        **{when: sent_at},
    )


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


_OCCUPANT_TIMES = {"PARTICIPANT_JOINED": "joined_at", "PARTICIPANT_LEFT": "left_at"}

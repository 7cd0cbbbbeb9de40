"""Tickets: what lets a recorder upload one file, and nothing else, for some hours."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, TimestampSigner

from ..secret import SecretStr

SALT = "django_jitsi_live.recordings.upload"
LIFETIME = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Ticket:
    recording_id: uuid.UUID
    size: int
    """The number of bytes that are to come."""
    sha256: str = ""
    """Empty where the recorder has not told it."""

    def sign(self) -> SecretStr:
        """The ticket as a bearer token."""
        values = {"id": self.recording_id.hex, "size": self.size, "sha256": self.sha256}
        return SecretStr(TimestampSigner(salt=SALT).sign_object(values))


def read_ticket(bearer: str, recording_id: uuid.UUID) -> Ticket | None:
    """The ticket, where it is one of that recording and still valid."""
    try:
        values: Any = TimestampSigner(salt=SALT).unsign_object(bearer, max_age=LIFETIME)
    except BadSignature:
        return None
    ticket = Ticket(uuid.UUID(values["id"]), values["size"], values["sha256"])
    return ticket if ticket.recording_id == recording_id else None

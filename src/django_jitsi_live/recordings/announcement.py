"""What a recorder says of a file that it is about to upload. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_TEXT_LENGTH = 1000
MAX_KEY_LENGTH = MAX_INITIATOR_LENGTH = 255  # of the fields
SHA256 = re.compile("[0-9a-f]{64}")
MIN_YEAR, MAX_YEAR = 2000, 2200
"""Other years are errors, and some databases cannot store them."""


class UploadRefused(Exception):
    """An upload is not taken. The text tells the operator of the recorder what to do."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Announcement:
    session: str
    """By which the recorder knows the recording."""
    file: str
    """The name that the file has there."""
    size: int
    """In bytes."""
    sha256: str = ""
    """Empty where the recorder does not tell."""
    started_at: dt.datetime | None = None
    initiator: str = ""
    """The participant id of who has started it, by the word of the server."""

    @property
    def key(self) -> str:
        """The same for the same file of the same session only."""
        plain = f"{self.session}/{self.file}"
        if len(plain) <= MAX_KEY_LENGTH and plain.isprintable() and "/" not in self.session:
            return plain
        names = f"{len(self.session)}/{plain}"
        return hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()


def parse_announcement(data: Mapping[str, Any]) -> Announcement:
    """Raises ``UploadRefused``."""
    return Announcement(
        session=_text(data, "session"),
        file=_text(data, "file"),
        size=_size(data),
        sha256=parse_sha256(data),
        started_at=_moment(data.get("started")),
        initiator=_initiator(data.get("metadata")),
    )


def parse_room(data: Mapping[str, Any]) -> str:
    """The room, or the address of the meeting; empty if there is none."""
    metadata = data.get("metadata")
    address = metadata.get("meeting_url") if isinstance(metadata, dict) else None
    found = data.get("room") or address
    return found if isinstance(found, str) and len(found) <= MAX_TEXT_LENGTH else ""


def parse_sha256(data: Mapping[str, Any]) -> str:
    """The checksum; empty if there is none. Raises ``UploadRefused``."""
    value = data.get("sha256") or ""
    if value == "" or (isinstance(value, str) and SHA256.fullmatch(value)):
        return value
    raise malformed("sha256 is not a checksum of 64 small hexadecimal digits.")


def malformed(text: str) -> UploadRefused:
    return UploadRefused(400, "malformed", text)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if isinstance(value, str) and 0 < len(value) <= MAX_TEXT_LENGTH:
        return value
    raise malformed(f"{name} is not a text of at most {MAX_TEXT_LENGTH} characters.")


def _size(data: Mapping[str, Any]) -> int:
    value = data.get("size")
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise malformed("size is not a number of bytes above 0.")


def _moment(value: Any) -> dt.datetime | None:
    if value is None or value == "":
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise malformed("started is not a time like 2026-08-20T10:11:12Z.") from None
    if found.tzinfo is None or not MIN_YEAR <= found.year <= MAX_YEAR:
        raise malformed("started is not a time of these days with its zone.")
    return found.astimezone(dt.UTC)


def _initiator(metadata: Any) -> str:
    """Of Jitsi's ``mod_jibri_session``; a detail that may be missing."""
    initiator = metadata.get("initiator") if isinstance(metadata, dict) else None
    found = initiator.get("id") if isinstance(initiator, dict) else None
    text = str(found) if isinstance(found, str | int) else ""
    return text if len(text) <= MAX_INITIATOR_LENGTH and text.isprintable() else ""

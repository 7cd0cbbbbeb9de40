"""Messages of JaaS that a file of a meeting can be fetched: a video, a transcript or a chat. Pure.

Facts are those of the 8x8 JaaS documentation, "Webhooks" and "Recording". A link is a secret:
whoever knows it has the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ...secret import SecretStr
from .jaas import MILLISECONDS, Envelope
from .messages import (
    MalformedMessage,
    hash_key,
    optional_text,
    require_moment,
    require_object,
    require_text,
)

KINDS = {
    "RECORDING_UPLOADED": "video",
    "TRANSCRIPTION_UPLOADED": "transcript",
    "CHAT_UPLOADED": "chat",
}
KEPT_FOR = dt.timedelta(hours=24)
"""By JaaS, after the time of the message."""
MAX_ID_LENGTH = 255
MAX_SECONDS = 2**31 - 1

# The part of a pre-authenticated request of Oracle's object storage that lets in.
PATH_TOKEN = re.compile(r"^/p/[^/]+(?=/n/)")
LINK = re.compile(r"\w+://\S*")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that JaaS keeps for a while."""

    kind: str
    """One of ``KINDS``."""
    key: str
    """The same in all messages about the file, whatever link they have, and in no others."""
    room_name: str
    """The server's name of the room, with the AppID."""
    link: SecretStr
    fetch_until: dt.datetime
    initiator: str = ""
    """The id in the token of who has started it; empty where the message does not tell."""
    times: Mapping[str, Any] = field(default_factory=dict)
    """``started_at``, ``ended_at`` and ``seconds``, as far as the message tells them."""


def parse_upload(envelope: Envelope) -> UploadedFile | None:
    """The file that the message is about; None for other messages. Raises ``MalformedMessage``."""
    if envelope.type not in KINDS:
        return None
    data = require_object(envelope.data, "data")
    link = SecretStr(require_text(data, "preAuthenticatedLink"))
    return UploadedFile(
        kind=KINDS[envelope.type],
        key=_key(envelope.body, data, link),
        room_name=require_text(envelope.body, "fqn"),
        link=link,
        fetch_until=_fetch_until(envelope.body, data),
        initiator=optional_text(data, "initiatorId")[:MAX_ID_LENGTH],
        times={
            "started_at": _moment(data, "startTimestamp"),
            "ended_at": _moment(data, "endTimestamp"),
            "seconds": _seconds(data),
        },
    )


def without_links(value: Any) -> Any:
    """The value of JSON without the links in it."""
    if isinstance(value, dict):
        return {name: without_links(each) for name, each in value.items()}
    if isinstance(value, list):
        return [without_links(each) for each in value]
    return LINK.sub("(a link)", value) if isinstance(value, str) else value


def _key(body: Mapping[str, Any], data: Mapping[str, Any], link: str) -> str:
    if recording := optional_text(data, "recordingSessionId"):
        return recording if len(recording) <= MAX_ID_LENGTH else hash_key(recording)
    # Transcripts and chats have no id. One meeting may have several: the transcription was stopped
    # and started again. So it is the address of the file that tells them apart, but for what only
    # lets in: that differs in a new link to the same file.
    path = PATH_TOKEN.sub("", _path(link))
    return hash_key(optional_text(body, "sessionId"), require_text(body, "fqn"), path)


def _path(link: str) -> str:
    try:
        return urlsplit(link).path
    except ValueError:
        raise MalformedMessage("preAuthenticatedLink is not an address.") from None


def _fetch_until(body: Mapping[str, Any], data: Mapping[str, Any]) -> dt.datetime:
    sent_at = require_moment(body, "timestamp", per_second=MILLISECONDS)
    return _moment(data, "linkExpiration") or sent_at + KEPT_FOR


def _moment(data: Mapping[str, Any], name: str) -> dt.datetime | None:
    try:
        return require_moment(data, name, per_second=MILLISECONDS)
    except MalformedMessage:
        return None


def _seconds(data: Mapping[str, Any]) -> int | None:
    value = data.get("durationSec")
    if not isinstance(value, (int, float)) or not 0 <= value <= MAX_SECONDS:
        return None
    return round(value)

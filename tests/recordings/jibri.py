"""Folders and requests as Jibri and its script make them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

TOKEN = "recordings-token-of-the-tests-0123456789"
FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"
SESSION = "srtqzkqpynhdtdkt"
STARTED = "2026-08-20-10-11-12"


def sha256(film: bytes = FILM) -> str:
    return hashlib.sha256(film).hexdigest()


def meeting_url(room: str) -> str:
    return f"https://meet.jitsi/{room}"


def announcement(room: str, film: bytes = FILM, **values: Any) -> dict[str, Any]:
    return {
        "session": SESSION,
        "file": f"{room}_{STARTED}.mp4",
        "size": len(film),
        "sha256": sha256(film),
        "started": "2026-08-20T08:11:12Z",
        "metadata": {"meeting_url": meeting_url(room)},
        **values,
    }


def folder(
    recordings: Path, room: str, film: bytes = FILM, session: str = SESSION, **metadata: Any
) -> Path:
    """What FileRecordingJibriService leaves, with what the server has added (jibri@62369d5)."""
    made = recordings / session
    made.mkdir(parents=True)
    made.joinpath(f"{room[:101]}_{STARTED}.mp4").write_bytes(film)
    known = {"meeting_url": meeting_url(room), "participants": []}
    made.joinpath("metadata.json").write_text(json.dumps({**known, **metadata}))
    return made

"""Recordings that are here, for tests of those who watch."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from django_jitsi_live.models import Recording, RecordingKind, RecordingSource, Run
from django_jitsi_live.recordings import announce, claim, inspect, store

FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + bytes(range(256)) * 40

_keys = count()


def keep_recordings(settings: Any, location: Path) -> None:
    """Let recordings lie in a folder."""
    backend = "django.core.files.storage.FileSystemStorage"
    storage = {"BACKEND": backend, "OPTIONS": {"location": location}}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"


def announced(run: Run, kind: RecordingKind = RecordingKind.VIDEO, **values: Any) -> Recording:
    names = {"source": RecordingSource.JIBRI, "server": "default", "key": f"key-{next(_keys)}"}
    recording, _is_new = announce(run, kind=kind, **{**names, **values})  # type: ignore[arg-type]
    return recording


def stored(
    run: Run, kind: RecordingKind = RecordingKind.VIDEO, data: bytes = FILM, **values: Any
) -> Recording:
    """A recording with its file; ``values`` are of its row, whatever the file says."""
    recording = announced(run, kind)
    claim(recording, dt.timedelta(minutes=5))
    file = BytesIO(data)
    assert store(recording, file, inspect(file))
    Recording.objects.filter(pk=recording.pk).update(**values)
    recording.refresh_from_db()
    return recording


def watch_path(recording: Recording) -> str:
    return f"/api/live/watch/{recording.pk}/"


def body_of(response: Any) -> bytes:
    """All of it; afterwards the file is closed."""
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts)

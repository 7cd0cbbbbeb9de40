"""Captions of a video, from the transcripts of its run."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from ..exceptions import RecordingNotFound
from ..models import Recording, RecordingKind
from . import webvtt
from .files import open_file, reading
from .gate import require_transcripts

VTT = "text/vtt"
TYPES = (VTT, "application/json")
MAX_BYTES = 16 * 1024**2
"""Many times what people say in a day."""


def has_captions(recording: Recording) -> bool:
    """Whether it is a transcript that captions can be made of, as far as its row tells."""
    is_readable = recording.content_type in TYPES and (recording.size or 0) <= MAX_BYTES
    return recording.kind == RecordingKind.TRANSCRIPT and is_readable


def captions_of(user: Any, recording_id: uuid.UUID) -> str:
    """WebVTT of a video that the user may watch.

    Raises as ``require_recording`` does; ``RecordingNotFound`` also where nothing was written down,
    and ``RecordingUnavailable`` where the storage fails.
    """
    video, transcripts = require_transcripts(user, recording_id)
    cues: list[webvtt.Cue] = []
    for transcript in filter(has_captions, transcripts):
        data = _read(transcript)
        if transcript.content_type == VTT:
            return data.decode("utf-8-sig", "replace")
        start = _seconds(transcript.started_at)
        cues += webvtt.read_cues(data, _seconds(_begin(video)), start)
    if not cues:
        raise RecordingNotFound
    return webvtt.write(cues, video.seconds)


def _read(transcript: Recording) -> bytes:
    with reading(transcript), open_file(transcript) as file:
        data: bytes = file.read(MAX_BYTES)
    return data


def _begin(video: Recording) -> dt.datetime | None:
    """When it began; from its end where its source tells only that."""
    if video.started_at is None and video.ended_at is not None and video.seconds is not None:
        begin: dt.datetime = video.ended_at - dt.timedelta(seconds=video.seconds)
        return begin
    started_at: dt.datetime | None = video.started_at
    return started_at


def _seconds(moment: dt.datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()

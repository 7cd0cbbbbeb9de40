"""WebVTT of what was said: reads transcripts and writes cues. Pure.

No vendor describes the form of transcripts: what is read here is what several of them write.

A transcript is JSON: a list of what was said, or an object that has one. Each of them has a text, a
time, and mostly a speaker. JaaS writes ``messages`` with ``content`` and ``timestamp``, Jigasi
``events`` with ``transcript`` and a time in words; others write ``segments`` with ``start`` and
``end``.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

LISTS = (
    "messages",
    "segments",
    "events",
    "transcripts",
    "transcript",
    "utterances",
    "entries",
    "cues",
    "results",
)
TEXTS = ("text", "content", "transcript", "message", "utterance", "final", "stable")
SPEAKERS = ("speaker", "name", "displayName", "display_name", "participant", "user", "from")
BEGINS = ("start", "startTime", "start_time", "begin", "timestamp", "time", "ts", "offset")
ENDS = ("end", "endTime", "end_time")

FIRST_EPOCH_SECONDS = 1e9
FIRST_EPOCH_MILLISECONDS = 1e11
MAX_SECONDS = 1e13
LONGEST_CUE = 7.0
SHORTEST_CUE = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that was said, in seconds from the start of the video."""

    begin: float
    end: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class _Time:
    value: float
    is_absolute: bool
    """Since 1970, in seconds; else since the transcript has begun, in seconds or milliseconds."""


def read_cues(data: bytes, video_start: float | None, transcript_start: float | None) -> list[Cue]:
    """What was said; nothing where the data is no transcript.

    The starts are seconds since 1970, or None where they are not known: then times that count from
    1970 say nothing, and the transcript begins with the video.
    """
    try:
        entries = [*_entries(json.loads(data.decode("utf-8-sig", "replace")))]
    except (ValueError, RecursionError):
        return []
    times = [(_time(each, BEGINS), _time(each, ENDS)) for each in entries]
    scale = _scale(time for pair in times for time in pair)
    shift = 0.0
    if None not in (video_start, transcript_start):
        shift = (transcript_start or 0) - (video_start or 0)

    def since_video(time: _Time | None) -> float | None:
        if time is None or (time.is_absolute and video_start is None):
            return None
        return time.value - (video_start or 0) if time.is_absolute else time.value * scale + shift

    found = []
    for entry, (begin, end) in zip(entries, times, strict=True):
        text, at = _text(entry), since_video(begin)
        if text and at is not None:
            found.append(Cue(at, since_video(end) or at, _name(entry), text))
    return found


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
    elif isinstance(value, dict):
        lists = (value.get(name) for name in LISTS)
        found = next((each for each in lists if isinstance(each, (list, dict))), [])
        yield from _entries(found)


def _text(entry: dict[str, Any]) -> str:
    values = (entry.get(name) for name in TEXTS)
    for value in values:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = value[0].get("text")  # of Jigasi: the likeliest of several
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def _name(entry: dict[str, Any]) -> str:
    for name in SPEAKERS:
        value = entry.get(name)
        if isinstance(value, dict):
            value = next((v for k, v in value.items() if k in SPEAKERS), None)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def _time(entry: dict[str, Any], names: Iterable[str]) -> _Time | None:
    return next((time for name in names if (time := _as_time(entry.get(name)))), None)


def _as_time(value: Any) -> _Time | None:
    if isinstance(value, str):
        return _time_in_words(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if not (math.isfinite(value) and 0 <= value <= MAX_SECONDS):
        return None
    if value >= FIRST_EPOCH_MILLISECONDS:
        return _Time(value / 1000, is_absolute=True)
    return _Time(float(value), is_absolute=value >= FIRST_EPOCH_SECONDS)


def _time_in_words(text: str) -> _Time | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return _Time(aware.timestamp(), is_absolute=True)


def _scale(times: Iterable[_Time | None]) -> float:
    """Seconds where one has a fraction, as milliseconds never have."""
    relative = (time.value for time in times if time and not time.is_absolute)
    return 1.0 if any(value % 1 for value in relative) else 0.001


def write(cues: Iterable[Cue], seconds: int | None = None) -> str:
    """The file: in the order of time, nothing before the video, nor after its length."""
    limit = math.inf if seconds is None else seconds
    shown = sorted((cue for cue in cues if cue.begin < limit), key=lambda cue: cue.begin)
    nexts = [*(cue.begin for cue in shown[1:]), math.inf]
    lines, speaker = ["WEBVTT", ""], ""
    for cue, following in zip(shown, nexts, strict=True):
        end = _end(cue, following)
        if end > 0:
            name = cue.speaker if cue.speaker != speaker else ""
            speaker = cue.speaker
            begin = max(cue.begin, 0)
            lines += [f"{_clock(begin)} --> {_clock(max(end, begin + SHORTEST_CUE))}"]
            lines += [_escaped(f"{name}: {cue.text}" if name else cue.text), ""]
    return "\n".join(lines)


def _end(cue: Cue, following: float) -> float:
    """Where none is given: until somebody goes on, and not for long."""
    if cue.end > cue.begin:
        return cue.end
    return min(following, cue.begin + LONGEST_CUE)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

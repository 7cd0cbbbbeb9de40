"""The bodies of recordings."""

from __future__ import annotations

from collections.abc import Callable

from .builders import Schema, boolean, closed_object, date_time, integer, nullable, string


def _choice(description: str, *values: str) -> Schema:
    return {"type": "string", "enum": [*values], "description": description}


def _recording(**more: Schema) -> Schema:
    states = ("announced", "arriving", "here", "lost", "deleted")
    return closed_object(
        id=string("The recording.", format="uuid"),
        kind=_choice("What it is.", "video", "transcript", "chat"),
        state=_choice("`here` is what can be watched; only hosts see the others.", *states),
        title=string("What a host calls it, or what it is and of when."),
        seconds=nullable(integer("Its length; null where that is not known.")),
        size=nullable(integer("In bytes; null where that is not known.")),
        url=string("Where it is watched; relative to this site, and empty unless it is here."),
        captions_url=string("WebVTT of a video; relative to this site, and empty for none."),
        content_type=string("Its media type, such as `video/mp4`."),
        started_at=nullable(date_time("When it begins; null where that is not known.")),
        poster_url=string("A picture to show before a video plays; empty for others."),
        **more,
    )


def _hosted_recording() -> Schema:
    return _recording(
        visibility=_choice("Who may watch it.", "team", "registered", "everybody"),
        expires_at=nullable(date_time("After this only the team may; null for no end.")),
        problem=string("Why it has not come, or not yet, in words; empty for nothing."),
        received=integer("How many bytes have come."),
        can_restore=boolean("Whether it is deleted, and can be had back."),
    )


RECORDING_COMPONENTS: dict[str, Callable[[], Schema]] = {
    "LiveRecording": _recording,
    "HostedLiveRecording": _hosted_recording,
}

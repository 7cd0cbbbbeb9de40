"""The operations on recordings."""

from __future__ import annotations

from rest_framework import exceptions as drf

from ...exceptions import (
    NotAuthenticated,
    NotRegistered,
    RecordingUnavailable,
    Removed,
)
from .builders import Schema, ref
from .operations import COMMON_ERRORS, Operation
from .responses import Response, json_response

RECORDING_ID: Schema = {
    "in": "path",
    "name": "recording_id",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The `id` of a recording.",
}
BINARY: Schema = {"type": "string", "format": "binary"}
RANGE: Schema = {
    "in": "header",
    "name": "Range",
    "schema": {"type": "string"},
    "description": "A single range of bytes. Players send it by themselves.",
}
RANGE_HEADERS = {
    "Content-Range": {"schema": {"type": "string"}, "description": "Which part, and of how much."}
}
CAPTIONS: Schema = {"type": "string", "description": "WebVTT."}
WATCH_ERRORS = (
    NotAuthenticated,
    NotRegistered,
    Removed,
    RecordingUnavailable,
    drf.PermissionDenied,
    *COMMON_ERRORS,
)

# By the name of the view.
RECORDING_OPERATIONS: dict[str, Operation] = {
    "RecordingsView": Operation(
        "live_recordings",
        "List the recordings of an event",
        "Those that the caller may watch, also without a login, in the order of their times. Hosts "
        "get all of them, with what is to be decided.",
        {
            200: json_response(
                "The recordings.",
                {
                    "type": "array",
                    "items": {"oneOf": [ref("LiveRecording"), ref("HostedLiveRecording")]},
                },
            )
        },
        (NotAuthenticated, drf.PermissionDenied, *COMMON_ERRORS),
        is_open=True,
    ),
    "WatchView": Operation(
        "live_watch",
        "Watch a recording",
        "The file, or a redirect to a signed address that expires: ask here again then. Who may "
        "watch is the same as in the list. Browsers, which accept `text/html`, get errors as "
        "pages.",
        {
            200: Response(
                "All of the file.",
                {
                    "video/mp4": BINARY,
                    "video/webm": BINARY,
                    "application/json": {},
                    "text/vtt": CAPTIONS,
                    "application/octet-stream": BINARY,
                },
            ),
            206: Response("A part of the file.", {"video/mp4": BINARY}, RANGE_HEADERS),
            302: Response("Where the file is, for a short time."),
            416: Response("The range begins behind the end.", headers=RANGE_HEADERS),
        },
        WATCH_ERRORS,
        parameters=(RECORDING_ID, RANGE),
        is_open=True,
        has_event=False,
    ),
    "CaptionsView": Operation(
        "live_captions",
        "Read the captions of a video",
        "What was said, made of the transcripts that the caller may read.",
        {200: Response("The captions.", {"text/vtt": CAPTIONS})},
        WATCH_ERRORS,
        parameters=(RECORDING_ID,),
        is_open=True,
        has_event=False,
    ),
}

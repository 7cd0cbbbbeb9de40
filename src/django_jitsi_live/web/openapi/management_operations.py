"""The operations with which hosts manage recordings."""

from __future__ import annotations

from dataclasses import replace

from rest_framework import exceptions as drf

from ...exceptions import (
    Busy,
    FileTooLarge,
    NotReplaceable,
    NotRestorable,
    StorageUnavailable,
    WrongFile,
)
from .builders import Schema, nullable, ref, string
from .operations import BODY_ERRORS, HOST_ERRORS, PERSON_ERRORS, Operation
from .recording_operations import BINARY, RECORDING_ID
from .responses import json_response

CHANGE_BODY: Schema = {
    "type": "object",
    "properties": {
        "title": string("What it is called; empty for what it is and of when.", maxLength=200),
        "visibility": {
            "type": "string",
            "enum": ["team", "registered", "everybody"],
            "description": "Who may watch it.",
        },
        "expires_at": nullable(
            string(
                "After this only the team may watch it; null or empty for no end. Without an "
                "offset, it is in the time zone of the site."
            )
        ),
    },
}
FILE_CONTENT: dict[str, Schema] = {
    "video/mp4": BINARY,
    "video/webm": BINARY,
    "multipart/form-data": {"type": "object", "properties": {"file": BINARY}, "required": ["file"]},
}

_REPLACE = Operation(
    "live_replace_recording",
    "Replace the file of a recording",
    "With an edited one, or with the one that was lost. The file before stays until this one is "
    "stored. What it is decides, not what the request says of it.",
    {200: json_response("The new file is here.", ref("HostedLiveRecording"))},
    (
        FileTooLarge,
        WrongFile,
        NotReplaceable,
        StorageUnavailable,
        Busy,
        drf.ParseError,
        drf.UnsupportedMediaType,
        *HOST_ERRORS,
    ),
    content=FILE_CONTENT,
    parameters=(RECORDING_ID,),
    has_event=False,
)

# By the name of the view, with the method where there are several.
MANAGEMENT_OPERATIONS: dict[str, Operation] = {
    "RecordingView": Operation(
        "live_change_recording",
        "Change a recording",
        "Its title, who may watch it, and until when. What is not sent stays as it is.",
        {200: json_response("The recording as it is now.", ref("HostedLiveRecording"))},
        PERSON_ERRORS,
        body=CHANGE_BODY,
        parameters=(RECORDING_ID,),
        has_event=False,
    ),
    "RecordingView.delete": Operation(
        "live_delete_recording",
        "Delete a recording",
        "Nobody can watch it any more. Its file is deleted after ten minutes: until then it can be "
        "restored, if it was here. Deleting twice is no error.",
        {200: json_response("It is deleted.", ref("HostedLiveRecording"))},
        (Busy, *(error for error in BODY_ERRORS if error is not drf.ParseError), *HOST_ERRORS),
        parameters=(RECORDING_ID,),
        has_event=False,
    ),
    "RestoreRecordingView": Operation(
        "live_restore_recording",
        "Restore a recording",
        "Takes a deletion back, within ten minutes. That it is not deleted is no error.",
        {200: json_response("It can be watched again.", ref("HostedLiveRecording"))},
        (NotRestorable, *BODY_ERRORS, *HOST_ERRORS),
        parameters=(RECORDING_ID,),
        has_event=False,
    ),
    "RecordingFileView": _REPLACE,
    "RecordingFileView.put": replace(_REPLACE, id="live_put_recording"),
}

"""The operations by which people ask to be let in, and hosts answer."""

from __future__ import annotations

from ...exceptions import NotAskable, Removed
from .builders import Schema, ref, string
from .operations import BODY_ERRORS, LOGIN_ERRORS, PERSON_ERRORS, Operation
from .responses import json_response

ANSWER_BODY: Schema = {
    "type": "object",
    "properties": {
        "participant": string("The participant id of `asking`.", minLength=1),
        "answer": {"type": "string", "enum": ["admit", "decline"]},
    },
    "required": ["participant", "answer"],
}

ASKING_OPERATIONS: dict[str, Operation] = {
    "AskView": Operation(
        "live_ask",
        "Ask to be let in",
        "For users who are not registered, where `JITSI_LIVE_ASK_TO_JOIN` is on, until the event "
        "has ended. Ask again as often as you like: that is one request, and the answer says how "
        "it stands. Who is admitted joins as an attendee. After a decline the code is "
        "`not_askable`.",
        {200: json_response("How the request stands.", ref("LiveRequest"))},
        (*BODY_ERRORS, NotAskable, Removed, *LOGIN_ERRORS),
    ),
    "AdmitView": Operation(
        "live_admit",
        "Answer a request to be let in",
        "Of two hosts at once, the first one answers, and both are told what. A decline can be "
        "turned into an admission; who is admitted is removed instead.",
        {200: json_response("What the request has come to.", ref("LiveAnswer"))},
        PERSON_ERRORS,
        body=ANSWER_BODY,
    ),
}

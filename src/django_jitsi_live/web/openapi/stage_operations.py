"""The operations of a moderated stage: the switch, hands, and turns to speak."""

from __future__ import annotations

from collections.abc import Callable

from ...exceptions import NotInvited, NotLive
from .builders import Schema, boolean, closed_object, date_time, nullable, ref, string
from .operations import BODY_ERRORS, HOST_ERRORS, MEMBER_ERRORS, Operation
from .responses import json_response

STAGES: Schema = {"type": "string", "enum": ["open", "moderated"]}


def _turn() -> Schema:
    return closed_object(
        participant=string("The participant id."),
        display_name=string("The name at the time."),
        state=ref("LiveTurnState"),
        camera=boolean("Whether the person is invited to show a picture as well."),
        raised_at=date_time("Since when the person is in the queue."),
        endpoints={
            "type": "array",
            "items": string("By which Jitsi knows a device of the person in this room."),
        },
    )


def _turn_state() -> Schema:
    return {"type": "string", "enum": ["raised", "invited", "speaking"]}


def _turns() -> Schema:
    return closed_object(turns={"type": "array", "items": ref("LiveTurn"), "maxItems": 500})


def _own_turn() -> Schema:
    return closed_object(turn=nullable(ref("LiveTurnState")))


def _stage() -> Schema:
    return closed_object(stage=STAGES)


STAGE_COMPONENTS: dict[str, Callable[[], Schema]] = {
    "LiveTurn": _turn,
    "LiveTurnState": _turn_state,
    "LiveTurns": _turns,
    "LiveOwnTurn": _own_turn,
    "LiveStage": _stage,
}

STAGE_OPERATIONS: dict[str, Operation] = {
    "StageView": Operation(
        "live_set_stage",
        "Switch who may speak",
        "Until the session ends: `open` for everybody, `moderated` for hosts, speakers and whom a "
        "host invites. Hands and invitations stay as they are.",
        {200: json_response("What is switched to.", ref("LiveStage"))},
        (*BODY_ERRORS, *HOST_ERRORS, NotLive),
        body={"type": "object", "properties": {"stage": STAGES}, "required": ["stage"]},
    ),
    "HandView": Operation(
        "live_hand",
        "Raise or lower the own hand, or answer an invitation to speak",
        "`accept` and `decline` answer an invitation of a host; `decline` also leaves the stage. "
        "The answer is how the own turn stands; null for none, as where nobody needs one.",
        {200: json_response("How the own turn stands.", ref("LiveOwnTurn"))},
        (*BODY_ERRORS, *MEMBER_ERRORS, NotInvited),
        body={
            "type": "object",
            "properties": {
                "hand": {"type": "string", "enum": ["raise", "lower", "accept", "decline"]}
            },
            "required": ["hand"],
        },
    ),
    "TurnView": Operation(
        "live_turn",
        "Give a person a turn to speak, or take it back",
        "`invite` asks the person to speak, `thank` ends the turn, `lower` lowers the hand: all "
        "hands without a `participant`.",
        {200: json_response("All turns, in order.", ref("LiveTurns"))},
        (*BODY_ERRORS, *HOST_ERRORS, NotLive),
        body={
            "type": "object",
            "properties": {
                "turn": {"type": "string", "enum": ["invite", "thank", "lower"]},
                "participant": string("A participant id of the list of people.", minLength=1),
                "camera": boolean("For `invite`: with a picture as well."),
            },
            "required": ["turn"],
        },
    ),
}

"""The bodies of who is in the room, of removals, and of requests to be let in."""

from __future__ import annotations

from collections.abc import Callable

from .builders import Schema, boolean, closed_object, date_time, ref, string


def _person() -> Schema:
    return closed_object(
        participant=string("The participant id, which also is in the person's token."),
        display_name=string("The latest name."),
        role={
            "type": "string",
            "enum": ["host", "speaker", "attendee", ""],
            "description": "Empty for guests, and for people who are removed and not there.",
        },
        is_present=boolean("Whether the person is in the room."),
        is_removed=boolean("Whether the person is removed from the event."),
        can_be_removed=boolean("False for hosts."),
        endpoints={
            "type": "array",
            "items": string("By which Jitsi knows a device of the person in this room."),
        },
        is_viewer=boolean("Whether Jitsi let the person in as a visitor, who is not seen."),
    )


def _people() -> Schema:
    return closed_object(
        people={"type": "array", "items": ref("LivePerson")},
        removal={
            "type": "string",
            "enum": ["server", "page"],
            "description": "What throws out who is removed: the video server, or only the "
            "person's own page, within a heartbeat.",
        },
        servers={
            "type": "array",
            "items": string("The alias of a server to which the session can be moved."),
        },
        asking={"type": "array", "items": ref("LiveAskingPerson"), "maxItems": 100},
    )


def _asking_person() -> Schema:
    return closed_object(
        participant=string("The participant id."),
        display_name=string("The name at the time."),
        asked_at=date_time("Since when the person asks to be let in."),
    )


def _state_of_asking() -> Schema:
    return {"type": "string", "enum": ["waiting", "admitted", "declined"]}


def _request() -> Schema:
    return closed_object(asked=_state_of_asking())


def _answer() -> Schema:
    return closed_object(
        participant=string("The participant id."),
        display_name=string("The name at the time."),
        asked=_state_of_asking(),
    )


def _removal() -> Schema:
    return closed_object(
        participant=string("The participant id."),
        display_name=string("The latest name."),
        is_removed=boolean("Whether the person is removed now."),
        removal={
            "type": "string",
            "enum": ["server", "page", "pending"],
            "description": "What throws the person out: `pending` where the video server could "
            "not be told yet.",
        },
    )


PEOPLE_COMPONENTS: dict[str, Callable[[], Schema]] = {
    "LivePerson": _person,
    "LivePeople": _people,
    "LiveRemoval": _removal,
    "LiveAskingPerson": _asking_person,
    "LiveRequest": _request,
    "LiveAnswer": _answer,
}

"""Request and response bodies. Objects have these keys and no others."""

from __future__ import annotations

from collections.abc import Callable

from .builders import (
    Schema,
    boolean,
    closed_object,
    constant,
    date_time,
    described_ref,
    integer,
    nullable,
    ref,
    string,
)
from .errors import ERROR_DESCRIPTIONS, error_code
from .people_schemas import PEOPLE_COMPONENTS
from .recording_schemas import RECORDING_COMPONENTS
from .report_schemas import REPORT_COMPONENTS


def _role(description: str) -> Schema:
    return described_ref("LiveRole", description)


def _state(description: str) -> Schema:
    return described_ref("LiveState", description)


def _join_grant() -> Schema:
    return closed_object(
        room_name=string("Name of the room, without tenant or AppID."),
        is_active=boolean("Whether the event is live: false in the backstage."),
        role=_role("What the caller is in this room."),
        domain=string("First argument of `JitsiMeetExternalAPI`."),
        script_url=string("Where that class is loaded from; relative to this site or absolute."),
        room=string("Its option `roomName`."),
        url=string("Plain link into the room, as secret as the token."),
        jwt=nullable(string("Its option `jwt`; null where the server asks for no token.")),
        expires_at=nullable(date_time("When the token expires; null where there is none.")),
        display_name=string("Its option `userInfo.displayName`."),
        config={
            "type": "object",
            "additionalProperties": True,
            "description": "Its option `configOverwrite`.",
        },
        lang=string("Its option `lang`: the language of the request, in Jitsi's spelling."),
        state=_state("`live`, or `backstage` for hosts and speakers."),
        stage={"type": "string", "enum": ["open", "moderated"]},
        audience_buttons=_buttons("who only listens and watches"),
        stage_buttons=_buttons("who has a turn to speak"),
    )


def _buttons(whose: str) -> Schema:
    return {
        "type": "array",
        "items": string("One of Jitsi's ids of buttons."),
        "description": f"For attendees: Jitsi's `toolbarButtons` of {whose}.",
    }


def _status() -> Schema:
    of_its_people = (
        "for hosts, speakers and attendees of this event while it is live, null for all others."
    )
    of_members = "for hosts, speakers and attendees of this event, null for all others."
    return closed_object(
        is_active=boolean("Whether the event is live."),
        room_name=nullable(string(f"Name of the room, {of_its_people}")),
        started_at=nullable(date_time("Since when it is live; null while it is not.")),
        poll_after=integer("Seconds until it is worth asking again.", minimum=1),
        present=nullable(integer(f"How many people are in the room, {of_its_people}")),
        join_spread=integer(
            "Seconds over which all who wait spread their joins, each at a moment of its own."
        ),
        state=_state("`backstage` is told to hosts and speakers only: others get `scheduled`."),
        starts_at=nullable(date_time(f"The scheduled start, {of_members}")),
        closes_at=nullable(date_time(f"When the open session ends by itself, {of_members}")),
    )


def _ended_session() -> Schema:
    return closed_object(
        is_active=constant(False, "Always false."),
        ended_at=nullable(date_time("When it ended; null where the event was never live.")),
        state=_state("`scheduled` where that was a rehearsal, else `ended`."),
        reopen_until=nullable(date_time("Until when the end can be taken back; null: not.")),
        server_end={
            "type": "string",
            "enum": ["done", "pending", "page"],
            "description": "Whether the video server has ended the conference: `pending` where it "
            "could not be told yet, `page` where only the host's page can do it.",
        },
    )


def _closing() -> Schema:
    return closed_object(
        closes_at=nullable(date_time("When the session ends by itself; null for never.")),
        can_extend=boolean("Whether it can be extended further."),
    )


def _begun_stay() -> Schema:
    return closed_object(
        stay=string("Names this stay when it is `seen` and when it is `left`."),
        heartbeat=integer("Seconds until it has to be `seen`.", minimum=1),
        is_active=boolean("Whether the event is live: false in the backstage."),
        state=_state("`live` or `backstage`."),
    )


def _noted_stay() -> Schema:
    return closed_object(**_stay_goes_on())


def _moved_stay() -> Schema:
    moved = constant(True, "Always true: the session goes on in another room. Join again.")
    return closed_object(**_stay_goes_on(), moved=moved)


def _stay_goes_on() -> dict[str, Schema]:
    return {
        "is_active": boolean("Whether the session goes on."),
        "heartbeat": integer("Seconds until it has to be `seen` again.", minimum=1),
        "state": _state("Of the run that the stay is in: `live`, `backstage` or `ended`."),
    }


def _error_codes() -> Schema:
    return {"type": "string", "enum": sorted({*map(error_code, ERROR_DESCRIPTIONS)})}


def _error() -> Schema:
    detail = string("For people, in the language of the request where there is a translation.")
    return closed_object(detail=detail, code=ref("LiveErrorCode"))


def _full() -> Schema:
    return closed_object(
        detail=string("For people, as in other errors."),
        code=ref("LiveErrorCode"),
        retry_after=integer("Seconds until to ask again.", minimum=1),
        watch_url=string("Where to watch meanwhile; empty for nowhere."),
    )


def _stream_target() -> Schema:
    return closed_object(
        target=string("A stream key of YouTube, or an address of RTMP. A secret."),
        watch_url=string("Where the stream can be watched; empty where that is not known."),
    )


# The names are unlikely to be those of components of the host project.
COMPONENTS: dict[str, Callable[[], Schema]] = {
    "JoinGrant": _join_grant,
    "LiveStatus": _status,
    "EndedSession": _ended_session,
    "LiveClosing": _closing,
    "BegunStay": _begun_stay,
    "NotedStay": _noted_stay,
    "MovedStay": _moved_stay,
    "LiveStreamTarget": _stream_target,
    **PEOPLE_COMPONENTS,
    **RECORDING_COMPONENTS,
    **REPORT_COMPONENTS,
    "LiveRole": lambda: {"type": "string", "enum": ["host", "speaker", "attendee"]},
    "LiveState": lambda: {
        "type": "string",
        "enum": ["scheduled", "backstage", "live", "ended"],
    },
    "LiveError": _error,
    "LiveFullError": _full,
    "LiveErrorCode": _error_codes,
}

ROLE_BODY: Schema = {
    "oneOf": [
        {
            "type": "object",
            "properties": {
                "role": string(
                    "The role in Jitsi's event `participantRoleChanged`: `moderator` or another "
                    "one.",
                    minLength=1,
                    example="moderator",
                )
            },
            "required": ["role"],
        },
        {
            "type": "object",
            "properties": {
                "refusal": string(
                    "The `name` of the error in Jitsi's event `errorOccurred`.",
                    minLength=1,
                    example="connection.passwordRequired",
                ),
                "message": string("The server's own words."),
            },
            "required": ["refusal"],
        },
    ]
}

STAYS_BODY: Schema = {
    "oneOf": [
        {
            "type": "object",
            "properties": {
                "action": {"type": "string", "enum": ["joined"]},
                "endpoint": string(
                    "The `id` in Jitsi's event `videoConferenceJoined`: by it the person can be "
                    "thrown out."
                ),
            },
            "required": ["action"],
        },
        {
            "type": "object",
            "properties": {
                "action": {"type": "string", "enum": ["seen", "left"]},
                "stay": string("What the answer to `joined` named it."),
                "unheard": integer("Seconds for which the caller was there without an answer."),
            },
            "required": ["action", "stay"],
        },
    ]
}

PERSON_BODY: Schema = {
    "type": "object",
    "properties": {"participant": string("The participant id of the report.", minLength=1)},
    "required": ["participant"],
}

MOVE_BODY: Schema = {
    "type": "object",
    "properties": {"server": string("An alias of `servers`; the same server without it.")},
}

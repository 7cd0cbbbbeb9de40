"""Request and response bodies. Objects have these keys and no others."""

from __future__ import annotations

from collections.abc import Callable

from .builders import (
    Schema,
    boolean,
    closed_object,
    constant,
    date_time,
    integer,
    nullable,
    number,
    ref,
    string,
)
from .errors import ERROR_DESCRIPTIONS, error_code


def _role(description: str) -> Schema:
    return {"allOf": [ref("LiveRole")], "description": description}


def _state(description: str) -> Schema:
    return {"allOf": [ref("LiveState")], "description": description}


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
    )


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
    return closed_object(
        is_active=boolean("Whether the session goes on."),
        heartbeat=integer("Seconds until it has to be `seen` again.", minimum=1),
        state=_state("Of the run that the stay is in: `live`, `backstage` or `ended`."),
    )


def _attendance() -> Schema:
    return closed_object(
        user=string("The participant id, which also is in the person's token."),
        display_name=string("The latest name."),
        role=_role("The strongest role."),
        first_joined_at=date_time("Within the live time."),
        last_left_at=nullable(date_time("Null while the person is there.")),
        seconds=integer("In the room during the time that counts."),
        share=number("Of the time that counts.", maximum=1),
        confirmed=boolean("Whether the share is enough; known after the end."),
        jitsi_name=string("What a Jitsi server calls the person; empty where it is the same."),
    )


def _attendance_report() -> Schema:
    return closed_object(
        live_seconds=integer("How long the session was live, or is until now."),
        peak=integer("The most people at a time, guests included."),
        average=number("People in the room, on average over the live time."),
        median_seconds=integer("Of those in `people`."),
        unidentified=integer("Guests and recorders."),
        people={"type": "array", "items": ref("LiveAttendance")},
        unconfirmed={"type": "array", "items": ref("LiveAttendance")},
        counted_seconds=integer("What shares are of: the live time within the schedule."),
        runs={"type": "array", "items": ref("LiveRun")},
    )


def _run() -> Schema:
    return closed_object(
        run=integer("Its number.", minimum=1),
        opened_at=date_time("When somebody was let in first."),
        started_at=nullable(date_time("When it went live; null if it never did.")),
        ended_at=nullable(date_time("Null while it goes on.")),
        ended_because=string("Such as `host` or `idle`; empty while it goes on."),
        live_seconds=integer("How long it was live, or is until now."),
        is_rehearsal=boolean("Whether it was never live, or over before the scheduled start."),
        is_counted=boolean("Whether this report is about it."),
    )


def _error_codes() -> Schema:
    return {"type": "string", "enum": sorted(map(error_code, ERROR_DESCRIPTIONS))}


def _error() -> Schema:
    detail = string("For people, in the language of the request where there is a translation.")
    return closed_object(detail=detail, code=ref("LiveErrorCode"))


# The names are unlikely to be those of components of the host project.
COMPONENTS: dict[str, Callable[[], Schema]] = {
    "JoinGrant": _join_grant,
    "LiveStatus": _status,
    "EndedSession": _ended_session,
    "LiveClosing": _closing,
    "BegunStay": _begun_stay,
    "NotedStay": _noted_stay,
    "LiveAttendance": _attendance,
    "LiveAttendanceReport": _attendance_report,
    "LiveRun": _run,
    "LiveRole": lambda: {"type": "string", "enum": ["host", "speaker", "attendee"]},
    "LiveState": lambda: {
        "type": "string",
        "enum": ["scheduled", "backstage", "live", "ended"],
    },
    "LiveError": _error,
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
            "properties": {"action": {"type": "string", "enum": ["joined"]}},
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

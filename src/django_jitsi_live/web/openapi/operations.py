"""Every operation of the API: its purpose, parameters, body, responses and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rest_framework import exceptions as drf

from ...exceptions import (
    BodyTooLarge,
    Busy,
    EventNotFound,
    Full,
    LinkInUse,
    LinkWithdrawn,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotOpen,
    NotRecordable,
    NotRegistered,
    NotRemovable,
    Removed,
    ServerMisconfigured,
    Throttled,
)
from .builders import Schema, active_object, constant, ref
from .errors import ErrorClass
from .responses import ETAG, JSON, Response, json_response
from .schemas import MOVE_BODY, PERSON_BODY, ROLE_BODY, STAYS_BODY


@dataclass(frozen=True)
class Operation:
    id: str
    summary: str
    description: str
    responses: Mapping[int, Response]
    errors: tuple[ErrorClass, ...]
    body: Schema | None = None
    content: Mapping[str, Schema] | None = None
    """The body by its media type, where it is neither JSON nor a form."""
    parameters: tuple[Schema, ...] = ()
    is_open: bool = False
    """Whether it needs no login."""
    has_event: bool = True
    """Whether its path names an event."""


COMMON_ERRORS: tuple[ErrorClass, ...] = (
    EventNotFound,
    drf.MethodNotAllowed,
    Throttled,
    ServerMisconfigured,
)
LOGIN_ERRORS: tuple[ErrorClass, ...] = (NotAuthenticated, drf.PermissionDenied, *COMMON_ERRORS)
HOST_ERRORS: tuple[ErrorClass, ...] = (NotHost, Removed, *LOGIN_ERRORS)
MEMBER_ERRORS: tuple[ErrorClass, ...] = (
    NotRegistered,
    LinkWithdrawn,
    Removed,
    NotLive,
    *LOGIN_ERRORS,
)
BODY_ERRORS: tuple[ErrorClass, ...] = (drf.ParseError, BodyTooLarge)
REPORT_ERRORS: tuple[ErrorClass, ...] = (*BODY_ERRORS, drf.UnsupportedMediaType, *MEMBER_ERRORS)

PERSON_ERRORS: tuple[ErrorClass, ...] = (*BODY_ERRORS, drf.UnsupportedMediaType, *HOST_ERRORS)

# By the name of the view.
OPERATIONS: dict[str, Operation] = {
    "StartView": Operation(
        "live_start",
        "Go live",
        "Takes the event live and lets the host in. Where it is live already, nothing changes, and "
        "the host gets a grant for the running room. Where it was ended before, it gets a new "
        "room.\n\nA grant is for the person who asked, and for now: ask for another one at each "
        "join and each reload.",
        {200: json_response("The event is live, and this lets the host in.", ref("JoinGrant"))},
        (*BODY_ERRORS, Busy, NotOpen, *HOST_ERRORS),
    ),
    "BackstageView": Operation(
        "live_backstage",
        "Enter the backstage",
        "Opens the room for hosts and speakers, and lets the caller in. The audience is told that "
        "the event is scheduled, until a host goes live: then the same room is open to all. "
        "Speakers enter once a host has opened it, or earlier where the policy says so.",
        {200: json_response("This lets the caller in.", ref("JoinGrant"))},
        (*BODY_ERRORS, Busy, LinkInUse, NotOpen, *HOST_ERRORS),
    ),
    "JoinView": Operation(
        "live_join",
        "Join",
        "Lets a host, a speaker or an attendee into the running room, and hosts and speakers into "
        "the backstage.\n\nA grant is for the person "
        "who asked, and for now: ask for another one at each join and each reload.\n\nWhere the "
        "room is full, an attendee is in line from the first request on, and is let in by a later "
        "one: ask again after `retry_after` seconds.",
        {200: json_response("This lets the caller in.", ref("JoinGrant"))},
        (Full, Busy, LinkInUse, *MEMBER_ERRORS),
    ),
    "EndView": Operation(
        "live_end",
        "End",
        "Ends the event's session, after which nobody can join any more, and the conference on "
        "the video server where that has a call for it. Ending twice is no error.",
        {200: json_response("The event is not live, or not any more.", ref("EndedSession"))},
        (*BODY_ERRORS, Busy, *HOST_ERRORS),
    ),
    "ExtendView": Operation(
        "live_extend",
        "Let it go on for longer",
        "Moves the time at which the session ends by itself by half an hour, up to the longest "
        "time that the site allows.",
        {200: json_response("When it ends now.", ref("LiveClosing"))},
        (*BODY_ERRORS, Busy, NotLive, *HOST_ERRORS),
    ),
    "ReopenView": Operation(
        "live_reopen",
        "Take an end back",
        "Within a minute after an end: the same run goes on in the same room.",
        {
            200: json_response(
                "The event is live again, and this lets the host in.", ref("JoinGrant")
            )
        },
        (*BODY_ERRORS, Busy, NotLive, *HOST_ERRORS),
    ),
    "PeopleView": Operation(
        "live_people",
        "List who is in the room",
        "Those who are in the room now, and those who are removed from the event; with what can be "
        "done about it.",
        {200: json_response("Who is there.", ref("LivePeople"))},
        HOST_ERRORS,
    ),
    "RemoveView": Operation(
        "live_remove",
        "Remove a person",
        "From now on the person gets no grant for this event, on no device, until readmitted. What "
        "throws the person out of the room is `removal`. Removing twice is no error: the person is "
        "thrown out again. Hosts cannot be removed.",
        {200: json_response("The person is removed.", ref("LiveRemoval"))},
        (NotRemovable, *PERSON_ERRORS),
        body=PERSON_BODY,
    ),
    "ReadmitView": Operation(
        "live_readmit",
        "Readmit a person",
        "Takes a removal back. That nobody is removed is no error.",
        {200: json_response("The person may come in.", ref("LiveRemoval"))},
        PERSON_ERRORS,
        body=PERSON_BODY,
    ),
    "MoveView": Operation(
        "live_move",
        "Move to a new room",
        "The open session goes on in a new room, on the same server or another one. Pages take "
        "along everybody but those who are removed; old passes do not open the new room.",
        {200: json_response("This lets the host into the new room.", ref("JoinGrant"))},
        (Busy, NotLive, *PERSON_ERRORS),
        body=MOVE_BODY,
    ),
    "StreamTargetView": Operation(
        "live_stream_target",
        "Get what a host needs to stream",
        "The stream key or the address that the site names for this event. It is a secret: hand it "
        "to Jitsi when the host begins to stream, and keep it nowhere.",
        {200: json_response("Where to stream to.", ref("LiveStreamTarget"))},
        (*BODY_ERRORS, NotRecordable, *HOST_ERRORS),
    ),
    "StatusView": Operation(
        "live_status",
        "Ask whether the event is live",
        "For everybody: with credentials that are not valid, the caller is nobody. Ask again after "
        "`poll_after` seconds. What callers without credentials are told is the same for all of "
        "them, and may come from a cache.",
        {
            200: Response("How things stand.", {JSON: ref("LiveStatus")}, ETAG),
            304: Response("Nothing has changed since the answer of that `ETag`.", headers=ETAG),
        },
        COMMON_ERRORS,
        parameters=(
            {
                "in": "header",
                "name": "If-None-Match",
                "schema": {"type": "string"},
                "description": "The `ETag` of an earlier answer. Browsers send it by themselves.",
            },
        ),
        is_open=True,
    ),
    "RoleView": Operation(
        "live_report_role",
        "Tell what Jitsi made of the caller",
        "What Jitsi's event `participantRoleChanged` says of one's own participant. Where that is "
        "another role than the one on this site, the site's log and the room of the host say so."
        "\n\nOr tell that the server did not let the caller in: the site's log gets each `refusal` "
        "once a run.",
        {
            200: json_response(
                "Noted.", active_object(constant(True, "Always true: the event is live."))
            )
        },
        REPORT_ERRORS,
        body=ROLE_BODY,
    ),
    "StaysView": Operation(
        "live_record_stay",
        "Tell that the caller is in the room",
        "`joined` begins a stay, `seen` says every `heartbeat` seconds that it goes on, and `left` "
        "ends it. A stay that was not seen for two and a half heartbeats has ended when it was "
        "last seen, unless the page says that it was there and `unheard`.\n\nOne's own stay can be "
        "ended even after the session has ended or the "
        "registration is gone.",
        {
            200: json_response("Noted.", {"oneOf": [ref("NotedStay"), ref("MovedStay")]}),
            201: json_response("A stay has begun.", ref("BegunStay")),
        },
        (LinkInUse, *REPORT_ERRORS),
        body=STAYS_BODY,
    ),
    "SessionsView": Operation(
        "live_sessions",
        "List one's own sessions",
        "The live sessions of the events that the caller hosts, those of the latest runs first, "
        "with the main figures of their reports. Browsers, which accept `text/html`, get a page "
        "instead; with `format=json` they do not.",
        {200: json_response("One page of the list.", ref("LiveSessionList"))},
        (NotAuthenticated, drf.MethodNotAllowed, Throttled, ServerMisconfigured),
        parameters=(
            {
                "in": "query",
                "name": "page",
                "schema": {"type": "string"},
                "description": "The number of the page, from 1.",
            },
        ),
        has_event=False,
    ),
    "AttendanceView": Operation(
        "live_attendance",
        "Read who attended",
        "The report of the latest occasion of the session, for hosts: its runs of one scheduled "
        "time, added up. As a table of the people in CSV with `format=csv`, or where `text/csv` is "
        "what is accepted first.",
        {
            200: Response(
                "The report.",
                {JSON: ref("LiveAttendanceReport"), "text/csv": {"type": "string"}},
            )
        },
        HOST_ERRORS,
        parameters=(
            {
                "in": "query",
                "name": "format",
                "schema": {"type": "string"},
                "description": "`csv` for a table; with anything else the answer is JSON.",
            },
            {
                "in": "query",
                "name": "run",
                "schema": {"type": "string"},
                "description": "The number of a run, `latest`, or `all`.",
            },
        ),
    ),
}

EVENT_ID: Schema = {
    "in": "path",
    "name": "event_id",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
    "description": "The event, by what this site has in its addresses, such as its primary key.",
}

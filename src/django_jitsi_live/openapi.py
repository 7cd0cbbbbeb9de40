"""The REST API in the OpenAPI schema of the host project, which drf-spectacular writes.

Loaded where drf-spectacular is installed, and imported by nothing else. What is said here has to be
what happens: the tests hold each answer against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent, append_meta
from rest_framework import exceptions as drf
from rest_framework.views import APIView

from .exceptions import (
    Busy,
    EventNotFound,
    LiveError,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotRegistered,
    ServerMisconfigured,
    Throttled,
)

Schema = dict[str, Any]
Refusal = type[LiveError] | type[drf.APIException]

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

TAG = "live"

WHEN: dict[Refusal, str] = {
    NotAuthenticated: "Nobody is logged in, the account is inactive, or the credentials are not "
    "valid. Log in.",
    NotHost: "The caller does not host the event.",
    NotRegistered: "The caller neither hosts the event nor is registered for it. Register first.",
    NotLive: "The event is not live. Ask for the status, and join when it is.",
    EventNotFound: "There is no such event, for anybody; or the stay is not one of the caller's.",
    ServerMisconfigured: "The video server cannot be used. The site's log says why.",
    Busy: "Others changed the same session at the same moment, or keep it locked. Try again.",
    drf.ParseError: "The body is malformed, too large, or lacks what has to be in it.",
    drf.PermissionDenied: "The CSRF token that goes with a session cookie is missing or wrong, or "
    "the site refuses this person.",
    drf.MethodNotAllowed: "Every other method is answered like this.",
    drf.UnsupportedMediaType: "The body is neither JSON nor a form.",
    Throttled: "Too many requests. Wait, as `Retry-After` says.",
}


# What goes over the wire. Objects have these keys and no others.


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _string(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def _moment(description: str) -> Schema:
    return _string(description, format="date-time")


def _whole(description: str, minimum: int = 0) -> Schema:
    return {"type": "integer", "minimum": minimum, "description": description}


def _number(description: str, **more: Any) -> Schema:
    return {"type": "number", "minimum": 0, "description": description, **more}


def _boolean(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _always(value: bool, description: str) -> Schema:
    # Plainly in the property, drf-spectacular would make a component of the enum, and warn of
    # another one of that name in the host project.
    return {"allOf": [{"type": "boolean", "enum": [value]}], "description": description}


def _or_null(schema: Schema) -> Schema:
    # Written otherwise in OpenAPI 3.0 and 3.1, which drf-spectacular knows.
    return append_meta(schema, {"nullable": True})


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _role(description: str) -> Schema:
    return {"allOf": [_ref("LiveRole")], "description": description}


def _join_grant() -> Schema:
    return _object(
        room_name=_string("Name of the room, without tenant or AppID."),
        is_active=_always(True, "Always true in a grant."),
        role=_role("What the caller is in this room."),
        domain=_string("First argument of `JitsiMeetExternalAPI`."),
        script_url=_string("Where that class is loaded from; relative to this site or absolute."),
        room=_string("Its option `roomName`."),
        url=_string("Plain link into the room, as secret as the token."),
        jwt=_or_null(_string("Its option `jwt`; null where the server asks for no token.")),
        expires_at=_or_null(_moment("When the token expires; null where there is none.")),
        display_name=_string("Its option `userInfo.displayName`."),
        config={
            "type": "object",
            "additionalProperties": True,
            "description": "Its option `configOverwrite`.",
        },
        lang=_string("Its option `lang`: the language of the request, in Jitsi's spelling."),
    )


def _status() -> Schema:
    of_its_people = "for hosts and attendees of this event while it is live, null for all others."
    return _object(
        is_active=_boolean("Whether the event is live."),
        room_name=_or_null(_string(f"Name of the room, {of_its_people}")),
        started_at=_or_null(_moment("Since when it is live; null while it is not.")),
        poll_after=_whole("Seconds until it is worth asking again.", minimum=1),
        present=_or_null(_whole(f"How many people are in the room, {of_its_people}")),
        join_spread=_whole(
            "Seconds over which all who wait spread their joins, each at a moment of its own."
        ),
    )


def _ended_session() -> Schema:
    return _object(
        is_active=_always(False, "Always false."),
        ended_at=_or_null(_moment("When it ended; null where the event was never live.")),
    )


def _begun_stay() -> Schema:
    return _object(
        stay=_string("Names this stay when it is `seen` and when it is `left`."),
        heartbeat=_whole("Seconds until it has to be `seen`.", minimum=1),
        is_active=_always(True, "Always true: the event is live."),
    )


def _attendance() -> Schema:
    return _object(
        user=_string("The participant id, which also is in the person's token."),
        display_name=_string("The latest name."),
        role=_role("The strongest role."),
        first_joined_at=_moment("Within the live time."),
        last_left_at=_or_null(_moment("Null while the person is there.")),
        seconds=_whole("In the room while the session was live."),
        share=_number("Of the live time.", maximum=1),
        confirmed=_boolean("Whether the share is enough; known after the end."),
    )


def _attendance_report() -> Schema:
    return _object(
        live_seconds=_whole("How long the session was live, or is until now."),
        peak=_whole("The most people at a time, guests included."),
        average=_number("People in the room, on average over the live time."),
        median_seconds=_whole("Of those in `people`."),
        unidentified=_whole("Guests and recorders."),
        people={"type": "array", "items": _ref("LiveAttendance")},
    )


def _codes() -> Schema:
    return {"type": "string", "enum": sorted(map(_code, WHEN))}


def _error() -> Schema:
    detail = _string("For people, in the language of the request where there is a translation.")
    return _object(detail=detail, code=_ref("LiveErrorCode"))


def _code(refusal: Refusal) -> str:
    return refusal.code if issubclass(refusal, LiveError) else str(refusal.default_code)


# Named so that they are unlikely to meet one of the host project's own.
COMPONENTS: dict[str, Callable[[], Schema]] = {
    "JoinGrant": _join_grant,
    "LiveStatus": _status,
    "EndedSession": _ended_session,
    "BegunStay": _begun_stay,
    "LiveAttendance": _attendance,
    "LiveAttendanceReport": _attendance_report,
    "LiveRole": lambda: {"type": "string", "enum": ["host", "attendee"]},
    "LiveError": _error,
    "LiveErrorCode": _codes,
}

ROLE_BODY: Schema = {
    "type": "object",
    "properties": {
        "role": _string(
            "The role in Jitsi's event `participantRoleChanged`: `moderator` or another one.",
            minLength=1,
            example="moderator",
        )
    },
    "required": ["role"],
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
                "stay": _string("What the answer to `joined` named it."),
            },
            "required": ["action", "stay"],
        },
    ]
}


def _active(schema: Schema) -> Schema:
    return _object(is_active=schema)


# What can be done


def _header(description: str, type_: str = "string") -> Schema:
    return {"schema": {"type": type_}, "description": description}


# Response headers by status; None is for all.
HEADERS: dict[int | None, dict[str, Schema]] = {
    None: {"Cache-Control": _header("Whether, and for how long, it may be kept.")},
    401: {"WWW-Authenticate": _header("How to log in.")},
    405: {"Allow": _header("The methods that there are.")},
    429: {"Retry-After": _header("Seconds to wait.", "integer")},
}
ETAG = {"ETag": _header("Of answers that may be kept.")}


@dataclass(frozen=True)
class Answer:
    description: str
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)

    def as_dict(self, status: int) -> Schema:
        headers = {**HEADERS[None], **HEADERS.get(status, {}), **self.headers}
        content = {name: {"schema": schema} for name, schema in self.content.items()}
        return {
            "description": self.description,
            "headers": headers,
            **({"content": content} if content else {}),
        }


@dataclass(frozen=True)
class Operation:
    id: str
    summary: str
    description: str
    answers: Mapping[int, Answer]
    refusals: tuple[Refusal, ...]
    body: Schema | None = None
    parameters: tuple[Schema, ...] = ()
    is_open: bool = False
    """Whether it is for everybody, logged in or not."""


def _json(description: str, schema: Schema) -> Answer:
    return Answer(description, {JSON: schema})


ALWAYS: tuple[Refusal, ...] = (EventNotFound, drf.MethodNotAllowed, Throttled)
TO_PEOPLE: tuple[Refusal, ...] = (NotAuthenticated, drf.PermissionDenied, *ALWAYS)
TO_HOSTS: tuple[Refusal, ...] = (NotHost, *TO_PEOPLE)
TO_MEMBERS: tuple[Refusal, ...] = (NotRegistered, NotLive, *TO_PEOPLE)
TO_TELLERS: tuple[Refusal, ...] = (drf.ParseError, drf.UnsupportedMediaType, *TO_MEMBERS)

OPERATIONS: dict[str, Operation] = {
    "StartView": Operation(
        "live_start",
        "Go live",
        "Takes the event live and lets the host in. Where it is live already, nothing changes, and "
        "the host gets a grant for the running room. Where it was ended before, it gets a new "
        "room.\n\nA grant is for the person who asked, and for now: ask for another one at each "
        "join and each reload.",
        {200: _json("The event is live, and this lets the host in.", _ref("JoinGrant"))},
        (drf.ParseError, ServerMisconfigured, Busy, *TO_HOSTS),
    ),
    "JoinView": Operation(
        "live_join",
        "Join",
        "Lets a host or an attendee into the running room.\n\nA grant is for the person who asked, "
        "and for now: ask for another one at each join and each reload.",
        {200: _json("This lets the caller in.", _ref("JoinGrant"))},
        (ServerMisconfigured, *TO_MEMBERS),
    ),
    "EndView": Operation(
        "live_end",
        "End",
        "Ends the event's session, after which nobody can join any more. Ending twice is no error, "
        "and `ended_at` stays.",
        {200: _json("The event is not live, or not any more.", _ref("EndedSession"))},
        (drf.ParseError, Busy, *TO_HOSTS),
    ),
    "StatusView": Operation(
        "live_status",
        "Ask whether the event is live",
        "For everybody: with credentials that are not valid, the caller is nobody. Ask again after "
        "`poll_after` seconds. What callers without credentials are told is the same for all of "
        "them, and may come from a cache.",
        {
            200: Answer("How things stand.", {JSON: _ref("LiveStatus")}, ETAG),
            304: Answer("Nothing has changed since the answer of that `ETag`.", headers=ETAG),
        },
        ALWAYS,
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
        "another role than the one on this site, the site's log and the room of the host say so.",
        {200: _json("Noted.", _active(_always(True, "Always true: the event is live.")))},
        TO_TELLERS,
        body=ROLE_BODY,
    ),
    "StaysView": Operation(
        "live_record_stay",
        "Tell that the caller is in the room",
        "`joined` begins a stay, `seen` says every `heartbeat` seconds that it goes on, and `left` "
        "ends it. A stay that was not seen for two and a half heartbeats has ended when it was "
        "last seen.\n\nOne's own stay can be ended even after the session has ended or the "
        "registration is gone.",
        {
            200: _json("Noted.", _active(_boolean("Whether the session goes on."))),
            201: _json("A stay has begun.", _ref("BegunStay")),
        },
        TO_TELLERS,
        body=STAYS_BODY,
    ),
    "AttendanceView": Operation(
        "live_attendance",
        "Read who attended",
        "The report of the latest run of the session, for hosts. As a table of the people in CSV "
        "with `format=csv`, or where `text/csv` is what is accepted first.",
        {
            200: Answer(
                "The report.",
                {JSON: _ref("LiveAttendanceReport"), "text/csv": {"type": "string"}},
            )
        },
        TO_HOSTS,
        parameters=(
            {
                "in": "query",
                "name": "format",
                "schema": {"type": "string"},
                "description": "`csv` for a table; with anything else the answer is JSON.",
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


class LiveSchema(AutoSchema):
    """Says what is written down here, and of the host project only how callers log in."""

    operation: Operation

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> Schema:
        self.path, self.path_regex, self.path_prefix = path, path_regex, path_prefix
        self.method, self.registry = method.upper(), registry
        for name, component in COMPONENTS.items():
            registry.register_on_missing(_component(name, component()))
        told, security = self.operation, self.get_auth()
        operation = {
            "operationId": told.id,
            "summary": told.summary,
            "description": told.description,
            "tags": [TAG],
            "parameters": [EVENT_ID, *told.parameters],
            **({"requestBody": _request_body(told.body)} if told.body else {}),
            **({"security": security} if security else {}),
            "responses": self._responses(),
        }
        # The host project's hooks write into it.
        return deepcopy(operation)

    def _responses(self) -> Schema:
        answers = {**_refusals(self.operation.refusals, self._status_of), **self.operation.answers}
        return {str(status): answers[status].as_dict(status) for status in sorted(answers)}

    def _status_of(self, refusal: Refusal) -> int:
        if refusal is NotAuthenticated:
            # As DRF does: it is the first authentication class of the host project that decides.
            return 401 if self.view.get_authenticate_header(self.view.request) else 403
        return refusal.status if issubclass(refusal, LiveError) else refusal.status_code

    def get_auth(self) -> list[Schema]:
        known: list[Schema] = super().get_auth()
        # Our permission classes let everybody pass, to the gate of the services.
        return known if self.operation.is_open else [each for each in known if each]


def _component(name: str, schema: Schema) -> ResolvedComponent:
    schemas = ResolvedComponent.SCHEMA
    return ResolvedComponent(name, schemas, schema, LiveSchema)  # type: ignore[no-untyped-call]  # untyped there


def _refusals(
    refusals: Iterable[Refusal], status_of: Callable[[Refusal], int]
) -> dict[int, Answer]:
    """One answer for each status, with the codes that come with it."""
    by_status = defaultdict(list)
    for refusal in refusals:
        by_status[status_of(refusal)].append(refusal)
    return {status: _refusal(those) for status, those in by_status.items()}


def _refusal(refusals: list[Refusal]) -> Answer:
    description = "\n\n".join(f"`{_code(each)}`: {WHEN[each]}" for each in refusals)
    codes = {"properties": {"code": {"type": "string", "enum": sorted(map(_code, refusals))}}}
    return _json(description, {"allOf": [_ref("LiveError"), {"type": "object", **codes}]})


def _request_body(schema: Schema) -> Schema:
    content = {media_type: {"schema": schema} for media_type in (JSON, *FORMS)}
    return {"required": True, "content": content}


class LiveViews(OpenApiViewExtension):  # type: ignore[no-untyped-call]  # untyped there
    """Our views, and those that the host project derives from them."""

    target_class = "django_jitsi_live.web.api_view.LiveView"
    match_subclasses = True

    def view_replacement(self) -> type[APIView]:
        view: type[APIView] = self.target
        known = [OPERATIONS[each.__name__] for each in view.__mro__ if each.__name__ in OPERATIONS]
        if not known:
            return view
        schema = type("Schema", (LiveSchema,), {"operation": known[0]})
        # Whatever DEFAULT_SCHEMA_CLASS the host project has, and without writing to the view.
        return type(view.__name__, (view,), {"schema": schema()})

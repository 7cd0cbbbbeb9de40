"""Who may record and stream a session from the page, and which page begins to by itself.

Nothing here asks the database for more than the visit has: before a start it is known which servers
it can lead to, and not which of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..conf import conf
from ..exceptions import NotLive, NotRecordable
from ..models import LiveSession, Role
from ..policy import Visit, optional
from ..servers import Server, UnusableServer, get_server
from .gate import refused, require_host
from .placement import possible_servers
from .refusals import note_once

BEGUN = "recording-begun"
"""Stands among the refusals of a run, which are noted once."""


@dataclass(frozen=True, slots=True)
class RecordingRights:
    """What a user may do, and has to know."""

    may_be_recorded: bool = False
    can_record: bool = False
    can_stream: bool = False
    records_automatically: bool = False


def recording_rights(visit: Visit) -> RecordingRights:
    """Nothing, for users without a role."""
    if visit.role is None:
        return RecordingRights()
    servers = _servers(visit)
    records = _can_record(servers)
    streams = _supports(servers, "stream") and bool(visit.policy.stream_target(visit.event))
    is_host = visit.role is Role.HOST
    return RecordingRights(
        may_be_recorded=records or streams,
        can_record=is_host and records,
        can_stream=is_host and streams,
        records_automatically=is_host and records and _records_automatically(visit.session),
    )


def _can_record(servers: list[Server]) -> bool:
    return conf.RECORDINGS_STORAGE is not None and _supports(servers, "recordings")


def _records_automatically(session: LiveSession | None) -> bool:
    has_begun = session is not None and session.is_open and BEGUN in session.refusals.split(",")
    return bool(conf.RECORD_AUTOMATICALLY) and not has_begun


def _servers(visit: Visit) -> list[Server]:
    session = visit.session
    if session is None or not session.is_open or session.is_due:
        return possible_servers(visit.policy, visit.event)
    try:
        return [get_server(session.server)]
    except UnusableServer:
        return []


def _supports(servers: list[Server], what: str) -> bool:
    def supports(server: Server) -> bool:
        hook = f"{type(server).__name__}.supports()"
        return optional(hook, lambda: bool(server.supports(what)), otherwise=False)

    return any(supports(server) for server in servers)


def begin_recording(user: Any, event_id: object) -> bool:
    """Note that the session's room has been recorded, so that no page begins by itself any more.
    Returns whether this is the first time.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLive``, ``NotRecordable``.
    """
    visit = require_host(user, event_id)
    session = _live_session(visit)
    if not recording_rights(visit).can_record:
        raise NotRecordable
    return note_once(session, BEGUN)


def _live_session(visit: Visit) -> LiveSession:
    if visit.live_session is None:
        raise refused(visit, NotLive())
    return visit.live_session

"""Live sessions: the gate, the join grant, start and end. Read ``services`` first."""

from .gate import (
    participant_of,
    require_host,
    require_member,
    require_participant,
    require_user,
    session_database,
)
from .grants import JoinGrant
from .refusals import report_refusal
from .services import RoomInfo, describe, end, end_sessions, join, report_role, start, status

__all__ = [
    "JoinGrant",
    "RoomInfo",
    "describe",
    "end",
    "end_sessions",
    "join",
    "participant_of",
    "report_refusal",
    "report_role",
    "require_host",
    "require_member",
    "require_participant",
    "require_user",
    "session_database",
    "start",
    "status",
]

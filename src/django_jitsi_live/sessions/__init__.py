"""Live sessions: the gate, the join grant, start and end. Read ``services`` first."""

from .closing import end_sessions, settle, settle_due, settle_session
from .conflicts import is_lost_race
from .gate import (
    participant_of,
    require_host,
    require_member,
    require_participant,
    require_user,
)
from .grants import JoinGrant
from .refusals import report_refusal
from .room_info import RoomInfo, describe, status
from .services import (
    Closing,
    Ended,
    backstage,
    describe_end,
    end,
    extend,
    join,
    reopen,
    report_role,
    start,
)
from .store import session_database

__all__ = [
    "Closing",
    "Ended",
    "JoinGrant",
    "RoomInfo",
    "backstage",
    "describe",
    "describe_end",
    "end",
    "end_sessions",
    "extend",
    "is_lost_race",
    "join",
    "participant_of",
    "reopen",
    "report_refusal",
    "report_role",
    "require_host",
    "require_member",
    "require_participant",
    "require_user",
    "session_database",
    "settle",
    "settle_due",
    "settle_session",
    "start",
    "status",
]

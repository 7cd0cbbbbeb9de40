"""What the product does, for host projects: ``from django_jitsi_live import services``."""

from .crowd import Status
from .sessions import (
    JoinGrant,
    RoomInfo,
    describe,
    end,
    end_sessions,
    join,
    report_refusal,
    report_role,
    start,
    status,
)

__all__ = [
    "JoinGrant",
    "RoomInfo",
    "Status",
    "describe",
    "end",
    "end_sessions",
    "join",
    "report_refusal",
    "report_role",
    "start",
    "status",
]

"""What the product does, for host projects: ``from django_jitsi_live import services``."""

from .crowd import Status
from .sessions import (
    Closing,
    JoinGrant,
    RoomInfo,
    backstage,
    describe,
    end,
    end_sessions,
    extend,
    join,
    reopen,
    report_refusal,
    report_role,
    start,
    status,
)

__all__ = [
    "Closing",
    "JoinGrant",
    "RoomInfo",
    "Status",
    "backstage",
    "describe",
    "end",
    "end_sessions",
    "extend",
    "join",
    "reopen",
    "report_refusal",
    "report_role",
    "start",
    "status",
]

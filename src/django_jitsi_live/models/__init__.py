"""The schema: sessions, runs, stays, confirmations and messages, with querysets and constraints."""

from .attendance import Confirmation, Source, Stay, StayQuerySet, heartbeat_timeout, present_count
from .fields import EventOneToOneField, MomentField
from .messages import JitsiMessage, ServerReport
from .run import EndedBecause, Run, latest_run
from .session import TEAM, LiveSession, Role, RoleMismatch, State, get_live_session

__all__ = [
    "TEAM",
    "Confirmation",
    "EndedBecause",
    "EventOneToOneField",
    "JitsiMessage",
    "LiveSession",
    "MomentField",
    "Role",
    "RoleMismatch",
    "Run",
    "ServerReport",
    "Source",
    "State",
    "Stay",
    "StayQuerySet",
    "get_live_session",
    "heartbeat_timeout",
    "latest_run",
    "present_count",
]

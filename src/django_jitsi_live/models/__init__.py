"""The schema: sessions, stays, confirmations and messages, with querysets and constraints."""

from .attendance import Confirmation, Source, Stay, StayQuerySet, heartbeat_timeout, present_count
from .fields import EventOneToOneField, MomentField
from .messages import JitsiMessage, ServerReport
from .session import LiveSession, Role, RoleMismatch, get_live_session

__all__ = [
    "Confirmation",
    "EventOneToOneField",
    "JitsiMessage",
    "LiveSession",
    "MomentField",
    "Role",
    "RoleMismatch",
    "ServerReport",
    "Source",
    "Stay",
    "StayQuerySet",
    "get_live_session",
    "heartbeat_timeout",
    "present_count",
]

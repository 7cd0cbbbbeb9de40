"""The schema: sessions, runs, stays, people, messages, recordings, mails and the audit."""

from .admission import Admission, Answer, admission_state
from .attendance import Confirmation, Source, Stay, StayQuerySet, heartbeat_timeout, present_count
from .audit import Action, AuditEntry, Enforcement
from .calendar import CalendarEntry, CalendarFeed
from .fields import EventOneToOneField, MomentField
from .guest import GUEST, Guest, GuestLink, account_of, guest_annotations, guest_of, is_guest
from .messages import JitsiMessage, ServerReport
from .notification import Delivery, Kind, Mailing, Notification, Unsubscription
from .person import of_person, of_visitor
from .recording import (
    FileDeletion,
    Problem,
    Recording,
    RecordingKind,
    RecordingSource,
    RecordingState,
    Viewing,
    Visibility,
)
from .removal import Removal, is_removed
from .run import EndedBecause, Run, latest_run
from .seat import Seat
from .server_failure import ServerFailure
from .session import TEAM, LiveSession, Role, RoleMismatch, State, get_live_session
from .turn import Chat, Stage, Turn, TurnState, own_turn, read_turn

__all__ = [
    "GUEST",
    "TEAM",
    "Action",
    "Admission",
    "Answer",
    "AuditEntry",
    "CalendarEntry",
    "CalendarFeed",
    "Chat",
    "Confirmation",
    "Delivery",
    "EndedBecause",
    "Enforcement",
    "EventOneToOneField",
    "FileDeletion",
    "Guest",
    "GuestLink",
    "JitsiMessage",
    "Kind",
    "LiveSession",
    "Mailing",
    "MomentField",
    "Notification",
    "Problem",
    "Recording",
    "RecordingKind",
    "RecordingSource",
    "RecordingState",
    "Removal",
    "Role",
    "RoleMismatch",
    "Run",
    "Seat",
    "ServerFailure",
    "ServerReport",
    "Source",
    "Stage",
    "State",
    "Stay",
    "StayQuerySet",
    "Turn",
    "TurnState",
    "Unsubscription",
    "Viewing",
    "Visibility",
    "account_of",
    "admission_state",
    "get_live_session",
    "guest_annotations",
    "guest_of",
    "heartbeat_timeout",
    "is_guest",
    "is_removed",
    "latest_run",
    "of_person",
    "of_visitor",
    "own_turn",
    "present_count",
    "read_turn",
]

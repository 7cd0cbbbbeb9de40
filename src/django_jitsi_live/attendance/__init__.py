"""Attendance: stays that pages and Jitsi servers report, the report, and housekeeping."""

from .housekeeping import tidy
from .inbox import (
    EVENT_SYNC_PATHS,
    BadSignature,
    MalformedMessage,
    clock_ahead,
    is_repeated_jaas,
    receive_event_sync,
    receive_jaas,
)
from .personal_data import anonymise, anonymise_participant, export, export_participant
from .receivers import connect_receivers
from .reports import Attendance, Report, RunSummary, present, report, report_of
from .stays import ACTIONS, record_action

__all__ = [
    "ACTIONS",
    "EVENT_SYNC_PATHS",
    "Attendance",
    "BadSignature",
    "MalformedMessage",
    "Report",
    "RunSummary",
    "anonymise",
    "anonymise_participant",
    "clock_ahead",
    "connect_receivers",
    "export",
    "export_participant",
    "is_repeated_jaas",
    "present",
    "receive_event_sync",
    "receive_jaas",
    "record_action",
    "report",
    "report_of",
    "tidy",
]

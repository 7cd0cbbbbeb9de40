"""Attendance: stays that pages and Jitsi servers report, the report, and housekeeping."""

from .absence import Absentees
from .figures import Figures, counts_of
from .hosted import SessionList, SessionSummary, session_list
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
from .reports import (
    attendance_rows,
    event_report,
    open_report,
    present,
    report,
    report_of,
    rows_of,
)
from .stays import ACTIONS, record_action
from .values import Absent, Attendance, Report, RunSummary

__all__ = [
    "ACTIONS",
    "EVENT_SYNC_PATHS",
    "Absent",
    "Absentees",
    "Attendance",
    "BadSignature",
    "Figures",
    "MalformedMessage",
    "Report",
    "RunSummary",
    "SessionList",
    "SessionSummary",
    "anonymise",
    "anonymise_participant",
    "attendance_rows",
    "clock_ahead",
    "connect_receivers",
    "counts_of",
    "event_report",
    "export",
    "export_participant",
    "is_repeated_jaas",
    "open_report",
    "present",
    "receive_event_sync",
    "receive_jaas",
    "record_action",
    "report",
    "report_of",
    "rows_of",
    "session_list",
    "tidy",
]

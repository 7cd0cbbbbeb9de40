"""Attendance: stays that pages and Jitsi servers report, the report, and housekeeping."""

from .absence import Absentees
from .extensions import (
    KeptRows,
    PersonalData,
    add_kept_rows,
    add_personal_data,
    anonymous_participant,
)
from .figures import Figures, counts_of
from .hosted import SessionList, SessionSummary, session_list
from .housekeeping import tidy
from .inbox import (
    EVENT_SYNC_PATHS,
    BadSignature,
    MalformedMessage,
    clock_ahead,
    is_repeated_jaas,
    is_reserved_trial,
    new_trial_room,
    receive_event_sync,
    receive_jaas,
    reserve_trial_room,
    trial_clock,
)
from .personal_data import anonymise, anonymise_participant, export, export_participant
from .receivers import connect_receivers
from .removals import name_of
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
from .values import Absent, Attendance, KeptOut, Report, RunSummary, Watched

__all__ = [
    "ACTIONS",
    "EVENT_SYNC_PATHS",
    "Absent",
    "Absentees",
    "Attendance",
    "BadSignature",
    "Figures",
    "KeptOut",
    "KeptRows",
    "MalformedMessage",
    "PersonalData",
    "Report",
    "RunSummary",
    "SessionList",
    "SessionSummary",
    "Watched",
    "add_kept_rows",
    "add_personal_data",
    "anonymise",
    "anonymise_participant",
    "anonymous_participant",
    "attendance_rows",
    "clock_ahead",
    "connect_receivers",
    "counts_of",
    "event_report",
    "export",
    "export_participant",
    "is_repeated_jaas",
    "is_reserved_trial",
    "name_of",
    "new_trial_room",
    "open_report",
    "present",
    "receive_event_sync",
    "receive_jaas",
    "record_action",
    "report",
    "report_of",
    "reserve_trial_room",
    "rows_of",
    "session_list",
    "tidy",
    "trial_clock",
]

"""For operators: the doctor, server configuration, a migration operation, and older sessions."""

from .change_event_model import ChangeEventModel, referenced_table
from .doctor import CannotExamine, Finding, Level, examine
from .old_sessions import SESSIONS_TABLE, CannotImport, OldTables, What, import_sessions
from .server_config import (
    CannotConfigure,
    Difference,
    Part,
    Platform,
    configuration_differences,
    recorder_script,
    server_configuration,
)
from .watching import Change, Person, SessionSeen, Watch, watch

__all__ = [
    "SESSIONS_TABLE",
    "CannotConfigure",
    "CannotExamine",
    "CannotImport",
    "Change",
    "ChangeEventModel",
    "Difference",
    "Finding",
    "Level",
    "OldTables",
    "Part",
    "Person",
    "Platform",
    "SessionSeen",
    "Watch",
    "What",
    "configuration_differences",
    "examine",
    "import_sessions",
    "recorder_script",
    "referenced_table",
    "server_configuration",
    "watch",
]

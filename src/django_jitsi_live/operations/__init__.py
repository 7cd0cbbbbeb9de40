"""For operators: the doctor, a migration operation, and sessions of an older app."""

from .change_event_model import ChangeEventModel, referenced_table
from .doctor import CannotExamine, Finding, Level, examine
from .old_sessions import SESSIONS_TABLE, CannotImport, OldTables, What, import_sessions

__all__ = [
    "SESSIONS_TABLE",
    "CannotExamine",
    "CannotImport",
    "ChangeEventModel",
    "Finding",
    "Level",
    "OldTables",
    "What",
    "examine",
    "import_sessions",
    "referenced_table",
]

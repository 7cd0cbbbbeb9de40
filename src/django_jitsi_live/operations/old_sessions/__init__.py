"""Brings sessions over from the tables of an older app."""

from .importer import import_sessions
from .outcome import Outcome, What
from .tables import SESSIONS_TABLE, CannotImport, OldTables

__all__ = [
    "SESSIONS_TABLE",
    "CannotImport",
    "OldTables",
    "Outcome",
    "What",
    "import_sessions",
]

"""The audit: who decided what, written together with the decision."""

from .entries import audit_database, audit_entries, record, record_or_log
from .personal import anonymise_decisions, decisions_about, decisions_of
from .search import plain_entries, search_entries

__all__ = [
    "anonymise_decisions",
    "audit_database",
    "audit_entries",
    "decisions_about",
    "decisions_of",
    "plain_entries",
    "record",
    "record_or_log",
    "search_entries",
]

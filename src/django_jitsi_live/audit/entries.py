"""Writes the entries of the audit, and gives them back."""

from __future__ import annotations

import logging

from django.db import DatabaseError, router
from django.db.models import QuerySet

from ..models import AuditEntry, LiveSession
from ..policy import recoverable
from ..prepared import insert_row

logger = logging.getLogger("django_jitsi_live")

MAX_KEY_LENGTH = 255


def audit_database() -> str:
    """The alias of the database in which sessions are: a decision and its entry are written in
    one transaction."""
    return router.db_for_write(LiveSession)


def audit_entries() -> QuerySet[AuditEntry]:
    """All entries, from where they are written."""
    return AuditEntry.objects.using(audit_database())


def record(entry: AuditEntry) -> None:
    """Write the entry, in the transaction that is open."""
    entry.event_key = entry.event_key[:MAX_KEY_LENGTH]
    entry.reason = entry.reason[:MAX_KEY_LENGTH]
    insert_row(entry, audit_database())


def record_or_log(entry: AuditEntry) -> None:
    """Write an entry for which nobody is kept out: not where the database cannot be written to."""
    try:
        with recoverable():
            record(entry)
    except DatabaseError as error:
        message = "The audit could not note that somebody %s (event %s): %s"
        logger.exception(message, entry.action, entry.event_key, type(error).__name__)

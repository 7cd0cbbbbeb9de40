"""Deletes files, until it is true.

A file that is to go is noted in the transaction in which nothing refers to it any more. Where the
storage fails, the note stays, and is tried again.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid

from django.core.files.storage import Storage
from django.db.models import F

from .. import moments
from ..models import FileDeletion, RecordingState
from .storage import all_recordings, file_deletions, recordings_storage

logger = logging.getLogger("django_jitsi_live")

RETRY_AFTER = dt.timedelta(minutes=10)
MAX_RETRY_AFTER = dt.timedelta(days=1)


def doom(file_name: str, recording_id: uuid.UUID, due_at: dt.datetime | None = None) -> None:
    """Note that a file is to be deleted, at that time or at once."""
    values = {"recording_id": recording_id, "due_at": due_at or moments.now()}
    file_deletions().update_or_create(file_name=file_name, defaults=values)


def doom_unfinished(recording_id: uuid.UUID) -> None:
    """Note that no process is about to finish the files that were begun for the recording."""
    files = file_deletions().filter(recording_id=recording_id, attempts=0)
    files.update(due_at=moments.now())


def reprieve(file_name: str) -> bool:
    """Let the file be, after all; False if its deletion has begun."""
    return file_deletions().filter(file_name=file_name, attempts=0).delete()[0] > 0


def delete_due_files(*, dry_run: bool = False) -> int:
    """Delete the files that are due. Returns their number. Several processes may run this."""
    due = file_deletions().filter(due_at__lte=moments.now())
    storage = recordings_storage()
    if dry_run or storage is None:
        return due.count() if dry_run else 0
    return sum(_delete(storage, file) for file in due.order_by("due_at"))


def _delete(storage: Storage, file: FileDeletion) -> bool:
    # First its row, so that nobody takes up the file meanwhile, and a second process leaves it.
    wait = min(RETRY_AFTER * 2 ** min(file.attempts, 10), MAX_RETRY_AFTER)
    row = file_deletions().filter(pk=file.pk)
    unchanged = row.filter(due_at=file.due_at, attempts=file.attempts)
    if not unchanged.update(attempts=F("attempts") + 1, due_at=moments.now() + wait):
        return False
    try:
        storage.delete(file.file_name)
        is_gone = not storage.exists(file.file_name)
    except Exception as error:  # storages of the host project raise anything
        reason = type(error).__name__
        is_gone = False
    else:
        reason = "it is still there"
    if not is_gone:
        logger.warning(
            "A file of recording %s could not be deleted from JITSI_LIVE_RECORDINGS_STORAGE (%s). "
            "It is tried again; see that the storage lets this site delete files.",
            file.recording_id,
            reason,
        )
        return False
    deleted = all_recordings().filter(pk=file.recording_id, state=RecordingState.DELETED)
    deleted.filter(file_name=file.file_name).update(file_name="")
    row.delete()
    return True

"""What hosts do with recordings: change, replace, delete and restore them."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet

from .. import moments
from ..conf import conf
from ..exceptions import (
    Busy,
    FileTooLarge,
    NotAuthenticated,
    NotReplaceable,
    NotRestorable,
    RecordingNotFound,
    StorageUnavailable,
    WrongFile,
)
from ..models import Action, AuditEntry, Recording, RecordingKind, RecordingState
from ..policy import Visit, active_user, get_event_id
from ..sessions import audited, decision, require_host, write_decision
from .arrival import FILE_LEASE, claim_replacement, store
from .contents import inspect
from .deletion import reprieve
from .signed_uploads import doom_files
from .storage import StorageFailed, all_recordings, recordings_database

logger = logging.getLogger("django_jitsi_live")

RESTORE_WITHIN = dt.timedelta(minutes=10)
"""So long a deletion can be taken back."""

VIDEO = {"video/mp4", "video/webm"}
ACCEPTED_TYPES = {
    RecordingKind.VIDEO: VIDEO,
    RecordingKind.TRANSCRIPT: {"text/vtt", "application/json"},
    RecordingKind.CHAT: {"application/json"},
}


def change(user: Any, recording_id: uuid.UUID, **values: Any) -> Recording:
    """Give the recording another ``title``, ``visibility``, or ``expires_at``: after that moment
    only the team can watch it, with None for no end.

    Raises ``NotAuthenticated``, ``RecordingNotFound``, ``EventNotFound``, ``NotHost``.
    """
    recording, visit = require_managed(user, recording_id)
    changed = {name: each for name, each in values.items() if getattr(recording, name) != each}
    if not changed:
        return recording
    with transaction.atomic(using=recordings_database()):
        if not _unless_deleted(recording).update(**changed):
            raise RecordingNotFound
        _write(Action.RECORDING_CHANGED, recording, visit, *map(_as_reason, changed.items()))
    return _with(recording, changed)


def _as_reason(changed: tuple[str, Any]) -> str:
    name, value = changed
    return f"{name}={value}" if name == "visibility" else name


def delete(user: Any, recording_id: uuid.UUID) -> Recording:
    """Take the recording away from everybody at once, and its file after ``RESTORE_WITHIN``.

    What has not come never comes then, and cannot be restored. Raises as ``change`` does, and
    ``Busy``.
    """
    recording, visit = require_managed(user, recording_id, even_deleted=True)
    if recording.state == RecordingState.DELETED:
        return recording
    was_here, file_name, now = (
        recording.state == RecordingState.HERE,
        recording.file_name,
        moments.now(),
    )
    values = {
        "state": RecordingState.DELETED,
        "deleted_at": now,
        "deleted_by": visit.user,
        "file_name": file_name if was_here else "",
        "link": "",
        "claim": "",
        "claimed_until": None,
        "next_attempt_at": None,
    }
    with transaction.atomic(using=recordings_database()):
        # Another host may replace the file meanwhile, or it arrives.
        if (
            not _unless_deleted(recording)
            .filter(state=recording.state, file_name=file_name)
            .update(**values)
        ):
            raise Busy
        doom_files(recording, now + RESTORE_WITHIN if was_here else now)
        _write(Action.RECORDING_DELETED, recording, visit)
    return _with(recording, values)


def can_restore(recording: Recording) -> bool:
    """Whether the deletion can be taken back now."""
    is_gone = recording.state != RecordingState.DELETED or not recording.file_name
    deleted_at = recording.deleted_at
    return not is_gone and deleted_at is not None and moments.now() < deleted_at + RESTORE_WITHIN


def restore(user: Any, recording_id: uuid.UUID) -> Recording:
    """Take the deletion back. Raises as ``change`` does, and ``NotRestorable``."""
    recording, visit = require_managed(user, recording_id, even_deleted=True)
    if recording.state != RecordingState.DELETED:
        return recording
    if not can_restore(recording):
        raise NotRestorable
    values = {"state": RecordingState.HERE, "deleted_at": None, "deleted_by": None}
    rows = all_recordings().filter(
        pk=recording.pk, state=RecordingState.DELETED, file_name=recording.file_name
    )
    with transaction.atomic(using=recordings_database()):
        # The other way round, a file that is being deleted could be given back.
        if not (reprieve(recording.file_name) and rows.update(**values)):
            raise NotRestorable
        _write(Action.RECORDING_RESTORED, recording, visit)
    return _with(recording, values)


def replace(user: Any, recording_id: uuid.UUID, file: IO[bytes]) -> Recording:
    """Put another file in the place of the one that is here, or that was lost.

    The one before stays until this one is stored. Not to be called in a transaction. Raises as
    ``change`` does, and ``NotReplaceable``, ``FileTooLarge``, ``WrongFile``, ``StorageUnavailable``
    and ``Busy``.
    """
    recording, visit = require_replaceable(user, recording_id)
    contents = inspect(file)
    if contents.size > conf.RECORDING_MAX_BYTES:
        raise FileTooLarge
    if contents.content_type not in ACCEPTED_TYPES[RecordingKind(recording.kind)]:
        raise WrongFile
    if not claim_replacement(recording, FILE_LEASE):
        raise NotReplaceable
    write_also = partial(_write, Action.RECORDING_REPLACED, recording, visit)
    try:
        # The length of the file before is none of this one's.
        is_stored = store(
            recording, file, contents, write_also=write_also, seconds=contents.seconds
        )
    except StorageFailed as error:
        # Without what the storage says, which may have its addresses in it.
        logger.error("A file for recording %s could not be stored: %s", recording.pk, error)
        raise StorageUnavailable from error
    if not is_stored:
        raise Busy
    return recording


def erase(rows: Iterable[Recording], user: Any) -> None:
    """Delete recordings and all that is known of them; their files by the next ``tidy``.

    No permission is checked: this is for callers who have decided already.
    """
    for recording in [*rows]:
        session = recording.run.session
        with transaction.atomic(using=recordings_database()):
            write_decision(session, _entry(Action.RECORDING_DELETED, recording, user))
            recording.delete(using=recordings_database())


def require_managed(
    user: Any, recording_id: uuid.UUID, *, even_deleted: bool = False
) -> tuple[Recording, Visit]:
    """The recording, and the visit of a host of its event.

    Raises ``NotAuthenticated``, ``RecordingNotFound``, ``EventNotFound``, ``NotHost``.
    """
    if active_user(user) is None:
        raise NotAuthenticated
    rows = all_recordings().select_related("run__session__event")
    recording = rows.filter(pk=recording_id).first()
    if recording is None:
        raise RecordingNotFound
    visit = _require_host(user, get_event_id(recording.run.session.event))
    if recording.state == RecordingState.DELETED and not even_deleted:
        raise RecordingNotFound
    return recording, visit


@audited
def _require_host(user: Any, event_id: object) -> Visit:
    return require_host(user, event_id)


def require_replaceable(user: Any, recording_id: uuid.UUID) -> tuple[Recording, Visit]:
    """The same, for a recording that is here or lost. Raises ``NotReplaceable`` as well."""
    recording, visit = require_managed(user, recording_id)
    if recording.state not in {RecordingState.HERE, RecordingState.LOST}:
        raise NotReplaceable
    return recording, visit


def _unless_deleted(recording: Recording) -> QuerySet[Recording]:
    return all_recordings().filter(pk=recording.pk).exclude(state=RecordingState.DELETED)


def _write(action: Action, recording: Recording, visit: Visit, *what: str) -> None:
    write_decision(recording.run.session, _entry(action, recording, visit.user, *what))


def _entry(action: Action, recording: Recording, user: Any, *what: str) -> AuditEntry:
    reason = " ".join([str(recording.pk), *what])
    entry = decision(action, recording.run.session, user, reason=reason)
    entry.run_id = recording.run_id
    return entry


def _with(recording: Recording, values: dict[str, Any]) -> Recording:
    for name, value in values.items():
        setattr(recording, name, value)
    return recording

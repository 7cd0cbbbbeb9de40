"""How a recording comes: announced, claimed by the process that brings it, stored once.

Each file is noted as one to be deleted before it is written, and the note is taken away in the
transaction in which the recording gets the file. So a process that is killed at any moment leaves
no file that nobody knows of, and no recording without its file.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal

from .. import moments
from ..conf import conf
from ..models import (
    Problem,
    Recording,
    RecordingKind,
    RecordingSource,
    RecordingState,
    Role,
    Run,
    Visibility,
)
from ..policy import get_role, guarded_policy
from ..signals import recording_arrived, recording_lost
from .contents import Contents
from .deletion import doom, doom_unfinished, reprieve
from .storage import all_recordings, recordings_database, required_storage, storage_failed

FOLDER = "jitsi-live"
TO_COME = [RecordingState.ANNOUNCED, RecordingState.ARRIVING]
FILE_LEASE = dt.timedelta(days=2)
"""So long a file may take to be written, at most. A new claim makes it due at once."""


def announce(
    run: Run,
    *,
    kind: RecordingKind,
    source: RecordingSource,
    server: str,
    key: str,
    initiator: str = "",
    **values: Any,
) -> tuple[Recording, bool]:
    """The recording that the source knows by the key, and whether it is new.

    ``initiator`` is the participant id of who has started it; empty where the source does not know.
    """
    person = guarded_policy().user_for_participant(initiator) if initiator else None
    defaults = {
        "run": run,
        "source": source,
        "initiator": initiator,
        "started_by": person,
        "visibility": _visibility(run, initiator, person),
        **values,
    }
    recordings = all_recordings()
    return recordings.get_or_create(server=server, kind=kind, key=key, defaults=defaults)


def _visibility(run: Run, initiator: str, person: Any) -> str:
    """Nothing is published that no host has started. Where the source does not tell who has, the
    video server lets none but moderators."""
    if not initiator:
        return conf.RECORDING_VISIBILITY
    is_host = person is not None and (
        get_role(guarded_policy(), person, run.session.event) is Role.HOST
    )
    return conf.RECORDING_VISIBILITY if is_host else Visibility.TEAM


def claim(recording: Recording, lease: dt.timedelta, *, take_over: bool = False) -> bool:
    """Be the one that brings the file; False if another process is, or if it is not to come.

    ``take_over`` makes the other one's file count for nothing.
    """
    rows = all_recordings().filter(pk=recording.pk)
    rows = rows.filter(state__in=TO_COME)
    if not take_over:
        rows = rows.filter(Q(claimed_until=None) | Q(claimed_until__lt=moments.now()))
    return _take(rows, recording, lease, state=RecordingState.ARRIVING)


def claim_replacement(recording: Recording, lease: dt.timedelta) -> bool:
    """Be the one that brings another file for a recording that is here, or is lost; False if it is
    neither.

    Until the file is stored, the recording stays what it is. Who claims it later takes over.
    """
    states = [RecordingState.HERE, RecordingState.LOST]
    return _take(all_recordings().filter(pk=recording.pk, state__in=states), recording, lease)


def _take(
    rows: QuerySet[Recording], recording: Recording, lease: dt.timedelta, **values: Any
) -> bool:
    claim = {"claim": secrets.token_hex(16), "claimed_until": moments.now() + lease}
    if not rows.update(**claim, **values):
        return False
    doom_unfinished(recording.pk)
    # Which file it has by now: that is deleted when the next one is stored.
    found = all_recordings().filter(pk=recording.pk).values("file_name", "state").first()
    _assign(recording, {**(found or {}), **claim})
    return True


def extend_claim(recording: Recording, lease: dt.timedelta, **values: Any) -> bool:
    """Go on; False if another process has taken over."""
    values = {"claimed_until": moments.now() + lease, **values}
    if not _claimed(recording).update(**values):
        return False
    _assign(recording, values)
    return True


def store(
    recording: Recording,
    file: IO[bytes],
    contents: Contents,
    *,
    write_also: Callable[[], object] = lambda: None,
    **values: Any,
) -> bool:
    """Store the file of a recording that is claimed; False if another process has taken over.

    The recording is here by that, unless ``values`` give another ``state``. ``write_also`` is
    called in the same transaction. Raises ``StorageFailed``. Not to be called in a transaction.
    """
    name = new_file_name(recording, contents.suffix)
    saved = _save(recording, name, file)
    previous, was_here = recording.file_name, recording.state == RecordingState.HERE
    now = moments.now()
    values = {
        "state": RecordingState.HERE,
        "file_name": saved,
        "size": contents.size,
        "sha256": contents.sha256,
        "content_type": contents.content_type,
        "received": contents.size,
        "arrived_at": now,
        "problem": "",
        **({} if contents.seconds is None else {"seconds": contents.seconds}),
        **values,
    }
    with transaction.atomic(using=recordings_database()):
        if not (_claimed(recording).update(**values) and reprieve(saved)):
            transaction.set_rollback(True, using=recordings_database())
            return False
        if previous:
            doom(previous, recording.pk)
        write_also()
        if values["state"] == RecordingState.HERE and not was_here:
            _send_on_commit(recording_arrived, recording)
    _assign(recording, values)
    return True


def new_file_name(recording: Recording, suffix: str) -> str:
    """A name in the storage that no file of the recording has had."""
    return f"{FOLDER}/{recording.pk.hex}/{secrets.token_hex(16)}{suffix}"


def _save(recording: Recording, name: str, file: IO[bytes]) -> str:
    """Returns the name that the storage has given to the file."""
    storage = required_storage()
    doom(name, recording.pk, moments.now() + FILE_LEASE)
    try:
        saved: str = storage.save(name, File(file, name=name))
    except Exception as error:  # storages of the host project raise anything
        doom(name, recording.pk)
        raise storage_failed(error) from error
    if saved != name:
        doom(saved, recording.pk, moments.now() + FILE_LEASE)
        doom(name, recording.pk)
    return saved


def note_failure(
    recording: Recording, problem: Problem, next_attempt_at: dt.datetime | None
) -> bool:
    """Give the claim back; without a next attempt, the recording is lost."""
    is_lost = next_attempt_at is None
    values: dict[str, Any] = {
        "problem": problem,
        "next_attempt_at": next_attempt_at,
        "attempts": recording.attempts + 1,
        "claimed_until": None,
        "claim": "",
    }
    if is_lost:
        values |= {"state": RecordingState.LOST, "link": ""}
    with transaction.atomic(using=recordings_database()):
        if not _claimed(recording).update(**values):
            return False
        doom_unfinished(recording.pk)
        if is_lost:
            _send_on_commit(recording_lost, recording)
    _assign(recording, values)
    return True


def mark_here(recording: Recording, unchanged: Q, **values: Any) -> bool:
    """Note that the file which was stored before is the whole one; False where it is not as
    ``unchanged`` says."""
    now = moments.now()
    values = {"state": RecordingState.HERE, "arrived_at": now, "problem": "", **values}
    with transaction.atomic(using=recordings_database()):
        rows = all_recordings().filter(unchanged, pk=recording.pk, state=RecordingState.ARRIVING)
        if not rows.update(**values):
            return False
        _send_on_commit(recording_arrived, recording)
    _assign(recording, values)
    return True


def _send_on_commit(signal: Signal, recording: Recording) -> None:
    values = {"recording": recording, "session": recording.run.session}
    send = partial(signal.send_robust, sender=Recording, **values)
    transaction.on_commit(send, using=recordings_database(), robust=True)


def _claimed(recording: Recording) -> QuerySet[Recording]:
    rows = all_recordings().filter(pk=recording.pk, claim=recording.claim, state=recording.state)
    return rows.exclude(claim="").exclude(state=RecordingState.DELETED)


def _assign(recording: Recording, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(recording, name, value)

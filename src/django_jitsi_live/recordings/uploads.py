"""Recordings that their recorder uploads: Jibri, and the pages of the practice server.

It announces a file, sends it, and asks whether it is here. Each step can be taken again, by the
same recorder or by two at once: the file is stored once, and the recorder hears that it may delete
its own only when it is.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import IO, Any

from django.db import transaction
from django.db.models import Q

from .. import moments
from ..conf import conf
from ..models import (
    Problem,
    Recording,
    RecordingKind,
    RecordingSource,
    RecordingState,
    Run,
)
from ..presence import all_runs
from ..servers import Server, names_in_address
from .announcement import Announcement, UploadRefused
from .arrival import announce, claim, mark_here, note_failure, store
from .contents import inspect
from .deletion import reprieve
from .signed_uploads import (
    SignedUpload,
    has_arrived,
    is_signed,
    offer_signed_upload,
    offers_signed_uploads,
)
from .storage import StorageFailed, all_recordings, recordings_database, recordings_storage
from .tickets import Ticket

LEASE = dt.timedelta(hours=1)
"""So long the storage may take for a file, unless it is uploaded again meanwhile."""
RETRY_AFTER = dt.timedelta(hours=1)

STATES: dict[str, tuple[str, str]] = {
    RecordingState.HERE: ("already_here", "This recording is here. Delete your copy."),
    RecordingState.DELETED: ("deleted", "This recording was deleted here. Delete your copy."),
    RecordingState.LOST: ("not_announced", "Announce this recording again, then upload it."),
}
"""Why no file is taken in that state."""


def find_run(server: Server, address: str) -> Run | None:
    """The run with the room of that name, or of that meeting's address."""
    rooms = all_runs().filter(server=server.alias, room_name__in=names_in_address(server, address))
    return rooms.select_related("session__event").first()


def announce_upload(server: Server, run: Run, announced: Announcement) -> Recording:
    """The recording whose file is to be uploaded. Raises ``UploadRefused``."""
    if announced.size > conf.RECORDING_MAX_BYTES:
        text = (
            f"The file has {announced.size} bytes, and JITSI_LIVE_RECORDING_MAX_BYTES of the site "
            f"is {conf.RECORDING_MAX_BYTES}."
        )
        raise UploadRefused(413, "too_large", text)
    if recordings_storage() is None:
        text = "JITSI_LIVE_RECORDINGS_STORAGE of the site names no alias of its STORAGES."
        raise UploadRefused(503, "storage", text)
    recording, is_new = announce(
        run,
        kind=RecordingKind.VIDEO,
        source=RecordingSource.JIBRI if server.recordings_tokens else RecordingSource.PRACTICE,
        server=server.alias,
        key=announced.key,
        initiator=announced.initiator,
        size=announced.size,
        sha256=announced.sha256,
        started_at=announced.started_at,
    )
    if not is_new:
        _announce_again(recording, run, announced)
    return recording


def _announce_again(recording: Recording, run: Run, announced: Announcement) -> None:
    if recording.run_id != run.pk:
        raise UploadRefused(409, "differs", "This recording was announced for another room.")
    is_same = _is_like(recording, announced.size, announced.sha256)
    if recording.state == RecordingState.HERE and not is_same:
        text = (
            f"The recording {recording.pk} is here, with another file than this one. If a host has "
            "replaced it, delete your copy."
        )
        raise UploadRefused(409, "differs", text)
    if recording.state == RecordingState.ARRIVING and recording.file_name:
        # Whoever has sent the file may have heard of no answer: it need not be sent again.
        if announced.sha256 and is_same and _confirm(recording):
            recording.state = RecordingState.HERE
    elif recording.state in {RecordingState.ANNOUNCED, RecordingState.LOST}:
        _renew(recording, announced)
    _require_expected(recording)


def _renew(recording: Recording, announced: Announcement) -> None:
    values: dict[str, Any] = {
        "state": RecordingState.ANNOUNCED,
        "announced_at": moments.now(),
        "size": announced.size,
        "sha256": announced.sha256,
        "problem": "",
    }
    unchanged = all_recordings().filter(pk=recording.pk, state=recording.state)
    if unchanged.update(**values):
        recording.state = RecordingState.ANNOUNCED


def signed_upload(recording: Recording, announced: Announcement) -> SignedUpload | None:
    """An address of the storage itself; None where it has none. Raises ``UploadRefused``."""
    if not offers_signed_uploads():
        return None
    try:
        return offer_signed_upload(recording, announced)
    except StorageFailed as error:
        raise _refusal(error) from error


def take_in(alias: str, ticket: Ticket, file: IO[bytes]) -> None:
    """Store a file that has come with the ticket. Raises ``UploadRefused``."""
    contents = inspect(file)
    if contents.size != ticket.size:
        text = f"{contents.size} bytes have come instead of {ticket.size}. Send the file again."
        raise UploadRefused(400, "interrupted", text)
    if ticket.sha256 not in {"", contents.sha256}:
        text = "The file has another checksum than the one announced. Send it again."
        raise UploadRefused(400, "interrupted", text)
    recording = _get(alias, ticket.recording_id)
    if not claim(recording, LEASE, take_over=True):
        _require_expected(_get(alias, ticket.recording_id))
    try:
        is_stored = store(recording, file, contents, state=RecordingState.ARRIVING)
    except StorageFailed as error:
        note_failure(recording, Problem.STORAGE, moments.now() + RETRY_AFTER)
        raise _refusal(error) from error
    if not is_stored:
        text = "Another upload of this recording has begun meanwhile. Announce it again."
        raise UploadRefused(409, "overtaken", text)


def confirm_upload(alias: str, recording_id: uuid.UUID, size: Any, sha256: str) -> None:
    """Return if the whole file is here. Raises ``UploadRefused`` otherwise."""
    recording = _get(alias, recording_id)
    if recording.state == RecordingState.DELETED:
        _require_expected(recording)
    if not recording.file_name:
        text = "No file of this recording has come. Announce it again, and upload it."
        raise UploadRefused(409, "not_uploaded", text)
    if not _is_like(recording, size, sha256):
        text = "The file that has come differs from yours. Announce yours again, and upload it."
        raise UploadRefused(409, "differs", text)
    if recording.state != RecordingState.HERE and not _confirm(recording):
        text = "The file has not come as a whole. Announce it again, and upload it."
        raise UploadRefused(409, "not_uploaded", text)


def _confirm(recording: Recording) -> bool:
    """Whether the file that the recording names is the whole one: it is here by that.

    Raises ``UploadRefused``.
    """
    try:
        if is_signed(recording) and not has_arrived(recording):
            return False
    except StorageFailed as error:
        raise _refusal(error) from error
    return _mark_here(recording) or _is_here(recording)


def _mark_here(recording: Recording) -> bool:
    unchanged = Q(file_name=recording.file_name)
    with transaction.atomic(using=recordings_database()):
        if not mark_here(recording, unchanged):
            return False
        if is_signed(recording) and not reprieve(recording.file_name):
            transaction.set_rollback(True, using=recordings_database())
            return False
    return True


def _is_here(recording: Recording) -> bool:
    """Whether another process has found the same file to be the whole one."""
    here = all_recordings().filter(pk=recording.pk, state=RecordingState.HERE)
    return here.filter(size=recording.size, sha256=recording.sha256).exists()


def confirm_forgotten() -> int:
    """Recordings whose file has come are here, though the recorder never asked: its machine may be
    gone. Returns their number."""
    forgotten = all_recordings().filter(
        source__in=[RecordingSource.JIBRI, RecordingSource.PRACTICE],
        state=RecordingState.ARRIVING,
        claimed_until__lt=moments.now(),
    )
    stored = forgotten.exclude(file_name="").select_related("run__session")
    return sum(map(_confirm_forgotten, stored))


def _confirm_forgotten(recording: Recording) -> bool:
    try:
        return _confirm(recording)
    except UploadRefused:
        return False  # the storage fails now


def _is_like(recording: Recording, size: Any, sha256: str) -> bool:
    return bool(recording.size == size and sha256 in {"", recording.sha256})


def _require_expected(recording: Recording) -> None:
    """That a file of the recording is to come. Raises ``UploadRefused``."""
    if recording.state in STATES:
        raise UploadRefused(409, *STATES[recording.state])


def _get(alias: str, recording_id: uuid.UUID) -> Recording:
    recordings = all_recordings().select_related("run__session")
    found = recordings.filter(pk=recording_id, server=alias).first()
    if found is None:
        text = "There is no such recording. Announce it again."
        raise UploadRefused(404, "not_found", text)
    return found


def _refusal(error: StorageFailed) -> UploadRefused:
    return UploadRefused(503, "storage", f"{error} Keep the file, and try again later.")

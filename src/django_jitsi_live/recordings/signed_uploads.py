"""Uploads to the storage itself, past this site, where the storage offers an address for that.

A storage does by a method of this form, which is asked for each file anew::

    def presigned_upload(self, name, size, content_type):
        return "https://bucket.example.org/...", "PUT", {"Content-Type": content_type}

Whoever knows the address can write that file, so it should expire within a day. With ``None``, the
file is uploaded to this site.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, NamedTuple

from django.db import transaction

from .. import moments
from ..models import Recording, RecordingState
from ..secret import SecretStr
from .announcement import Announcement
from .arrival import FILE_LEASE, TO_COME, new_file_name
from .contents import SUFFIXES
from .deletion import doom, doom_unfinished
from .storage import (
    StorageFailed,
    all_recordings,
    recordings_database,
    recordings_storage,
    required_storage,
    storage_failed,
)

METHOD = "presigned_upload"


class SignedUpload(NamedTuple):
    url: SecretStr
    method: str
    headers: dict[str, str]


def offers_signed_uploads() -> bool:
    """Whether files may go past this site."""
    return callable(getattr(recordings_storage(), METHOD, None))


def offer_signed_upload(recording: Recording, announced: Announcement) -> SignedUpload | None:
    """An address for the file; None where the storage has none for it, or expects none.

    The recording has the file's name from then on. The file is noted as one to be deleted until it
    has come: also one that is written when another address was given out meanwhile.
    Raises ``StorageFailed``.
    """
    content_type, suffix = _type_and_suffix(announced.file)
    name, until = new_file_name(recording, suffix), moments.now() + FILE_LEASE
    doom(name, recording.pk, until)
    upload = _ask(name, announced.size, content_type)
    if upload is None:
        return None
    values: dict[str, Any] = {
        "state": RecordingState.ARRIVING,
        "claim": secrets.token_hex(16),
        "claimed_until": until,
        "file_name": name,
        "size": announced.size,
        "sha256": announced.sha256,
        "content_type": content_type,
        "received": 0,
    }
    with transaction.atomic(using=recordings_database()):
        row = all_recordings().filter(pk=recording.pk, file_name=recording.file_name)
        if not row.filter(state__in=TO_COME).update(**values):
            return None
        if recording.file_name and not is_signed(recording):
            doom(recording.file_name, recording.pk)
    return upload


def _type_and_suffix(file: str) -> tuple[str, str]:
    suffix = file[file.rfind(".") :].lower()
    known = {ending: each for each, ending in SUFFIXES.items()}
    return (known[suffix], suffix) if suffix in known else ("application/octet-stream", ".bin")


def _ask(name: str, size: int, content_type: str) -> SignedUpload | None:
    try:
        answer = getattr(recordings_storage(), METHOD)(name, size, content_type)
        if answer is None:
            return None
        url, method, headers = answer
        fields = {str(field): str(value) for field, value in dict(headers).items()}
    except Exception as error:  # storages of the host project raise anything
        text = f"{METHOD}() of JITSI_LIVE_RECORDINGS_STORAGE fails with {type(error).__name__}."
        raise StorageFailed(text) from error
    return SignedUpload(SecretStr(url), str(method), fields)


def is_signed(recording: Recording) -> bool:
    """Whether its file goes past this site, which counts no bytes of it."""
    return bool(recording.received != recording.size)


def has_arrived(recording: Recording) -> bool:
    """Whether the storage has the file in its whole size. Raises ``StorageFailed``."""
    storage = required_storage()
    try:
        name = recording.file_name
        return bool(storage.exists(name) and storage.size(name) == recording.size)
    except Exception as error:  # storages of the host project raise anything
        raise storage_failed(error) from error


def doom_files(recording: Recording, due_at: dt.datetime | None = None) -> None:
    """Note that the files of a recording are to be deleted, at that time or at once.

    As long as somebody has an address at which its file can be written, the notes stay as they are:
    what is deleted before could be written again.
    """
    if recording.state == RecordingState.ARRIVING and recording.file_name and is_signed(recording):
        return
    doom_unfinished(recording.pk)
    if recording.file_name:
        doom(recording.file_name, recording.pk, due_at)

"""Files of recordings as they are read, whatever the storage of the host project does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.files.storage import Storage

from ..exceptions import RecordingGone, RecordingUnavailable
from ..models import Recording
from .storage import recordings_storage

logger = logging.getLogger("django_jitsi_live")

T = TypeVar("T")


def open_file(recording: Recording) -> Any:
    """The file, open for reading. Raises ``RecordingUnavailable``, ``RecordingGone``."""
    return _ask(recording, lambda storage: storage.open(recording.file_name, "rb"))


def require_local_file(recording: Recording) -> None:
    """That a file is there which lies on this machine; another server is not asked.

    Raises ``RecordingUnavailable``, ``RecordingGone``.
    """

    def ask(storage: Storage) -> None:
        if _is_local(storage, recording) and not storage.exists(recording.file_name):
            raise FileNotFoundError

    _ask(recording, ask)


def remote_url(recording: Recording) -> str:
    """The address at which a storage on another machine has the file, mostly a signed one; empty
    where this site has to read it. Raises ``RecordingUnavailable``, ``RecordingGone``."""

    def ask(storage: Storage) -> str:
        if _is_local(storage, recording):
            return ""
        try:
            url = storage.url(recording.file_name)
        except (NotImplementedError, ValueError):  # Django's own: "not accessible via a URL"
            return ""
        # One on this site would be without the gate.
        return url if _is_web_address(url) else ""

    return _ask(recording, ask)


def _is_local(storage: Storage, recording: Recording) -> bool:
    try:
        storage.path(recording.file_name)
    except NotImplementedError:
        return False
    return True


def _is_web_address(url: Any) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _ask(recording: Recording, question: Callable[[Storage], T]) -> T:
    with reading(recording):
        storage = recordings_storage()
        if storage is None:
            raise RecordingUnavailable
        return question(storage)


@contextmanager
def reading(recording: Recording) -> Iterator[None]:
    """Raises ``RecordingUnavailable`` or ``RecordingGone`` for whatever goes wrong."""
    try:
        yield
    except (RecordingUnavailable, RecordingGone):
        raise
    except FileNotFoundError:
        logger.error(
            "The file of recording %s is not in JITSI_LIVE_RECORDINGS_STORAGE any more. Bring it "
            "back from a backup, or delete the recording.",
            recording.pk,
        )
        raise RecordingGone from None
    except Exception as error:  # storages of the host project raise anything
        # Not its text, which may quote an address or a key.
        logger.error(
            "Recording %s cannot be played: JITSI_LIVE_RECORDINGS_STORAGE fails with %s. Run "
            "manage.py jitsi_live_doctor.",
            recording.pk,
            type(error).__name__,
        )
        raise RecordingUnavailable from None

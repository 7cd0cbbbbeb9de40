"""Large bodies: read as they come, no more than is accepted, and never taken for whole when they
break off."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryFile
from typing import IO, Any, TypeGuard, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connections, transaction
from django.http import HttpRequest, UnreadablePostError

from ..exceptions import FileTooLarge, StorageUnavailable
from .body import declared_length

logger = logging.getLogger("django_jitsi_live")

CHUNK = 256 * 1024
AROUND_THE_FILE = 64 * 1024
"""What a form may have in bytes beside the file."""

View = TypeVar("View", bound=Callable[..., Any])


def limit_file(request: HttpRequest, max_bytes: int) -> None:
    """Let the request have a file of so many bytes, from when on it is read. Raises
    ``FileTooLarge``."""
    limit, declared = max_bytes + AROUND_THE_FILE, declared_length(request)
    if declared > limit:
        raise FileTooLarge
    if not request._read_started:  # type: ignore[attr-defined]  # not in the stubs
        request._stream = _Whole(request._stream, limit, declared)  # type: ignore[assignment]  # all that is read of a stream


class _Whole:
    """A stream that raises where it is too long, or shorter than was declared: servers end the
    body of a client that has gone as if that were all."""

    def __init__(self, stream: Any, limit: int, declared: int) -> None:
        self._stream, self._limit, self._declared, self._received = stream, limit, declared, 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._stream.readline(size))

    def _noted(self, data: bytes) -> bytes:
        self._received += len(data)
        if self._received > self._limit:
            raise FileTooLarge
        if not data and self._received < self._declared:
            raise UnreadablePostError("The request breaks off.")
        return data


@contextmanager
def spooled(request: HttpRequest) -> Iterator[IO[bytes]]:
    """The body, on the disk for uploads. Raises ``StorageUnavailable``."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR))
            while chunk := request.read(CHUNK):
                file.write(chunk)
        except UnreadablePostError:
            raise
        except OSError as error:
            logger.error(
                "An upload could not be kept (%s). See that FILE_UPLOAD_TEMP_DIR is there and has "
                "room for JITSI_LIVE_RECORDING_MAX_BYTES.",
                type(error).__name__,
            )
            raise StorageUnavailable from error
        yield file


def is_file(value: Any) -> TypeGuard[IO[bytes]]:
    """Whether that field of a form is a file that was sent."""
    return isinstance(value, UploadedFile)


def outside_transactions(view: View) -> View:
    """Also where databases have ``ATOMIC_REQUESTS``: what is noted of a file has to be committed
    before the file is written."""
    for alias in connections:
        view = transaction.non_atomic_requests(alias)(view)
    return view

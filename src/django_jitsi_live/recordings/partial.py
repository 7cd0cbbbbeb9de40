"""What has come of a file so far, on this machine, so that a download goes on after a break.

Each site has a folder of its own among the temporary files, which no other user of the machine can
read. A process holds the lock of the file that it writes to, and loses it when it is killed; one
that finds the file locked begins anew, in a file without a name.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import locks
from django.utils.crypto import salted_hmac

from ..plain import plain_dict


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says of a file; all of it has to be the same for a download to go on."""

    validator: str = ""
    """``ETag`` or ``Last-Modified``; empty for none."""
    size: int | None = None
    """Of the whole file, in bytes, as it is sent; None where it is not told."""
    encoding: str = ""
    """``Content-Encoding``."""


class PartialFile:
    """The bytes that have come, as they were sent."""

    def __init__(self, file: IO[bytes], path: Path | None) -> None:
        self.file = file
        self._path = path
        self.facts = _read_facts(path) if path else Facts()

    @property
    def size(self) -> int:
        return self.file.seek(0, os.SEEK_END)

    @property
    def can_go_on(self) -> bool:
        """Whether there is something, and the rest can be told from that of another file."""
        is_known = bool(self.facts.validator) or self.facts.size is not None
        return is_known and self.size > 0

    @property
    def is_whole(self) -> bool:
        return self.size > 0 and self.size == self.facts.size

    def begin(self, facts: Facts) -> None:
        """Throw away what there is. The facts are written down before any byte of that file."""
        self.file.truncate(0)
        self.facts = facts
        if self._path:
            new = self._path.with_suffix(".new")
            new.write_text(json.dumps(plain_dict(facts)), encoding="utf-8")
            new.replace(_facts_path(self._path))

    def append(self, chunk: bytes) -> None:
        self.file.seek(0, os.SEEK_END)
        rest = memoryview(chunk)
        while rest:  # where the disk is full, less is written at first
            rest = rest[self.file.write(rest) :]

    def remove(self) -> None:
        self.file.truncate(0)
        if self._path:
            _unlink(self._path)


@contextmanager
def open_partial(recording_id: uuid.UUID) -> Iterator[PartialFile]:
    """What there is of the recording. Raises ``OSError`` where nothing can be written."""
    path = _path(recording_id)
    file = _open_locked(path) if path else None
    if file is None:
        with nameless_file() as file:
            yield PartialFile(file, None)
    else:
        with file:
            yield PartialFile(file, path)


def nameless_file() -> IO[bytes]:
    """A file that goes with the process. Raises ``OSError``."""
    return tempfile.TemporaryFile(buffering=0, dir=_base())


def partial_ids() -> set[uuid.UUID]:
    """The recordings of which there is something."""
    folder = _folder()
    return {uuid.UUID(path.stem) for path in folder.iterdir()} if folder else set()


def remove_partials(recording_ids: Iterable[uuid.UUID]) -> None:
    """Remove what there is of the recordings, but for what a process is about to write."""
    for path in filter(None, map(_path, recording_ids)):
        if file := _open_locked(path):
            with file:
                _unlink(path)


def _open_locked(path: Path) -> IO[bytes] | None:
    # Unbuffered: of a process that is killed, all is there that was written.
    file = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)  # noqa: PTH123, SIM115  # of a descriptor, and given to the caller
    if locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
        return file
    file.close()
    return None


def _read_facts(path: Path) -> Facts:
    try:
        return Facts(**json.loads(_facts_path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Facts()


def _facts_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _unlink(path: Path) -> None:
    for each in (path, _facts_path(path), path.with_suffix(".new")):
        with suppress(OSError):
            each.unlink()


def _path(recording_id: uuid.UUID) -> Path | None:
    folder = _folder()
    return folder / f"{recording_id.hex}.part" if folder else None


def _base() -> str:
    return str(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())


def _folder() -> Path | None:
    """None where there can be none that is this user's alone."""
    site = salted_hmac("django_jitsi_live.recordings.partial", "", algorithm="sha256")
    user: int = getattr(os, "getuid", int)()
    folder = Path(_base()) / f"jitsi-live-{user}-{site.hexdigest()[:12]}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & 0o077
    return folder if is_ours else None

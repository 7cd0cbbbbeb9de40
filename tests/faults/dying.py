"""Parts of a site that dies where a test wants it: at a step of an upload, or at a byte of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage

Middleware = Callable[[Any], Any]
ENDS = {"recordings/": "announce", "/file": "file", "/done": "done"}


class Order:
    """What a test wants to happen next, once: a step, perhaps a byte, and whose process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "order"

    def give(self, step: str, byte: int = 0, victim: int = 0) -> None:
        self._path.write_text(f"{step} {byte} {victim}")

    def is_pending(self) -> bool:
        return self._path.exists()

    def take_back(self) -> None:
        self._path.unlink(missing_ok=True)

    def byte(self, step: str) -> int | None:
        """At which one of a body this step is to happen; None for no such order."""
        wanted, byte, _victim = self._read()
        return int(byte) if wanted == step else None

    def obey(self, step: str) -> None:
        """Die at this step, where that is the order: the site, or a script with all its processes.

        It is taken back first, so that a process which comes next goes on.
        """
        wanted, _byte, victim = self._read()
        if wanted == step:
            self.take_back()
            if int(victim):
                os.killpg(int(victim), signal.SIGKILL)
            else:
                os.kill(os.getpid(), signal.SIGKILL)

    def _read(self) -> tuple[str, str, str]:
        try:
            step, byte, victim = self._path.read_text().rsplit(maxsplit=2)
        except (FileNotFoundError, ValueError):  # none, or one that is being written
            return "", "0", "0"
        return step, byte, victim


def order() -> Order:
    return Order(Path(settings.FAULTS_ORDERS))


class DyingStorage(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        order().obey("before saving")
        if order().byte("while saving") is not None:
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read(100_000))
            order().obey("while saving")
        saved = super()._save(name, content)
        order().obey("after saving")
        return saved


def dying(get_response: Middleware) -> Middleware:
    def middleware(request: Any) -> Any:
        step = next((each for end, each in ENDS.items() if request.path.endswith(end)), "")
        order().obey(f"before {step}")
        if step == "file":
            request._stream = DyingStream(request._stream)
        response = get_response(request)
        order().obey(f"after {step}")
        return response

    return middleware


class DyingStream:
    """A body in which the site dies, or its sender."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._count = 0

    def read(self, *arguments: Any) -> bytes:
        content: bytes = self._stream.read(*arguments)
        self._count += len(content)
        byte = order().byte("while reading")
        if byte is not None and byte <= self._count:
            order().obey("while reading")
        return content

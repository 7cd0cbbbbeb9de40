"""How fast bytes have to come, from a server that may be slow on purpose. Pure."""

from __future__ import annotations

import io
import socket
import time
from typing import Any

SILENCE_SECONDS = 30.0
"""After so long without a byte nothing more is expected."""
WINDOW_SECONDS = 120.0
WINDOW_BYTES = 512 * 1024
"""That come at least in each window of time: 4 kB a second. What is slower is broken off, and goes
on later from where it was."""


class TooSlow(Exception):
    """Fewer bytes came than have to."""


class Pace:
    """Of one download, headers and redirects included."""

    def __init__(self) -> None:
        self.silence = SILENCE_SECONDS
        self._since = time.monotonic()
        self._bytes = 0

    def count(self, received: int) -> None:
        """Raises ``TooSlow``."""
        self._bytes += received
        if time.monotonic() - self._since < WINDOW_SECONDS:
            return
        if self._bytes < WINDOW_BYTES:
            raise TooSlow
        self._since, self._bytes = time.monotonic(), 0


class PacedSocket:
    """A connected socket as ``http.client`` uses it."""

    def __init__(self, sock: socket.socket, pace: Pace) -> None:
        self._sock = sock
        self.reader = io.BufferedReader(_PacedReader(sock, pace))
        sock.settimeout(pace.silence)

    def sendall(self, data: bytes) -> None:
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader[Any]:
        return self.reader

    def close(self) -> None:
        """Who made the socket closes it."""


class _PacedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, pace: Pace) -> None:
        self._sock = sock
        self._pace = pace

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._pace.silence)
        received = self._sock.recv_into(buffer)
        self._pace.count(received)
        return received

"""An HTTP client that costs little: the site shares the machine with it, and is what is measured.

Requests are bytes that were made before, answers are looked at with one regular expression, and
connections are kept.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END_OF_HEAD = b"\r\n\r\n"


def request(method: str, path: str, headers: str = "", body: bytes = b"") -> bytes:
    """The request as it is sent; each of the headers ends with a line break."""
    length = f"Content-Length: {len(body)}\r\n" if method == "POST" else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{length}\r\n"
    return head.encode() + body


def is_good(answer: bytes, expected: re.Pattern[bytes]) -> bool:
    """Whether it is a 200 with what is expected in it."""
    return answer.startswith(b"HTTP/1.1 200 ") and expected.search(answer) is not None


class Line(asyncio.Protocol):
    """A connection, which takes one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(END_OF_HEAD)
        length = LENGTH.search(self._received, 0, head) if head >= 0 else None
        if length and len(self._received) >= head + 4 + int(length[1]):
            answer, self._received = self._received, b""
            if self._answer and not self._answer.done():
                self._answer.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("The server has closed it."))

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """The whole answer. Raises ``ConnectionError``."""
        self._answer = asyncio.get_running_loop().create_future()
        if self.transport.is_closing():
            self._answer.set_exception(ConnectionError("The server had closed it."))
        else:
            self.transport.write(request)
        return self._answer


class Lines:
    """Connections that many clients share, as behind a proxy: who finds none free, waits."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._free: asyncio.Queue[Line] = asyncio.Queue()
        for line in lines:
            self._free.put_nowait(line)

    async def ask(self, request: bytes) -> bytes:
        line = await self._free.get()
        try:
            return await line.ask(request)
        finally:
            self._free.put_nowait(line)


@asynccontextmanager
async def connected(port: int, count: int) -> AsyncIterator[list[Line]]:
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield lines
    finally:
        for line in lines:
            line.transport.close()

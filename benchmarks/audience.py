"""Whoever waits for an event: with an open stream, or asking again and again."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks import client

OPENING = 50  # streams at a time
CONNECTIONS = 64  # that all who poll share, as a proxy's clients would
STATE = re.compile(rb'"state": ?"(\w+)"')
POLL_AFTER = re.compile(rb'"poll_after": ?(\d+)')


class Waiting:
    """Somebody who notes which state they were told last, and when."""

    state = ""
    told_at = 0.0
    """Of the last change, of which those do not hear who have come since."""

    def tell(self, answer: bytes) -> bool:
        """Whether it says a state; of several messages at once, the last."""
        found = STATE.findall(answer)
        if found and (state := found[-1].decode()) != self.state:
            self.told_at = time.monotonic() if self.state else 0.0
            self.state = state
        return bool(found)


class Listener(asyncio.Protocol, Waiting):
    """One open stream."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_open = False
        self.head = b""
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.is_open = True
        # As many come from one address as from a school: one may have a thousand streams.
        address = f"X-Forwarded-For: 192.0.2.{random.randrange(1, 255)}\r\n"
        transport.write(client.request("GET", self.path, address))

    def data_received(self, data: bytes) -> None:
        if self.first.done():
            self.tell(data)
            return
        self.head += data
        if self.tell(self.head):
            self.first.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if not self.first.done():
            self.first.set_exception(exc or ConnectionError(f"No stream: {self.head[:500]!r}"))

    def close(self) -> None:
        self.transport.close()


class Streams:
    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.all: list[Listener] = []
        self.reopened = 0

    async def open(self, count: int) -> None:
        gate = asyncio.Semaphore(OPENING)

        async def open_one() -> Listener:
            async with gate:
                return await self._listen()

        self.all = await asyncio.gather(*(open_one() for _ in range(count)))

    async def _listen(self) -> Listener:
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(
            lambda: Listener(self.path), "127.0.0.1", self.port
        )
        await listener.first
        return listener

    async def come_and_go(self, per_second: float) -> None:
        """People leave and others come; and whose stream has been closed opens another."""
        while True:
            await asyncio.sleep(1 / per_second)
            leaving = random.randrange(len(self.all))
            closed = [n for n, each in enumerate(self.all) if not each.is_open]
            for number in {leaving, *closed}:
                self.all[number].close()
                self.all[number] = await self._listen()
                self.reopened += 1

    async def close(self, seconds: float = 2) -> None:
        for each in self.all:
            each.close()
        await asyncio.sleep(seconds)  # in which the server clears up


class Pollers:
    """Those without streams, who ask as the room does, at the pace that the site says."""

    def __init__(self, path: str, count: int) -> None:
        self.request = client.request("GET", path)
        self.all = [Waiting() for _ in range(count)]
        self.asked = 0

    @asynccontextmanager
    async def asking(self, port: int) -> AsyncIterator[None]:
        async with client.connected(port, CONNECTIONS) as connections, asyncio.TaskGroup() as group:
            lines = client.Lines(connections)
            tasks = [group.create_task(self._ask(each, lines)) for each in self.all]
            yield
            for task in tasks:
                task.cancel()

    async def _ask(self, each: Waiting, lines: client.Lines) -> None:
        await asyncio.sleep(random.uniform(0, 5))
        while True:
            answer = await lines.ask(self.request)
            self.asked += 1
            seconds = POLL_AFTER.search(answer)
            if not client.is_good(answer, STATE) or not each.tell(answer) or not seconds:
                raise SystemExit(f"A status was expected: {answer[:500]!r}")
            await asyncio.sleep(int(seconds[1]) * random.uniform(1, 1.25))

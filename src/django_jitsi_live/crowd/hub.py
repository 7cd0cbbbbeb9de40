"""Publish and subscribe for event streams: one query a second for each process.

However many streams listen to however many events, one thread asks for all of them. A feed says
what they send: the same to all listeners of a channel. A stream does not know its listener.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

from django.db import close_old_connections, connections

from ..exceptions import EventNotFound

logger = logging.getLogger("django_jitsi_live")

# Of each feed.
MAX_STREAMS = 10_000  # in one process
MAX_CHANNELS = 500  # events with streams in one process: so many are loaded by one query
MAX_ADDRESS_STREAMS = 1000  # of one address in one process: a campus, say
MAX_ADDRESS_CHANNELS = 50  # that the streams of one address have opened
POLL_SECONDS = 1  # between two polls of a channel
MIN_PAUSE_SECONDS = 0.1  # between two polls, however many streams are opened
MAX_UNUSED_POLLS = 5  # of a channel without listeners, before it is closed


class Message(NamedTuple):
    """What the streams of a channel send."""

    content: Any
    """Another message is sent only where this has changed: what changes with time alone is left
    out."""
    data: str
    """One line."""


Loaded = Message | Exception


@dataclass(frozen=True, slots=True)
class Feed:
    """What the streams of a hub send."""

    name: str
    """Of the messages, for those who listen."""
    load: Callable[[Sequence[str]], Sequence[Loaded]]
    """The latest message of each channel, or the error: ``EventNotFound`` closes the channel. Runs
    in the loader thread."""
    outage: str
    """What the log says while it cannot be loaded."""


class Channel:
    """An event, its latest message, and the streams that wait for the next one."""

    __slots__ = ("_content", "_waiting", "address", "due", "is_gone", "key", "listeners",
                 "message", "unused_polls", "version")  # fmt: skip

    def __init__(self, key: str, address: str = "") -> None:
        self.key = key
        self.address = address
        """The address whose stream has opened it; empty if addresses tell nothing."""
        self.message = b""
        self.version = 0  # of the message; 0 before the first one
        self.is_gone = False
        self.due = 0.0
        self.listeners = 0
        self.unused_polls = 0
        self._content: Any = None
        self._waiting: set[asyncio.Future[None]] = set()

    async def wait(self, seconds: float) -> None:
        """Wait for the next message, but no longer than that."""
        loop = asyncio.get_running_loop()
        # One future for all would be cancelled with the first stream that closes.
        waiter = loop.create_future()
        self._waiting.add(waiter)
        timer = loop.call_later(seconds, _wake_waiter, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiting.discard(waiter)

    def wake(self) -> None:
        for waiter in self._waiting:
            _wake_waiter(waiter)

    def publish(self, name: str, message: Message) -> None:
        """Make it the latest message, and wake the streams if it has changed."""
        self.message = f"event: {name}\ndata: {message.data}\n\n".encode()
        if message.content != self._content:
            self._content = message.content
            self.version += 1
            self.wake()


def _wake_waiter(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


class Hub:
    """The channels of one feed in one event loop. It stops when the last channel is closed."""

    def __init__(self, loop: asyncio.AbstractEventLoop, feed: Feed) -> None:
        self.loop = loop
        self._feed = feed
        self.streams = 0
        self._channels: dict[str, Channel] = {}
        self._address_streams: Counter[str] = Counter()
        self._address_channels: Counter[str] = Counter()
        self._is_failing = False
        self._woken = asyncio.Event()
        self._task = loop.create_task(self._run())

    def is_full(self, key: str) -> bool:
        """Whether this process has as many streams or events as it accepts."""
        has_no_channel = key not in self._channels and len(self._channels) >= MAX_CHANNELS
        return has_no_channel or self.streams >= MAX_STREAMS

    def is_full_for(self, address: str, key: str) -> bool:
        """Whether one address has as many of them as it may have; an empty one may have all."""
        if not address:
            return False
        opened = self._address_channels[address]
        has_no_channel = key not in self._channels and opened >= MAX_ADDRESS_CHANNELS
        return has_no_channel or self._address_streams[address] >= MAX_ADDRESS_STREAMS

    def has_channel(self, key: str) -> bool:
        return key in self._channels

    def subscribe(self, key: str, address: str = "") -> Channel:
        if key not in self._channels:
            self._channels[key] = Channel(key, address)
            self._address_channels[address] += 1
            self._woken.set()
        return self._channels[key]

    def enter(self, key: str, address: str = "") -> Channel:
        channel = self.subscribe(key, address)
        channel.listeners += 1
        self.streams += 1
        self._address_streams[address] += 1
        return channel

    def leave(self, channel: Channel, address: str = "") -> None:
        channel.listeners -= 1
        self.streams -= 1
        _count_down(self._address_streams, address)
        if not channel.listeners:
            self._close(channel)

    def wake(self, keys: Sequence[str] | None = None) -> None:
        """Poll these channels now, or for None every channel."""
        for key in self._channels if keys is None else keys:
            if channel := self._channels.get(key):
                channel.due = 0
                self._woken.set()

    async def _run(self) -> None:
        try:
            while self._channels:
                await self._poll_once()
                await self._sleep()
        finally:
            with _lock:
                del _hubs[self.loop, self._feed.name]
            loader_thread.submit(connections.close_all)

    async def _poll_once(self) -> None:
        self._woken.clear()
        now = self.loop.time()
        due = [channel for channel in self._channels.values() if channel.due <= now]
        for channel in due:
            channel.due = now + POLL_SECONDS  # set before the poll: a wake during it sets it to 0
        keys = [channel.key for channel in due]
        result = await self.loop.run_in_executor(loader_thread, _load, self._feed, keys)
        self._log_failures([each for each in result if isinstance(each, Exception)])
        for channel, each in zip(due, result, strict=True):
            self._apply(channel, each)

    async def _sleep(self) -> None:
        """Until the next poll is due, or the hub is woken."""
        await asyncio.sleep(MIN_PAUSE_SECONDS)
        due = min((each.due for each in self._channels.values()), default=0)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(due):
                await self._woken.wait()

    def _apply(self, channel: Channel, result: Loaded) -> None:
        channel.unused_polls = 0 if channel.listeners else channel.unused_polls + 1
        if isinstance(result, Message):
            channel.publish(self._feed.name, result)
        elif isinstance(result, EventNotFound):
            channel.is_gone = True
        if channel.is_gone or not channel.version:
            channel.wake()
        if channel.is_gone or channel.unused_polls > MAX_UNUSED_POLLS:
            self._close(channel)

    def _close(self, channel: Channel) -> None:
        if self._channels.get(channel.key) is channel:
            del self._channels[channel.key]
            _count_down(self._address_channels, channel.address)
            self._woken.set()  # so that the hub stops if it was the last channel

    def _log_failures(self, errors: Sequence[Exception]) -> None:
        failures = [each for each in errors if not isinstance(each, EventNotFound)]
        if failures and not self._is_failing:
            logger.error(self._feed.outage, exc_info=failures[0])
        self._is_failing = bool(failures)


# A thread of our own: in Django's, other views may delay the poll.
loader_thread = ThreadPoolExecutor(1, thread_name_prefix="jitsi-live-stream")
_hubs: dict[tuple[asyncio.AbstractEventLoop, str], Hub] = {}
_lock = Lock()


def running_hub(feed: Feed) -> Hub:
    """The hub of the feed in the running event loop."""
    loop = asyncio.get_running_loop()
    with _lock:
        if (loop, feed.name) not in _hubs:
            _hubs[loop, feed.name] = Hub(loop, feed)
        return _hubs[loop, feed.name]


def has_channel(feed: Feed, key: str) -> bool:
    """Whether the channel is polled in this event loop already."""
    hub = _hubs.get((asyncio.get_running_loop(), feed.name))
    return hub is not None and hub.has_channel(key)


def wake_hubs(name: str, keys: Sequence[str] | None = None) -> None:
    """Poll these channels of the feed now, or all: this process has just changed something. Safe in
    any thread."""
    with _lock:
        hubs = [hub for (_, feed), hub in _hubs.items() if feed == name]
    for hub in hubs:
        with suppress(RuntimeError):  # the loop has been closed
            hub.loop.call_soon_threadsafe(hub.wake, keys)


def _load(feed: Feed, keys: Sequence[str]) -> Sequence[Loaded]:
    """The latest message of each channel, or the error; runs in the loader thread."""
    close_old_connections()
    try:
        return feed.load(keys)
    except Exception as error:  # the streams stay open, and the next poll may succeed
        return [error for _ in keys]
    finally:
        close_old_connections()


def _count_down(counter: Counter[str], address: str) -> None:
    counter[address] -= 1
    if not counter[address]:
        del counter[address]

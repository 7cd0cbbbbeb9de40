"""Server push: people who wait are told at once that their event went live, or ended.

However many of them there are, each process asks once a second for each event that is listened to,
for all of these in one thread. A stream tells what the anonymous status tells, and looks at nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from types import SimpleNamespace
from typing import Any

from asgiref.sync import SyncToAsync
from django.contrib.auth.decorators import login_not_required
from django.db import close_old_connections, connections, transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from rest_framework.utils.encoders import JSONEncoder

from . import services, throttles
from .exceptions import EventNotFound, LiveError, NoStream, StreamsBusy
from .room import has_stream
from .signals import session_ended, session_started

logger = logging.getLogger("django_jitsi_live")

MOST_STREAMS = 10_000  # in one process

# In seconds.
PAUSE = 1  # between two looks at an event
HEARTBEAT = 20  # before proxies take a silent stream for a dead one
LONGEST_LIFE = 60 * 60  # so that those of a process that was busy spread over all of them
RETRY = 2, 10  # after which a browser comes back

ROUNDS_UNHEARD = 5  # for which an event is watched although nobody has begun to listen

# What changes with time alone is no news.
NO_NEWS = {"poll_after", "join_spread"}

HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    # GZipMiddleware lets this pass; it would keep a compressor of 270 KiB for each stream.
    "Content-Encoding": "identity",
}

View = Callable[..., Any]


def _look(event_id: str) -> dict[str, Any]:
    """What anybody is told of the event."""
    return services.status(event_id, fresh=True).as_dict()


def _outside_transactions(view: View) -> View:
    """Django refuses async views where a database has ATOMIC_REQUESTS, unless they say no."""
    for alias in connections:
        view = transaction.non_atomic_requests(alias)(view)
    return view


@_outside_transactions
@login_not_required
@csrf_exempt
@require_GET
async def stream(request: HttpRequest, event_id: str) -> HttpResponseBase:
    """The status of the event as server-sent events: now, and at each change."""
    try:
        await _admit(request, event_id)
    except LiveError as error:
        headers = {"Cache-Control": "no-store", **error.headers}
        return JsonResponse(error.as_dict(), status=error.status, headers=headers)
    return StreamingHttpResponse(
        _listen(request, event_id), content_type="text/event-stream", headers=HEADERS
    )


async def _admit(request: HttpRequest, event_id: str) -> None:
    if not has_stream(request):
        raise NoStream
    if not _is_watched(event_id):
        await _count(request)
    # From here to the watching without a pause: a hub that watches nothing goes.
    hub = _running_hub()
    if hub.streams >= MOST_STREAMS:
        raise StreamsBusy
    watched = hub.watch(event_id)
    if not watched.version:
        await watched.wait(HEARTBEAT)
    if watched.is_gone:
        raise EventNotFound
    if not watched.version:
        raise StreamsBusy


async def _count(request: HttpRequest) -> None:
    """What is watched already costs nothing more; to begin to watch, the database is asked."""
    nobody = SimpleNamespace(META=request.META, headers=request.headers, user=None)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(_thread, throttles.check, nobody, throttles.STATUS)


async def _listen(request: HttpRequest, event_id: str) -> AsyncIterator[bytes]:
    _give_thread_back()
    request.close()  # which Django 5.2 does not where the client goes first
    hub, now = _running_hub(), asyncio.get_running_loop().time
    watched = hub.enter(event_id)
    try:
        until = now() + _about(LONGEST_LIFE)
        yield b"retry: %d\n\n" % (random.uniform(*RETRY) * 1000)
        heard = 0
        while not watched.is_gone and now() < until:
            if heard == watched.version:
                await watched.wait(_about(HEARTBEAT))
            message = b":\n\n" if heard == watched.version else watched.message
            # Who is slow to take it misses what is overtaken meanwhile, and no more.
            heard = watched.version
            yield message
    finally:
        hub.leave(watched)


def _give_thread_back() -> None:
    """End the thread that Django keeps for the synchronous parts of this request, and what that
    thread has of the database: else each open stream would hold both."""
    context = SyncToAsync.thread_sensitive_context.get(None)
    thread = SyncToAsync.context_to_thread_executor.pop(context, None) if context else None
    if thread:  # what comes at the end of the request gets another one
        thread.submit(connections.close_all)
        thread.shutdown(wait=False)


def _about(seconds: float) -> float:
    """Some less or more, so that not all do it in one moment."""
    return seconds * random.uniform(0.8, 1.2)


class Watched:
    """An event, what is known of it, and who waits for news."""

    __slots__ = ("_status", "_waiting", "due", "event_id", "is_gone", "listeners", "message",
                 "unheard", "version")  # fmt: skip

    def __init__(self, event_id: str) -> None:
        self.event_id = event_id
        self.message = b""
        self.version = 0  # of what is to be told; 0 while nothing is known
        self.is_gone = False
        self.due = 0.0
        self.listeners = 0
        self.unheard = 0
        self._status: dict[str, Any] = {}
        self._waiting: set[asyncio.Future[None]] = set()

    async def wait(self, seconds: float) -> None:
        """Until there is something to be told, but no longer than that."""
        loop = asyncio.get_running_loop()
        # One future for all would be cancelled with the first who goes.
        waiter = loop.create_future()
        self._waiting.add(waiter)
        timer = loop.call_later(seconds, _wake, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiting.discard(waiter)

    def wake(self) -> None:
        for waiter in self._waiting:
            _wake(waiter)

    def take(self, status: dict[str, Any]) -> None:
        """Tell those who wait if it is news; who comes later hears how things stand then."""
        lasting = {key: value for key, value in status.items() if key not in NO_NEWS}
        text = json.dumps(status, cls=JSONEncoder)
        self.message = f"event: status\ndata: {text}\n\n".encode()
        if lasting != self._status:
            self._status = lasting
            self.version += 1
            self.wake()


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


class Hub:
    """What is listened to in one event loop. It goes when nobody listens any more."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.streams = 0
        self._watched: dict[str, Watched] = {}
        self._is_failing = False
        self._hurried = asyncio.Event()
        self._task = loop.create_task(self._run())

    def is_watching(self, event_id: str) -> bool:
        return event_id in self._watched

    def watch(self, event_id: str) -> Watched:
        if event_id not in self._watched:
            self._watched[event_id] = Watched(event_id)
            self._hurried.set()
        return self._watched[event_id]

    def enter(self, event_id: str) -> Watched:
        watched = self.watch(event_id)
        watched.listeners += 1
        self.streams += 1
        return watched

    def leave(self, watched: Watched) -> None:
        watched.listeners -= 1
        self.streams -= 1
        if not watched.listeners:
            self._forget(watched)

    def hurry(self) -> None:
        """Look at every event now."""
        for watched in self._watched.values():
            watched.due = 0
        self._hurried.set()

    async def _run(self) -> None:
        try:
            while self._watched:
                await self._go_round()
                await self._rest()
        finally:
            with _lock:
                del _hubs[self.loop]
            _thread.submit(connections.close_all)

    async def _go_round(self) -> None:
        self._hurried.clear()
        now = self.loop.time()
        due = [watched for watched in self._watched.values() if watched.due <= now]
        for watched in due:
            watched.due = now + PAUSE  # set now, so that who hurries meanwhile is not unheard
        event_ids = [watched.event_id for watched in due]
        seen = await self.loop.run_in_executor(_thread, _look_at, event_ids)
        self._note_failures([each for each in seen if isinstance(each, Exception)])
        for watched, each in zip(due, seen, strict=True):
            self._take(watched, each)

    async def _rest(self) -> None:
        """Until the next event is due, or somebody hurries."""
        due = min((each.due for each in self._watched.values()), default=0)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(due):
                await self._hurried.wait()

    def _take(self, watched: Watched, seen: dict[str, Any] | Exception) -> None:
        watched.unheard = 0 if watched.listeners else watched.unheard + 1
        if isinstance(seen, dict):
            watched.take(seen)
        elif isinstance(seen, EventNotFound):
            watched.is_gone = True
        if watched.is_gone or not watched.version:
            watched.wake()
        if watched.is_gone or watched.unheard > ROUNDS_UNHEARD:
            self._forget(watched)

    def _forget(self, watched: Watched) -> None:
        if self._watched.get(watched.event_id) is watched:
            del self._watched[watched.event_id]
            self._hurried.set()  # if it was the last one, all is over

    def _note_failures(self, errors: Sequence[Exception]) -> None:
        failures = [each for each in errors if not isinstance(each, EventNotFound)]
        if failures and not self._is_failing:
            logger.error(
                "Whether events are live could not be looked up. Open streams say what was known "
                "before, until it works again.",
                exc_info=failures[0],
            )
        self._is_failing = bool(failures)


# One thread of our own: in Django's, other views may keep the watch waiting.
_thread = ThreadPoolExecutor(1, thread_name_prefix="jitsi-live-stream")
_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}
_lock = Lock()


def _running_hub() -> Hub:
    loop = asyncio.get_running_loop()
    with _lock:
        if loop not in _hubs:
            _hubs[loop] = Hub(loop)
        return _hubs[loop]


def _is_watched(event_id: str) -> bool:
    hub = _hubs.get(asyncio.get_running_loop())
    return hub is not None and hub.is_watching(event_id)


@receiver([session_started, session_ended])
def _hurry(**kwargs: Any) -> None:
    """What has happened in this process, its streams tell at once."""
    with _lock:
        hubs = list(_hubs.values())
    for hub in hubs:
        with suppress(RuntimeError):  # of a loop that has been closed
            hub.loop.call_soon_threadsafe(hub.hurry)


def _look_at(event_ids: Sequence[str]) -> list[dict[str, Any] | Exception]:
    """What is to be told of each, or what went wrong; in the thread of the watch."""
    close_old_connections()
    try:
        return [_seen(event_id) for event_id in event_ids]
    finally:
        close_old_connections()


def _seen(event_id: str) -> dict[str, Any] | Exception:
    try:
        return _look(event_id)
    except Exception as error:  # one event that fails must not silence the others
        return error

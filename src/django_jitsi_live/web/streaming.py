"""Event streams: waiting visitors learn at once that their event went live, or ended; and what
other feeds of the app push."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

from asgiref.sync import SyncToAsync
from django.contrib.auth.decorators import login_not_required
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from ..crowd import (
    Feed,
    check_stream_rate,
    client_address,
    has_channel,
    is_shared_address,
    loader_thread,
    running_hub,
    status_feed,
)
from ..exceptions import EventNotFound, LiveError, NoStream, StreamsBusy, Throttled
from ..sessions import settle
from .room import has_stream

MAX_STREAM_SECONDS = 60 * 60  # then clients reconnect, and spread over all processes again
FIRST_STATUS_SECONDS = 20  # that a client waits for the first look at its event
KEEPALIVE_SECONDS = 20  # proxies close a stream that is silent for longer
RETRY_SECONDS = 2, 10  # the range of delays after which browsers reconnect

STREAM_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    # GZipMiddleware skips such answers; otherwise it keeps 270 KiB for each stream.
    "Content-Encoding": "identity",
}

View = Callable[..., Any]


def stream_view(view: View) -> View:
    """For GET alone, from anybody, who need not be logged in to the site."""
    view = login_not_required(csrf_exempt(require_GET(view)))
    # Django refuses async views where a database has ATOMIC_REQUESTS, unless they opt out.
    for alias in connections:
        view = transaction.non_atomic_requests(alias)(view)
    return view


@stream_view
async def event_stream(request: HttpRequest, event_id: str) -> HttpResponseBase:
    """The status of the event as server-sent events: now and after each change."""
    return await stream_response(request, status_feed(settle), event_id)


async def stream_response(
    request: HttpRequest, feed: Feed, key: str, seconds: float | None = None
) -> HttpResponseBase:
    """The channel of the feed as server-sent events, for up to so many seconds; an error as JSON.

    Without ``seconds``, for as long as a stream may be open.
    """
    address = "" if is_shared_address(request) else client_address(request)
    try:
        await _check_admission(request, feed, key, address)
    except LiveError as error:
        return stream_refusal(error)
    return StreamingHttpResponse(
        _stream_messages(request, feed, key, address, seconds),
        content_type="text/event-stream",
        headers=STREAM_HEADERS,
    )


def stream_refusal(error: LiveError) -> HttpResponseBase:
    headers = {"Cache-Control": "no-store", **error.headers}
    return JsonResponse(error.as_dict(), status=error.status, headers=headers)


async def _check_admission(request: HttpRequest, feed: Feed, key: str, address: str) -> None:
    if not has_stream(request):
        raise NoStream
    if not has_channel(feed, key):
        await _throttle(request)
    # No await from here to subscribe(): a hub without channels stops.
    hub = running_hub(feed)
    if hub.is_full_for(address, key):
        raise Throttled
    if hub.is_full(key):
        raise StreamsBusy
    channel = hub.subscribe(key, address)
    if not channel.version:
        await channel.wait(FIRST_STATUS_SECONDS)
    if channel.is_gone:
        raise EventNotFound
    if not channel.version:
        raise StreamsBusy


async def _throttle(request: HttpRequest) -> None:
    """Count the request: a new channel costs a query. Joining an open channel costs none."""
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(loader_thread, check_stream_rate, request)


async def _stream_messages(
    request: HttpRequest, feed: Feed, key: str, address: str, seconds: float | None
) -> AsyncIterator[bytes]:
    _release_request_thread()
    request.close()  # Django 5.2 does not, if the client disconnects first
    hub, now = running_hub(feed), asyncio.get_running_loop().time
    channel = hub.enter(key, address)
    try:
        until = now() + (_with_jitter(MAX_STREAM_SECONDS) if seconds is None else seconds)
        yield b"retry: %d\n\n" % (random.uniform(*RETRY_SECONDS) * 1000)
        sent_version = 0
        while not channel.is_gone and now() < until:
            if sent_version == channel.version:
                await channel.wait(_with_jitter(KEEPALIVE_SECONDS))
            message = b":\n\n" if sent_version == channel.version else channel.message
            # A slow client skips messages that a newer one has replaced.
            sent_version = channel.version
            yield message
    finally:
        hub.leave(channel, address)


def _release_request_thread() -> None:
    """Stop the thread that Django keeps for synchronous code of this request, and its database
    connection: otherwise every open stream would hold both."""
    context = SyncToAsync.thread_sensitive_context.get(None)
    thread = SyncToAsync.context_to_thread_executor.pop(context, None) if context else None
    if thread:  # synchronous code at the end of the request gets another one
        thread.submit(connections.close_all)
        thread.shutdown(wait=False)


def _with_jitter(seconds: float) -> float:
    """Up to a fifth less or more, so that streams spread out."""
    return seconds * random.uniform(0.8, 1.2)

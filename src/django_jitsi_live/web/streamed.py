"""Responses that are read from the database while they are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def streamed(
    request: HttpRequest, parts: Iterator[bytes], content_type: str
) -> StreamingHttpResponse:
    content = _in_threads(parts) if isinstance(request, ASGIRequest) else parts
    return StreamingHttpResponse(content, content_type=content_type)


async def _in_threads(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Under ASGI Django would read all of it before it sends the first byte."""
    ask = sync_to_async(partial(next, parts, None))
    while (part := await ask()) is not None:
        yield part

"""The bound on request bodies, which holds before anything is authenticated or parsed."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest

from ..exceptions import BodyTooLarge

MAX_BODY_BYTES = 16 * 1024  # the largest request of our pages has less than 1 KiB


def limit_body(request: HttpRequest) -> None:
    """Read the body, but no more of it than is accepted. Raises ``BodyTooLarge``.

    Afterwards every parser gets it from memory, as after reading ``request.body``.
    """
    if declared_length(request) > MAX_BODY_BYTES:
        raise BodyTooLarge
    if not hasattr(request, "_body"):
        if request._read_started:  # type: ignore[attr-defined]  # not in the stubs
            return  # a middleware of the host project has parsed it
        # No server has to declare the length, and none of them can be relied upon to be right.
        request._body = request.read(MAX_BODY_BYTES + 1)
        request._stream = BytesIO(request._body)
    if len(request.body) > MAX_BODY_BYTES:
        raise BodyTooLarge


def declared_length(request: HttpRequest) -> int:
    """In bytes; 0 if the client has not declared it, or not as a number."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0

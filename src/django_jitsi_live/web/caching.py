"""Cache headers: which answers shared caches may keep, and never one with a cookie."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import add_never_cache_headers

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)

NEVER_CACHE = "max-age=0, no-cache, no-store, must-revalidate, private"

CONDITIONAL_HEADERS = (
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
)


class _PrivateWithCookie(HttpResponseBase):
    """A response whose headers forbid caching as soon as it has a cookie.

    Any middleware may add one after the view has returned. So this is decided each time that the
    headers are read: at last by the server, which sends them.
    """

    @property
    def headers(self) -> ResponseHeaders:
        headers: ResponseHeaders = self.__dict__["headers"]
        # While the base class initialises itself, there are no cookies yet.
        if getattr(self, "cookies", None) or "Set-Cookie" in headers:
            headers["Cache-Control"] = NEVER_CACHE
            headers.pop("Expires")
        return headers

    @headers.setter
    def headers(self, headers: ResponseHeaders) -> None:
        self.__dict__["headers"] = headers


class PublicResponse(_PrivateWithCookie, HttpResponse):
    """An answer that is the same for everybody, and that shared caches may keep."""


class PublicNotModified(_PrivateWithCookie, HttpResponseNotModified):
    """The same: the copy that the client has is still right."""


def publish(request: HttpRequest, response: ResponseT, cache_control: str) -> ResponseT:
    """Let shared caches keep the response, which has to be one of the classes above."""
    response["Cache-Control"] = cache_control
    # The view has answered the conditions. ConditionalGetMiddleware would put a response of its
    # own in place of this one, with these headers, whatever cookie is added later.
    for name in CONDITIONAL_HEADERS:
        request.META.pop(name, None)
    # UpdateCacheMiddleware would serve the answer for everybody to users who are logged in.
    request._cache_update_cache = False  # type: ignore[attr-defined]  # the middleware's mark
    return response


def never_cached(response: ResponseT) -> ResponseT:
    add_never_cache_headers(response)
    return response

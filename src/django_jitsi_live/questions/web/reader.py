"""The view of readers, in front of REST framework: with a key nobody has to be looked up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
)
from django.utils.http import parse_etags

from ...crowd import record_status_request
from ...exceptions import LiveError
from ..public_list import PublicList, cached_list
from .loading import get_list
from .reader_key import read_key

View = Callable[..., HttpResponseBase]

CACHE_CONTROL = "private, no-cache"
"""The browser may keep the list, and has to ask each time whether it is still right."""


def with_readers(view: View) -> View:
    """The view for people with credentials; who has a key is answered from the cache."""

    @wraps(view)
    def answer(request: HttpRequest, event_id: str, **kwargs: Any) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "key=" in query and request.method in {"GET", "HEAD"}:
            return _answer_with_key(request, event_id, _key_in(request, query))
        return view(request, event_id=event_id, **kwargs)

    return answer


def _key_in(request: HttpRequest, query: str) -> str:
    """To parse a query that has nothing else would cost more than to look at the key."""
    if query.startswith("key=") and not any(mark in query for mark in "&+%"):
        return query.removeprefix("key=")
    return str(request.GET.get("key", ""))


def _answer_with_key(request: HttpRequest, event_id: str, key: str) -> HttpResponse:
    try:
        audience = read_key(key, event_id).audience
        record_status_request()
        found = cached_list(event_id, audience) or get_list(event_id, audience)
    except LiveError as error:
        headers = {"Cache-Control": "no-store", **error.headers}
        return JsonResponse(error.as_dict(), status=error.status, headers=headers)
    return _list_response(request, found)


def _list_response(request: HttpRequest, found: PublicList) -> HttpResponse:
    etag = f'W/"{found.version}"'
    if_none_match = request.META.get("HTTP_IF_NONE_MATCH")
    if if_none_match and etag in parse_etags(if_none_match):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(found.render(), content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response

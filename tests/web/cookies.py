"""Middleware of host projects: each sets a cookie on every answer, in a way of its own."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib import messages
from django.http import HttpResponseBase
from django.middleware.csrf import get_token

GetResponse = Callable[[Any], HttpResponseBase]


def with_set_cookie(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.set_cookie("visitor", "1")
        return response

    return middleware


def with_a_signed_cookie(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.set_signed_cookie("visitor", "1")
        return response

    return middleware


def with_a_deleted_cookie(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.delete_cookie("visitor")
        return response

    return middleware


def with_a_header(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("set-cookie", "visitor=1")
        return response

    return middleware


def with_other_cookies(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.cookies = SimpleCookie("visitor=1")
        return response

    return middleware


def with_loaded_cookies(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.cookies.load("visitor=1; other=2")
        return response

    return middleware


def with_cache_headers(get_response: GetResponse) -> GetResponse:
    """Wants everything to be kept, itself included."""

    def middleware(request: Any) -> HttpResponseBase:
        response = get_response(request)
        response.set_cookie("visitor", "1")
        response["Cache-Control"] = "public, max-age=600"
        response["Expires"] = "Thu, 01 Jan 2099 00:00:00 GMT"
        return response

    return middleware


def with_a_session(get_response: GetResponse) -> GetResponse:
    """The session's own middleware sets the cookie."""

    def middleware(request: Any) -> HttpResponseBase:
        request.session["visits"] = request.session.get("visits", 0) + 1
        return get_response(request)

    return middleware


def with_a_csrf_token(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        get_token(request)
        return get_response(request)

    return middleware


def with_a_message(get_response: GetResponse) -> GetResponse:
    def middleware(request: Any) -> HttpResponseBase:
        messages.info(request, "Welcome")
        return get_response(request)

    return middleware


class WithAsync:
    """Asynchronous where Django is."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        if iscoroutinefunction(self):
            return self.answer(request)
        response = self.get_response(request)
        response.set_cookie("visitor", "1")
        return response

    async def answer(self, request: Any) -> Any:
        response = await self.get_response(request)
        response.set_cookie("visitor", "1")
        return response


# These work only behind Django's own middleware.
INNERMOST = [with_a_session, with_a_csrf_token, with_a_message]
ANYWHERE = [
    with_set_cookie,
    with_a_signed_cookie,
    with_a_deleted_cookie,
    with_a_header,
    with_other_cookies,
    with_loaded_cookies,
    with_cache_headers,
    WithAsync,
]

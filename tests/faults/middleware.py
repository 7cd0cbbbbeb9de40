"""Middleware of the deployed site, for the tests of shared caches."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any

Middleware = Callable[[Any], Any]


def numbered(get_response: Middleware) -> Middleware:
    """Tells answers of the site from copies of a cache."""

    def middleware(request: Any) -> Any:
        response = get_response(request)
        response["X-Answer"] = token_hex(8)
        return response

    return middleware


def tracking(get_response: Middleware) -> Middleware:
    """Gives each visitor a cookie, where the address asks for it."""

    def middleware(request: Any) -> Any:
        response = get_response(request)
        if "track" in request.GET:
            response.set_cookie("visitor", token_hex(8))
        return response

    return middleware

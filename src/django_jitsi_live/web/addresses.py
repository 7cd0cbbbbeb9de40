"""Responses at addresses that are secrets, or have one in them."""

from __future__ import annotations

from django.http import HttpResponseBase


def keep_address(response: HttpResponseBase) -> None:
    """Other sites and search engines do not learn of it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"


def keep_unlogged(response: HttpResponseBase) -> None:
    """Of an error, Django would log the address."""
    # What its own log_response() sets; there is no public way.
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's mark

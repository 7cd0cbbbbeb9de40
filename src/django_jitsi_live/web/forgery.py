"""The CSRF check of the room page and the report, whose refusals say what to change."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext_lazy as _

from ..exceptions import LiveError
from ..printable import printable

logger = logging.getLogger("django_jitsi_live")

PROXY_REASONS = ("Origin checking failed", "Referer checking failed")
"""How Django's reasons begin that have nothing to do with the token."""


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks the room page, instead of a person."""
    return request.headers.get("Accept") == "application/json"


class CsrfFailed(LiveError):
    """To Django the request is another origin's, or has no valid token."""

    code = "csrf_failed"
    message = _(
        "This site refuses what its own pages send. Load the page again, once; if that does not "
        "help, tell the people who run this site, whose log says what to change."
    )


class RoomCsrfMiddleware(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseBase:
        if reason.startswith(PROXY_REASONS):
            _log(request, reason)
        response: HttpResponseBase = super()._reject(request, reason)  # type: ignore[misc]  # not in the stubs
        if not wants_json(request):
            return response
        error = CsrfFailed()
        return JsonResponse(error.as_dict(), status=error.status)


def _log(request: HttpRequest, reason: str) -> None:
    logger.warning(
        "This site refuses what its own pages send: %s Django takes its address for "
        "%s://%s. Let the proxy pass on Host and X-Forwarded-Proto, with SECURE_PROXY_SSL_HEADER "
        "in the settings, or add the address that browsers show to CSRF_TRUSTED_ORIGINS.",
        printable(reason),
        request.scheme,
        request.get_host(),
    )


protect_from_forgery = decorator_from_middleware(RoomCsrfMiddleware)

"""What requests of Jitsi servers have in common: who may ask, and how much is read of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.contrib.auth.decorators import login_not_required
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..conf import conf
from ..servers import Secrets, Server, UnusableServer, get_server
from .body import declared_length

logger = logging.getLogger("django_jitsi_live")

MAX_BODY_BYTES = 1024 * 1024

View = Callable[..., HttpResponse]


class RequestRefused(Exception):
    """The request is not accepted. The text tells the operator of the Jitsi server what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def for_servers(view: View, methods: Iterable[str]) -> View:
    """For servers instead of people: no login and no CSRF token."""
    # With ATOMIC_REQUESTS, a long message would be one transaction instead of pieces.
    answered: View = login_not_required(csrf_exempt(require_http_methods([*methods])(view)))
    for database in connections:
        answered = transaction.non_atomic_requests(database)(answered)
    return answered


def get_asked_server(alias: str) -> Server:
    """The server in whose name the request is made. Raises ``RequestRefused``."""
    if alias not in conf.SERVERS:
        raise RequestRefused(404, "There is no such server in JITSI_LIVE_SERVERS.")
    try:
        return get_server(alias)
    except UnusableServer as error:
        logger.error("A request of a Jitsi server was not answered: %s", error)
        text = "This server is not set up correctly: see the site's log."
        raise RequestRefused(503, text) from None


def require_bearer(request: HttpRequest, tokens: Secrets, option: str, purpose: str) -> None:
    """That the request has one of the tokens of that option. Raises ``RequestRefused``."""
    if not tokens:
        raise RequestRefused(404, f"Set {option} of this server to use {purpose}.")
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not tokens.match(given):
        raise RequestRefused(401, f"The token is missing or wrong. Compare {option}.")


def read_body(request: HttpRequest, limit: int = MAX_BODY_BYTES) -> bytes:
    """The body; no more of it is read than is accepted. Raises ``RequestRefused``."""
    if declared_length(request) > limit:
        raise RequestRefused(413, "The body is too large.")
    body = request.read(limit + 1)
    if len(body) > limit:
        raise RequestRefused(413, "The body is too large.")
    return body

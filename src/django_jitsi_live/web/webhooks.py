"""Webhooks: what Jitsi servers report to this site.

Each view authenticates the sender, then parses the message, then records it. A faulty message gets
a 4xx, after which no server sends it again; our own failures are 500 or 503, after which it comes
again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..attendance import (
    EVENT_SYNC_PATHS,
    BadSignature,
    MalformedMessage,
    is_repeated_jaas,
    receive_event_sync,
    receive_jaas,
)
from ..conf import conf
from ..exceptions import LiveError
from ..servers import Secrets, Server, UnusableServer, get_server
from .body import declared_length

logger = logging.getLogger("django_jitsi_live")

MAX_BODY_BYTES = 1024 * 1024
# Of the message that repeats every stay in a room, which is for senders with a token only: about
# 150,000 stays.
MAX_ROOM_BYTES = 32 * MAX_BODY_BYTES


class MessageRefused(Exception):
    """The message is not accepted. The text tells the operator of the Jitsi server what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


Webhook = Callable[..., HttpResponse]


def webhook(view: Webhook) -> Webhook:
    """For servers instead of people: no login, no CSRF token, POST only, plain text answers."""

    def answer(request: HttpRequest, alias: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, _get_server(alias), **kwargs)
        except MalformedMessage as error:
            return _plain_text(400, str(error))
        except MessageRefused as error:
            return _plain_text(error.status, str(error))
        except LiveError as error:
            # Whatever the policy answers, it is a failure of ours: the message has to come again.
            return _plain_text(503, str(error))

    # With ATOMIC_REQUESTS, a long message would be one transaction instead of pieces.
    answered: Webhook = login_not_required(csrf_exempt(require_POST(answer)))
    for database in connections:
        answered = transaction.non_atomic_requests(database)(answered)
    return answered


@webhook
def event_sync(request: HttpRequest, server: Server, kind: str) -> HttpResponse:
    """For Prosody's ``mod_event_sync_component``; ``kind`` is the end of the path it posts to."""
    _require_bearer(request, server.event_sync_tokens)
    if kind not in EVENT_SYNC_PATHS:
        raise MessageRefused(404, "There is no such event of event_sync.")
    limit = MAX_ROOM_BYTES if kind == "room/destroyed" else MAX_BODY_BYTES
    receive_event_sync(server, kind, _read_body(request, limit))
    return _plain_text(200, "Recorded.")


@webhook
def jaas_webhook(request: HttpRequest, server: Server) -> HttpResponse:
    """For the webhooks of JaaS, of every type."""
    if not server.webhook_secrets:
        raise MessageRefused(404, "Set WEBHOOK_SECRET of this server to use its webhooks.")
    body = _read_body(request)
    try:
        receive_jaas(server, request.headers.get("X-Jaas-Signature", ""), body)
    except BadSignature:
        if is_repeated_jaas(server, body):
            return _plain_text(200, "Recorded before.")
        text = "The signature is missing, wrong or too old. Compare WEBHOOK_SECRET."
        raise MessageRefused(401, text) from None
    return _plain_text(200, "Recorded.")


def _require_bearer(request: HttpRequest, tokens: Secrets) -> None:
    if not tokens:
        raise MessageRefused(404, "Set EVENT_SYNC_TOKEN of this server to use its event_sync.")
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not tokens.match(given):
        raise MessageRefused(401, "The token is missing or wrong. Compare EVENT_SYNC_TOKEN.")


def _get_server(alias: str) -> Server:
    if alias not in conf.SERVERS:
        raise MessageRefused(404, "There is no such server in JITSI_LIVE_SERVERS.")
    try:
        return get_server(alias)
    except UnusableServer as error:
        logger.error("A message of a Jitsi server was not taken: %s", error)
        raise MessageRefused(
            503, "This server is not set up correctly: see the site's log."
        ) from None


def _read_body(request: HttpRequest, limit: int = MAX_BODY_BYTES) -> bytes:
    """The body; no more of it is read than is accepted."""
    if declared_length(request) > limit:
        raise MessageRefused(413, "The body is too large.")
    body = request.read(limit + 1)
    if len(body) > limit:
        raise MessageRefused(413, "The body is too large.")
    return body


def _plain_text(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain", status=status)

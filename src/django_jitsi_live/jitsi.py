"""What Jitsi servers ask of this site, and tell it.

Whoever tells something is authenticated first, then the message parsed, then recorded. What is
wrong with it is answered 4xx, which nobody sends again; our own failures are a 500 or 503, after
which it comes again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from secrets import compare_digest
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from . import jaas, prosody, stays
from .conf import conf
from .messages import Malformed, parse_object
from .models import Source
from .servers import Server, UnusableServer, get_server, public_key

logger = logging.getLogger("django_jitsi_live")

LONGEST_BODY = 1024 * 1024

HOUR = 60 * 60


@login_not_required
@require_safe
def key(request: HttpRequest, digest: str) -> HttpResponse:
    """A public key as PEM, as Prosody's ``asap_key_server`` asks for it: by the lower-case hex
    SHA-256 of the key id (jitsi-meet, prosody-plugins/token/util.lib.lua)."""
    pem = public_key(digest)
    if pem is None:
        return HttpResponse("There is no such key.\n", content_type="text/plain", status=404)
    response = HttpResponse(pem, content_type="text/plain")
    patch_cache_control(response, public=True, max_age=HOUR)
    return response


class Refused(Exception):
    """The message is not taken. The text tells the operator of the sender what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


Webhook = Callable[..., HttpResponse]


def webhook(view: Webhook) -> Webhook:
    """For servers instead of people: no login, no CSRF token, POST alone, answers in plain text."""

    def answer(request: HttpRequest, alias: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, _server(alias), **kwargs)
        except Malformed as error:
            return _plain(400, str(error))
        except Refused as error:
            return _plain(error.status, str(error))

    answered: Webhook = login_not_required(csrf_exempt(require_POST(answer)))
    return answered


@webhook
def event_sync(request: HttpRequest, server: Server, kind: str) -> HttpResponse:
    """Prosody's ``mod_event_sync_component``; ``kind`` is the end of the path that it posts to."""
    _allow_bearer(request, server.event_sync_token)
    if kind not in prosody.PATHS:
        raise Refused(404, "There is no such event of event_sync.")
    message = prosody.parse(kind, parse_object(_body(request)))
    stays.record(server, Source.EVENT_SYNC, message)
    return _plain(200, "Recorded.")


@webhook
def jaas_webhook(request: HttpRequest, server: Server) -> HttpResponse:
    """The webhooks of JaaS, of whichever type."""
    secret = server.webhook_secret
    if not secret:
        raise Refused(404, "Set WEBHOOK_SECRET of this server to use its webhooks.")
    body = _body(request)
    header = request.headers.get("X-Jaas-Signature", "")
    if not jaas.is_signed(header, body, secret, timezone.now()):
        _accept_again(server, body)
        return _plain(200, "Recorded before.")
    _take(server, jaas.open_envelope(parse_object(body)), body)
    return _plain(200, "Recorded.")


def _take(server: Server, envelope: jaas.Envelope, body: bytes) -> None:
    with transaction.atomic(using=stays.database()):
        if stays.is_known(server, envelope.key):
            return
        message = jaas.parse(envelope)
        if message is not None:
            stays.record(server, Source.JAAS, message)
        unused = "" if message else body.decode("utf-8", "replace")
        stays.remember(server, envelope.key, envelope.type, unused)


def _accept_again(server: Server, body: bytes) -> None:
    """Let pass what we know already, and nothing else.

    Sent again, a message may differ a little from the one that was signed.
    """
    try:
        known = stays.is_known(server, jaas.open_envelope(parse_object(body)).key)
    except Malformed:
        known = False
    if not known:
        raise Refused(401, "The signature is missing, wrong or too old. Compare WEBHOOK_SECRET.")


def _allow_bearer(request: HttpRequest, token: str) -> None:
    if not token:
        raise Refused(404, "Set EVENT_SYNC_TOKEN of this server to use its event_sync.")
    given = request.headers.get("Authorization", "")
    if not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Refused(401, "The token is missing or wrong. Compare EVENT_SYNC_TOKEN.")


def _server(alias: str) -> Server:
    if alias not in conf.SERVERS:
        raise Refused(404, "There is no such server in JITSI_LIVE_SERVERS.")
    try:
        return get_server(alias)
    except UnusableServer as error:
        logger.error("A message of a Jitsi server was not taken: %s", error)
        raise Refused(503, "This server is not set up correctly: see the site's log.") from None


def _body(request: HttpRequest) -> bytes:
    """The body, of which no more is read than is taken."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared.isdigit() and int(declared) > LONGEST_BODY:
        raise Refused(413, "The body is too large.")
    body = request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        raise Refused(413, "The body is too large.")
    return body


def _plain(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain", status=status)

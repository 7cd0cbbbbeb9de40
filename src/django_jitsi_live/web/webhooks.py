"""Webhooks: what Jitsi servers report to this site.

Each view authenticates the sender, then parses the message, then records it. A faulty message gets
a 4xx, after which no server sends it again; our own failures are 500 or 503, after which it comes
again.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from ..attendance import (
    EVENT_SYNC_PATHS,
    BadSignature,
    MalformedMessage,
    is_repeated_jaas,
    receive_event_sync,
    receive_jaas,
)
from ..exceptions import LiveError
from ..secret import SecretBytes
from ..servers import Server
from .from_servers import (
    MAX_BODY_BYTES,
    RequestRefused,
    View,
    for_servers,
    get_asked_server,
    read_body,
    require_bearer,
)

# Of the message that repeats every stay in a room, which is for senders with a token only: about
# 150,000 stays.
MAX_ROOM_BYTES = 32 * MAX_BODY_BYTES


def webhook(view: View) -> View:
    """POST only, plain text answers."""

    def answer(request: HttpRequest, alias: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, get_asked_server(alias), **kwargs)
        except MalformedMessage as error:
            return _plain_text(400, str(error))
        except RequestRefused as error:
            return _plain_text(error.status, str(error))
        except LiveError as error:
            # Whatever the policy answers, it is a failure of ours: the message has to come again.
            return _plain_text(503, str(error))

    return for_servers(answer, ["POST"])


@webhook
def event_sync(request: HttpRequest, server: Server, kind: str) -> HttpResponse:
    """For Prosody's ``mod_event_sync_component``; ``kind`` is the end of the path it posts to."""
    require_bearer(request, server.event_sync_tokens, "EVENT_SYNC_TOKEN", "its event_sync")
    if kind not in EVENT_SYNC_PATHS:
        raise RequestRefused(404, "There is no such event of event_sync.")
    limit = MAX_ROOM_BYTES if kind == "room/destroyed" else MAX_BODY_BYTES
    receive_event_sync(server, kind, read_body(request, limit))
    return _plain_text(200, "Recorded.")


@webhook
def jaas_webhook(request: HttpRequest, server: Server) -> HttpResponse:
    """For the webhooks of JaaS, of every type."""
    if not server.webhook_secrets:
        raise RequestRefused(404, "Set WEBHOOK_SECRET of this server to use its webhooks.")
    # It may hold a link to a recording, which no error page or log shall show.
    body = SecretBytes(read_body(request))
    try:
        receive_jaas(server, request.headers.get("X-Jaas-Signature", ""), body)
    except BadSignature:
        if is_repeated_jaas(server, body):
            return _plain_text(200, "Recorded before.")
        text = "The signature is missing, wrong or too old. Compare WEBHOOK_SECRET."
        raise RequestRefused(401, text) from None
    return _plain_text(200, "Recorded.")


def _plain_text(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain", status=status)

"""The way of a message: its signature, its parser, and the stays that it changes."""

from __future__ import annotations

from django.db import transaction

from ... import moments
from ...models import Source
from ...presence import stay_database
from ...servers import Server
from . import jaas, merge
from .event_sync import parse_event_sync
from .messages import MalformedMessage, parse_object


class BadSignature(Exception):
    """The signature is missing, wrong or too old."""


def receive_event_sync(server: Server, path: str, body: bytes) -> None:
    """Record a message of event_sync that was posted to one of ``EVENT_SYNC_PATHS``.

    Raises ``MalformedMessage``.
    """
    merge.record(server, Source.EVENT_SYNC, parse_event_sync(path, parse_object(body)))


def receive_jaas(server: Server, signature: str, body: bytes) -> None:
    """Record a webhook of JaaS. ``signature`` is the header ``X-Jaas-Signature``.

    Raises ``BadSignature``, ``MalformedMessage``.
    """
    if not jaas.has_valid_signature(signature, body, server.webhook_secrets, moments.now()):
        raise BadSignature
    envelope = jaas.parse_envelope(parse_object(body))
    with transaction.atomic(using=stay_database()):
        if merge.is_processed(server, envelope.key):
            return
        message = jaas.parse_jaas(envelope)
        if message is not None:
            merge.record(server, Source.JAAS, message)
        unused = "" if message else body.decode("utf-8", "replace")
        merge.mark_processed(server, envelope.key, envelope.type, unused)


def is_repeated_jaas(server: Server, body: bytes) -> bool:
    """Whether the webhook was processed before.

    A message that is sent again may differ a little from the one that was signed.
    """
    try:
        return merge.is_processed(server, jaas.parse_envelope(parse_object(body)).key)
    except MalformedMessage:
        return False

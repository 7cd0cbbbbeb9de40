"""The way of a message: its signature, its parser, and the stays that it changes."""

from __future__ import annotations

import json

from django.db import transaction

from ... import moments
from ...models import Source
from ...presence import stay_database
from ...servers import Server
from . import jaas, merge
from .event_sync import parse_event_sync
from .jaas_files import parse_upload, without_links
from .messages import MalformedMessage, parse_object
from .trial import note_trial
from .uploads import announce_upload


class BadSignature(Exception):
    """The signature is missing, wrong or too old."""


def receive_event_sync(server: Server, path: str, body: bytes) -> None:
    """Record a message of event_sync that was posted to one of ``EVENT_SYNC_PATHS``.

    Raises ``MalformedMessage``.
    """
    message = parse_event_sync(path, parse_object(body))
    if not note_trial(server, message, moments.now()):
        merge.record(server, Source.EVENT_SYNC, message)


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
        is_used = _record(server, envelope)
        unused = "" if is_used else _to_keep(envelope)
        merge.mark_processed(server, envelope.key, envelope.type, unused)


def _record(server: Server, envelope: jaas.Envelope) -> bool:
    """Whether the message is of a type that is made use of. Raises ``MalformedMessage``."""
    if upload := parse_upload(envelope):
        announce_upload(server, upload)
        return True
    message = jaas.parse_jaas(envelope)
    if message is not None:
        merge.record(server, Source.JAAS, message)
    return message is not None


def _to_keep(envelope: jaas.Envelope) -> str:
    """The message without links: those of files let in whoever knows them."""
    try:
        return json.dumps(without_links(envelope.body))
    except RecursionError:
        return ""


def is_repeated_jaas(server: Server, body: bytes) -> bool:
    """Whether the webhook was processed before.

    A message that is sent again may differ a little from the one that was signed.
    """
    try:
        return merge.is_processed(server, jaas.parse_envelope(parse_object(body)).key)
    except MalformedMessage:
        return False

"""Start and end: conditional writes, so that one of several simultaneous requests wins."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.text import slugify

from ..crowd import publish_status
from ..models import LiveSession
from ..policy import Visit
from ..signals import session_ended, session_started
from .gate import require_server, session_database

ROOM_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ROOM_RANDOM_LENGTH = 26  # of 5 bits each: 130 random bits


def go_live(visit: Visit) -> LiveSession | None:
    """Start a new or ended session; None when another request was faster.

    Raises ``ServerMisconfigured``.
    """
    alias = visit.policy.server_for(visit.event)
    require_server(alias)
    session = visit.session or LiveSession(event=visit.event)
    opened = {
        "room_name": _new_room_name(visit.event),
        "is_active": True,
        "server": alias,
        "started_by_id": visit.user.pk,
        "started_at": timezone.now(),
        "ended_at": None,
        "role_mismatch": "",
        "refusals": "",
    }
    return session if _transition(session, opened, session_started, visit.user) else None


def end_session(session: LiveSession, user: Any) -> bool:
    """End this run of the session; False when another request was faster."""
    ended = {"is_active": False, "ended_at": timezone.now()}
    return _transition(session, ended, session_ended, user)


def _transition(session: LiveSession, values: Mapping[str, Any], signal: Signal, user: Any) -> bool:
    try:
        with transaction.atomic(using=session_database()):
            written = _write_if_unchanged(session, values)
            if written:
                _send_on_commit(signal, session, user)
    except (IntegrityError, OperationalError):
        # Another request has inserted a session of this event, or the event is deleted, or the
        # database refuses to wait (strict isolation, lock time-outs). The caller reads it anew; if
        # the database is gone, that raises again.
        return False
    return written


def _write_if_unchanged(session: LiveSession, values: Mapping[str, Any]) -> bool:
    """Write the values to the row and the object, unless the row has changed since it was read."""
    if session.pk is None:
        for name, value in values.items():
            setattr(session, name, value)
        session.save(using=session_database(), force_insert=True)
        return True
    # The room's name identifies the run: a stale end must not end the next run.
    unchanged = {"is_active": session.is_active, "room_name": session.room_name}
    rows = LiveSession.objects.using(session_database()).filter(pk=session.pk, **unchanged)
    if not rows.update(**values):
        return False
    for name, value in values.items():
        setattr(session, name, value)
    publish_status(session)
    return True


def _send_on_commit(signal: Signal, session: LiveSession, user: Any) -> None:
    send = partial(signal.send_robust, sender=LiveSession, session=session, user=user)
    transaction.on_commit(send, using=session_database(), robust=True)


def _new_room_name(event: Any) -> str:
    # The model's name is readable and, unlike a title or a key, reveals nothing about the event.
    prefix = slugify(event._meta.model_name)[:40] or "live"
    random = "".join(secrets.choice(ROOM_ALPHABET) for _ in range(ROOM_RANDOM_LENGTH))
    return f"{prefix}-{random}"

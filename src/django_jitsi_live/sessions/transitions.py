"""Start and end: conditional writes, so that one of several simultaneous requests wins."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max, QuerySet
from django.dispatch import Signal
from django.utils.text import slugify

from .. import moments
from ..crowd import publish_status
from ..models import EndedBecause, LiveSession, Run
from ..policy import Visit
from ..signals import session_ended, session_started
from .conflicts import is_lost_race
from .gate import require_server, session_database

logger = logging.getLogger("django_jitsi_live")

ROOM_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ROOM_RANDOM_LENGTH = 26  # of 5 bits each: 130 random bits


def go_live(visit: Visit) -> LiveSession | None:
    """Start a new or ended session; None when another request was faster.

    Raises ``ServerMisconfigured``.
    """
    alias = visit.policy.server_for(visit.event)
    require_server(alias)
    session = visit.session or LiveSession(event=visit.event)
    now = moments.now()
    opened = {
        "room_name": _new_room_name(visit.event),
        "is_active": True,
        "server": alias,
        "started_by_id": visit.user.pk,
        "started_at": now,
        "ended_at": None,
        "role_mismatch": "",
        "refusals": "",
        "role_witness": "",
    }
    run = Run(
        room_name=opened["room_name"],
        server=alias,
        opened_at=now,
        started_at=now,
        starts_at=visit.policy.starts_at(visit.event),
        ends_at=visit.policy.ends_at(visit.event),
        started_by_id=visit.user.pk,
    )
    write = partial(_write_with_run, session, opened, run)
    return session if _transition(session, write, session_started, visit.user) else None


def end_session(session: LiveSession, user: Any, because: EndedBecause = EndedBecause.HOST) -> bool:
    """End this run of the session; False when another request was faster."""
    now = moments.now()
    run = {"ended_at": now, "ended_by": user, "ended_because": because}

    def write() -> bool:
        written = _write_if_unchanged(session, {"is_active": False, "ended_at": now})
        if written and session.run_id is not None:
            _runs().filter(pk=session.run_id).update(**run)
        return written

    return _transition(session, write, session_ended, user)


def _transition(session: LiveSession, write: Callable[[], bool], signal: Signal, user: Any) -> bool:
    try:
        with transaction.atomic(using=session_database()):
            written = write()
            if written:
                _send_on_commit(signal, session, user)
    except (IntegrityError, OperationalError) as error:
        if not is_lost_race(error, session):
            raise
        logger.info("A session could not be changed at once: %s", error)
        return False  # the caller reads it anew
    return written


def _write_with_run(session: LiveSession, values: Mapping[str, Any], run: Run) -> bool:
    is_new = session._state.adding
    if not _write_if_unchanged(session, values):
        return False
    run.session, run.number = session, 1 if is_new else _next_number(session)
    run.save(using=session_database(), force_insert=True)
    LiveSession.objects.using(session_database()).filter(pk=session.pk).update(run=run)
    session.run = run
    return True


def _next_number(session: LiveSession) -> int:
    latest: int | None = _runs().filter(session=session).aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


def _runs() -> QuerySet[Run]:
    return Run.objects.using(session_database())


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

"""Opening, start, end: conditional writes, so that one of several simultaneous requests wins."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

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
from .schedule import closing_time, reopened_close
from .store import require_server, session_database

logger = logging.getLogger("django_jitsi_live")

ROOM_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ROOM_RANDOM_LENGTH = 26  # of 5 bits each: 130 random bits


def go_live(visit: Visit) -> LiveSession | None:
    """Let the audience in, into the room that the team is in, or into a new one.

    None when another request was faster. Raises ``ServerMisconfigured``.
    """
    session, now = visit.session or LiveSession(event=visit.event), moments.now()
    started = {
        "is_active": True,
        "backstage_since": None,
        "started_by_id": visit.user.pk,
        "started_at": now,
        "ended_at": None,
        "closes_at": closing_time(now, visit.policy.ends_at(visit.event)),
    }
    write: Callable[[], bool] = partial(_take_live, session, started)
    if not session.is_open:
        write = _opening(visit, session, now, started)
    return session if _transition(session, write, session_started, visit.user) else None


def open_backstage(visit: Visit) -> LiveSession | None:
    """Open a new room for the team. None when another request was faster.

    Raises ``ServerMisconfigured``.
    """
    session, now = visit.session or LiveSession(event=visit.event), moments.now()
    closes_at = closing_time(now, visit.policy.ends_at(visit.event))
    backstage = {"backstage_since": now, "closes_at": closes_at}
    write = _opening(visit, session, now, backstage)
    return session if attempt(session, write) else None


def end_session(
    session: LiveSession,
    user: Any,
    because: EndedBecause = EndedBecause.HOST,
    ended_at: dt.datetime | None = None,
) -> bool:
    """End this run of the session, now or at the time at which it was over; False when another
    request was faster. A backstage leaves no trace in the session: it has never been live."""
    ended_at = ended_at or moments.now()
    was_live = session.is_active
    closed: dict[str, Any] = {"is_active": False, "backstage_since": None, "closes_at": None}
    if was_live:
        closed["ended_at"] = ended_at
    of_run = {"ended_at": ended_at, "ended_by": user, "ended_because": because}

    def write() -> bool:
        return _write_if_unchanged(session, closed) and _write_run(session, of_run)

    if was_live:
        return _transition(session, write, session_ended, user)
    return attempt(session, write)


def reopen_session(session: LiveSession, user: Any, ends_at: dt.datetime | None) -> bool:
    """Let the run that has ended go on; False when another request was faster."""
    started_at = cast("dt.datetime", session.started_at)  # of this run, which was live
    open_again = {
        "is_active": True,
        "closes_at": reopened_close(started_at, ends_at),
        "ended_at": None,
    }
    of_run = {"ended_at": None, "ended_by": None, "ended_because": ""}

    def write() -> bool:
        return _write_if_unchanged(session, open_again) and _write_run(session, of_run)

    return _transition(session, write, session_started, user)


def move_close(session: LiveSession, closes_at: dt.datetime | None) -> bool:
    """Have the open session end by itself at another time; False when another request was
    faster."""
    unchanged = {"closes_at": session.closes_at}
    write = partial(_write_if_unchanged, session, {"closes_at": closes_at}, unchanged)
    return attempt(session, write)


def attempt(session: LiveSession, write: Callable[[], bool]) -> bool:
    """Write in a transaction of its own; False when another request was faster."""
    try:
        with transaction.atomic(using=session_database()):
            return write()
    except (IntegrityError, OperationalError) as error:
        if not is_lost_race(error, session):
            raise
        logger.info("A session could not be changed at once: %s", error)
        return False  # the caller reads it anew


def _transition(session: LiveSession, write: Callable[[], bool], signal: Signal, user: Any) -> bool:
    def write_and_send() -> bool:
        written = write()
        if written:
            _send_on_commit(signal, session, user)
        return written

    return attempt(session, write_and_send)


def _opening(
    visit: Visit, session: LiveSession, now: dt.datetime, values: Mapping[str, Any]
) -> Callable[[], bool]:
    """Opens a new room, and a run with it. Raises ``ServerMisconfigured``."""
    alias = visit.policy.server_for(visit.event)
    require_server(alias)
    opened = {
        "room_name": _new_room_name(visit.event),
        "server": alias,
        "role_mismatch": "",
        "refusals": "",
        "role_witness": "",
        **values,
    }
    run = Run(
        room_name=opened["room_name"],
        server=alias,
        opened_at=now,
        started_at=values.get("started_at"),
        starts_at=visit.starts_at,
        ends_at=visit.policy.ends_at(visit.event),
        started_by_id=visit.user.pk,
    )
    return partial(_write_with_run, session, opened, run)


def _take_live(session: LiveSession, started: Mapping[str, Any]) -> bool:
    of_run = {name: started[name] for name in ("started_at", "started_by_id")}
    return _write_if_unchanged(session, started) and _write_run(session, of_run)


def _write_with_run(session: LiveSession, values: Mapping[str, Any], run: Run) -> bool:
    is_new = session._state.adding
    if not _write_if_unchanged(session, values):
        return False
    run.session, run.number = session, 1 if is_new else _next_number(session)
    run.save(using=session_database(), force_insert=True)
    LiveSession.objects.using(session_database()).filter(pk=session.pk).update(run=run)
    session.run = run
    return True


def _write_run(session: LiveSession, values: Mapping[str, Any]) -> bool:
    """Write the values to the session's latest run; sessions made live by hand have none yet."""
    if session.run_id is not None:
        _runs().filter(pk=session.run_id).update(**values)
        if LiveSession.run.is_cached(session):
            _assign(session.run, values)
    return True


def _next_number(session: LiveSession) -> int:
    latest: int | None = _runs().filter(session=session).aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


def _runs() -> QuerySet[Run]:
    return Run.objects.using(session_database())


def _write_if_unchanged(
    session: LiveSession, values: Mapping[str, Any], unchanged: Mapping[str, Any] | None = None
) -> bool:
    """Write the values to the row and the object, unless the row has changed since it was read."""
    if session.pk is None:
        _assign(session, values)
        session.save(using=session_database(), force_insert=True)
        return True
    # The room's name identifies the run: a stale end must not end the next run.
    state = {name: getattr(session, name) for name in ("is_active", "room_name", "backstage_since")}
    rows = LiveSession.objects.using(session_database()).filter(pk=session.pk)
    if not rows.filter(**state, **(unchanged or {})).update(**values):
        return False
    _assign(session, values)
    publish_status(session)
    return True


def _assign(instance: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(instance, name, value)


def _send_on_commit(signal: Signal, session: LiveSession, user: Any) -> None:
    send = partial(signal.send_robust, sender=LiveSession, session=session, user=user)
    transaction.on_commit(send, using=session_database(), robust=True)


def _new_room_name(event: Any) -> str:
    # The model's name is readable and, unlike a title or a key, reveals nothing about the event.
    prefix = slugify(event._meta.model_name)[:40] or "live"
    random = "".join(secrets.choice(ROOM_ALPHABET) for _ in range(ROOM_RANDOM_LENGTH))
    return f"{prefix}-{random}"

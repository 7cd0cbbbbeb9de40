"""Opening, start, end: conditional writes, so that one of several simultaneous requests wins."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from django.db import IntegrityError, OperationalError, transaction
from django.dispatch import Signal

from .. import moments
from ..models import (
    Action,
    EndedBecause,
    LiveSession,
    Role,
    Run,
    latest_run,
)
from ..policy import Visit
from ..prepared import update_rows
from ..signals import session_ended, session_started
from .conflicts import is_lost_race
from .decisions import decision, granted, to_be_enforced, write_decision
from .link_rows import keep_links
from .placement import server_for
from .requests import forget_unanswered
from .rooms import new_room, prefix_of, room_prefix
from .schedule import closing_time, reopened_close
from .seat_rows import clear_seats, keep_seats
from .session_rows import next_number, write_if_unchanged, write_run, write_with_run
from .store import require_server, session_database
from .turns import keep_turns

logger = logging.getLogger("django_jitsi_live")


def go_live(visit: Visit) -> LiveSession | None:
    """Let the audience in, into the room that the team is in, or into a new one.

    None when another request was faster. Raises ``ServerMisconfigured``.
    """
    session, now = visit.session or LiveSession(event=visit.event), moments.now()
    ends_at = visit.policy.ends_at(visit.event)
    started = {
        "is_active": True,
        "backstage_since": None,
        "started_by_id": visit.user.pk,
        "started_at": now,
        "ended_at": None,
        "closes_at": closing_time(now, ends_at),
    }
    write: Callable[[], bool] = partial(_take_live, session, started)
    if not session.is_open:
        write = _opening(visit, session, now, ends_at, started)
    write = _decided(write, session, Action.WENT_LIVE, visit.user, **granted(visit, Role.HOST))
    return session if _transition(session, write, session_started, visit.user) else None


def open_backstage(visit: Visit, role: Role) -> LiveSession | None:
    """Open a new room for the team. None when another request was faster.

    Raises ``ServerMisconfigured``.
    """
    session, now = visit.session or LiveSession(event=visit.event), moments.now()
    ends_at = visit.policy.ends_at(visit.event)
    backstage = {"backstage_since": now, "closes_at": closing_time(now, ends_at)}
    write = _opening(visit, session, now, ends_at, backstage)
    opened = Action.OPENED_BACKSTAGE
    write = _decided(write, session, opened, visit.user, **granted(visit, role))
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

    def write_both() -> bool:
        is_written = write_if_unchanged(session, closed) and write_run(session, of_run)
        if is_written and was_live:
            forget_unanswered(session)
        return is_written

    call = to_be_enforced(session.server, "end")
    outcome = {"reason": because.value, "enforcement": call}
    write = _decided(write_both, session, Action.ENDED, user, **outcome)
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

    def write_both() -> bool:
        return write_if_unchanged(session, open_again) and write_run(session, of_run)

    write = _decided(write_both, session, Action.REOPENED, user, role=Role.HOST)
    return _transition(session, write, session_started, user)


def move_session(session: LiveSession, user: Any, alias: str = "") -> bool:
    """Let the open session go on in a new room, on that server or on the same one, and close the
    old room; False when another request was faster. Raises ``ServerMisconfigured``.

    Each room has a run of its own. To the audience it is one session, which goes on.
    """
    alias, now, left = alias or session.server, moments.now(), latest_run(session)
    require_server(alias)
    old = {"ended_at": now, "ended_by": user, "ended_because": EndedBecause.MOVED}
    room = new_room(prefix_of(session.room_name), alias)
    run = Run(
        number=next_number(session),
        room_name=room["room_name"],
        server=alias,
        opened_at=now,
        started_at=now if session.is_active else None,
        starts_at=left.starts_at if left else None,
        ends_at=left.ends_at if left else None,
        started_by=user,
    )
    call = to_be_enforced(session.server, "end") if left else ""
    entry = decision(Action.MOVED, session, user, reason=alias, enforcement=call)

    def write() -> bool:
        if not write_with_run(session, room, run):
            return False
        keep_seats(session, left)
        keep_links(session, left)
        keep_turns(session, left)
        if left is not None:
            update_rows(Run, session_database(), {"pk": left.pk}, old)
        return write_decision(session, entry)

    return attempt(session, write)


def extend_close(session: LiveSession, closes_at: dt.datetime | None, user: Any) -> bool:
    """Have the open session end later; False when another request was faster."""
    unchanged = {"closes_at": session.closes_at}
    write = partial(write_if_unchanged, session, {"closes_at": closes_at}, unchanged)
    extended = _decided(write, session, Action.EXTENDED, user, role=Role.HOST)
    return attempt(session, extended)


def move_close(session: LiveSession, closes_at: dt.datetime | None) -> bool:
    """Have the open session end by itself at another time; False when another request was
    faster."""
    unchanged = {"closes_at": session.closes_at}
    write = partial(write_if_unchanged, session, {"closes_at": closes_at}, unchanged)
    return attempt(session, write)


def attempt(session: LiveSession, write: Callable[[], bool]) -> bool:
    """Write in a transaction of its own; False when another request was faster."""
    try:
        with transaction.atomic(using=session_database()):
            written = write()
            if not written:  # nor what it wrote before it found the row changed
                transaction.set_rollback(True, using=session_database())
            return written
    except (IntegrityError, OperationalError) as error:
        if not is_lost_race(error, session):
            raise
        logger.info("A session could not be changed at once: %s", error)
        return False  # the caller reads it anew


def _decided(
    write: Callable[[], bool], session: LiveSession, action: Action, user: Any, **values: Any
) -> Callable[[], bool]:
    """Writes the entry of the audit together with what it is about."""
    # Made before the transaction: the host project is asked who that is.
    entry = decision(action, session, user, **values)

    def write_and_note() -> bool:
        if not write():
            return False
        # As the write has left it.
        entry.session, entry.run_id, entry.server = session, session.run_id, session.server
        return write_decision(session, entry)

    return write_and_note


def _transition(session: LiveSession, write: Callable[[], bool], signal: Signal, user: Any) -> bool:
    def write_and_send() -> bool:
        written = write()
        if written:
            send_on_commit(signal, session, user=user)
        return written

    return attempt(session, write_and_send)


def _opening(
    visit: Visit,
    session: LiveSession,
    now: dt.datetime,
    ends_at: dt.datetime | None,
    values: Mapping[str, Any],
) -> Callable[[], bool]:
    """Opens a new room, and a run with it. Raises ``ServerMisconfigured``."""
    alias = server_for(visit.policy, visit.event)
    require_server(alias)
    opened = {**new_room(room_prefix(visit.event), alias), "stage": "", **values}
    run = Run(
        number=next_number(session),
        room_name=opened["room_name"],
        server=alias,
        opened_at=now,
        started_at=values.get("started_at"),
        starts_at=visit.starts_at,
        ends_at=ends_at,
        started_by_id=visit.user.pk,
    )

    def write() -> bool:
        if not write_with_run(session, opened, run):
            return False
        clear_seats(session)
        return True

    return write


def _take_live(session: LiveSession, started: Mapping[str, Any]) -> bool:
    of_run = {name: started[name] for name in ("started_at", "started_by_id")}
    return write_if_unchanged(session, started) and write_run(session, of_run)


def send_on_commit(signal: Signal, session: LiveSession, **values: Any) -> None:
    """Send one of the signals about sessions."""
    send = partial(signal.send_robust, sender=LiveSession, session=session, **values)
    transaction.on_commit(send, using=session_database(), robust=True)

"""The end of a session that nobody ends: at the gate, by whoever asks first.

``closes_at`` stands in the row from the opening on. Past it nobody is let in: whoever reads the
session then ends it, or finds that people are still in its room and lets it go on for a while.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from .. import moments
from ..models import EndedBecause, LiveSession
from ..policy import Visit, guarded_policy
from ..presence import LastPresence, all_runs, last_presence
from .schedule import OVERTIME, capped, closing_time, latest_close, open_since
from .store import session_database
from .transitions import attempt, end_session, move_close

logger = logging.getLogger("django_jitsi_live")

ATTEMPTS = 3


def settle(visit: Visit) -> Visit:
    """The visit, with a session that is not past its time."""
    if visit.session is not None:
        settle_session(visit.session)
    return visit


def settle_session(session: LiveSession) -> None:
    """End the session if it is due, or let it go on.

    It stays due where the database cannot be written to: then nobody is let in, and whoever asks
    next tries again.
    """
    if session.is_due:
        try:
            _settle_or_retry(session, guarded_policy().ends_at(session.event))
        except (DatabaseError, ObjectDoesNotExist):
            logger.exception("A session that is past its time could not be ended.")


def _settle_or_retry(session: LiveSession, ends_at: dt.datetime | None) -> None:
    for _ in range(ATTEMPTS):
        if not session.is_due or attempt(session, partial(_settle, session, ends_at)):
            return
        session.refresh_from_db(using=session_database())


def settle_due(*, dry_run: bool = False) -> int:
    """Settle all sessions that are due. Returns the number of those that were ended."""
    rows = LiveSession.objects.using(session_database())
    due = rows.filter(closes_at__lte=moments.now()).select_related("event", "run")
    ended = 0
    for session in due:
        if not dry_run:
            settle_session(session)
        ended += dry_run or not session.is_open
    return ended


def _settle(session: LiveSession, ends_at: dt.datetime | None) -> bool:
    """False when another request was faster."""
    now, limit, due_at = moments.now(), latest_close(session), session.closes_at
    rescheduled = closing_time(open_since(session), ends_at)
    if rescheduled is None or rescheduled > now:
        return move_close(session, rescheduled)
    # Takes hold of the row: others who ask at this moment wait here, and find it settled.
    if not move_close(session, capped(now + OVERTIME, limit)):
        return False
    presence = _last_presence(session, now)
    is_too_long = limit is not None and limit <= now
    if presence.together == now and not is_too_long:
        return True
    because = EndedBecause.LENGTH if is_too_long else EndedBecause.SCHEDULE
    return end_session(session, None, because, _end_found(session, presence, capped(due_at, limit)))


def _end_found(session: LiveSession, presence: LastPresence, due_at: dt.datetime) -> dt.datetime:
    """The last presence that is known; but who is alone keeps nothing open."""
    until = max(due_at, presence.together or due_at)
    return max(min(presence.anybody or due_at, until), open_since(session))


def end_sessions(
    sessions: Iterable[LiveSession], user: Any, because: EndedBecause = EndedBecause.ADMIN
) -> int:
    """End the open ones of the sessions, and return their number.

    They ended when somebody was last known to be there, which may be long ago. A session that was
    started again since it was loaded goes on. No permission is checked: this is for callers who
    have decided already.
    """
    return sum(
        end_session(session, user, because, _last_presence(session, moments.now()).anybody)
        for session in sessions
        if session.is_open
    )


def _last_presence(session: LiveSession, now: dt.datetime) -> LastPresence:
    # Not session.run: that may come from a replica that has not heard of it yet.
    run = all_runs().filter(session=session, room_name=session.room_name).first()
    return LastPresence(None, None) if run is None else last_presence(run, now)

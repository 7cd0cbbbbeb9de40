"""What anybody may know of an event, kept for a moment, and when it is worth asking again.

Before the start everybody asks this, all the time, and everybody gets the same answer.
"""

from __future__ import annotations

import datetime as dt
import random
from time import monotonic
from typing import Any, NamedTuple

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from . import shared_cache
from .conf import conf
from .models import LiveSession
from .policy import Visit, aware, get_visit

LIFETIME = 2
"""Seconds for which an answer is kept where nobody says that it has changed: so late may it be in
processes that do not share a cache, or where the change was made past this app."""

# Seconds until it is worth asking again.
POLL_LIVE = 30
POLL_WAITING = 5
POLL_OVER = 30
POLL_EARLY = (  # so long before the scheduled start
    (dt.timedelta(days=1), 60),
    (dt.timedelta(hours=1), 30),
    (dt.timedelta(minutes=10), 10),
)

# After so long, neither is a start still expected, nor that an end is taken back.
OVERDUE = dt.timedelta(hours=1)
SURELY_OVER = dt.timedelta(minutes=10)

MANY = 200
"""People in a room, from which on they are not counted anew for everybody who asks."""
MANY_LIFETIME = 10  # seconds


class Facts(NamedTuple):
    """What anybody may know. Made of values that every cache can keep."""

    is_active: bool
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    starts_at: dt.datetime | None


def facts(event_id: object) -> Facts:
    """Of that event, as they are or were a moment ago. Raises ``EventNotFound``."""
    return remembered(event_id) or _learn(event_id)


def remembered(event_id: object) -> Facts | None:
    """What is known without asking the database."""
    kept = shared_cache.get(_key(event_id))
    return None if kept is None else Facts(*kept)


def fresh_facts(event_id: object) -> Facts:
    """As they are now. Raises ``EventNotFound``."""
    return facts_of(get_visit(None, event_id))


def facts_of(visit: Visit) -> Facts:
    session = visit.session
    return Facts(
        is_active=visit.live_session is not None,
        started_at=session.started_at if session else None,
        ended_at=session.ended_at if session else None,
        starts_at=visit.policy.starts_at(visit.event),
    )


def _learn(event_id: object) -> Facts:
    found = fresh_facts(event_id)
    # Only added: what a start or an end has announced meanwhile is newer.
    shared_cache.add(_key(event_id), tuple(found), LIFETIME)
    return found


def _key(event_id: object) -> str:
    return shared_cache.key_of(f"status:{conf.EVENT_LOOKUP_FIELD}", str(event_id))


def changed(session: LiveSession) -> None:
    """Announce the session's state to all processes, once it is committed."""
    facts = Facts(session.is_active, session.started_at, session.ended_at, None)
    shared_cache.replace(_key(_event_id(session)), tuple(facts), LIFETIME)
    shared_cache.forget(_number_key(_event_id(session)))


def _event_id(session: LiveSession) -> object:
    name = conf.EVENT_LOOKUP_FIELD
    return session.event_id if name == "pk" else getattr(session.event, name)


@receiver(post_save, sender=LiveSession)
def _saved(instance: LiveSession, raw: bool, **kwargs: Any) -> None:
    if not raw:
        changed(instance)


@receiver(post_delete, sender=LiveSession)
def _deleted(instance: LiveSession, **kwargs: Any) -> None:
    # Of an event that is being deleted, too, nothing more can be asked.
    if conf.EVENT_LOOKUP_FIELD == "pk" or LiveSession.event.is_cached(instance):
        shared_cache.forget(_key(_event_id(instance)))


# How many are in the room


def remembered_number(event_id: object) -> int | None:
    """How many people are in the room, where they are many and have just been counted."""
    number: int | None = shared_cache.get(_number_key(event_id))
    return number


def remember_number(event_id: object, number: int) -> None:
    if number >= MANY:
        shared_cache.add(_number_key(event_id), number, MANY_LIFETIME)


def _number_key(event_id: object) -> str:
    return shared_cache.key_of(f"present:{conf.EVENT_LOOKUP_FIELD}", str(event_id))


# When to ask again


def pace(facts: Facts) -> int:
    """Seconds between two questions of one client, in this state and at this load."""
    return _calm_pace(facts) * load.factor()


def spread(pace: int) -> int:
    """The pace and up to a quarter more, so that those who ask at once do not do so again."""
    return pace + random.randrange(pace // 4 + 1)


def _calm_pace(facts: Facts) -> int:
    if facts.is_active:
        return POLL_LIVE
    if facts.ended_at is not None:
        return POLL_OVER if _since(facts.ended_at) > SURELY_OVER else POLL_WAITING
    if facts.starts_at is None:
        return POLL_WAITING
    since = _since(facts.starts_at)
    if since > OVERDUE:
        return POLL_OVER
    early = [seconds for before, seconds in POLL_EARLY if -since > before]
    return max([*early, POLL_WAITING])


def _since(moment: dt.datetime) -> dt.timedelta:
    return aware(timezone.now()) - aware(moment)


def join_spread(facts: Facts) -> int:
    """Seconds over which those who have waited spread their joins, from now on."""
    if not facts.is_active or facts.started_at is None or not conf.JOIN_SPREAD:
        return 0
    return max(0, round(conf.JOIN_SPREAD - _since(facts.started_at).total_seconds()))


class Load:
    """How often this process is asked, and by how much longer clients had better wait."""

    WINDOW = 5.0
    """Seconds over which is counted."""
    CALM = 100
    """Questions a second from which on the pace gets slower."""
    MOST = 6

    def __init__(self) -> None:
        self._since = monotonic()
        self._count = 0
        self._factor = 1

    def asked(self) -> None:
        self._count += 1

    def factor(self) -> int:
        now = monotonic()
        if now - self._since >= self.WINDOW:
            rate = self._count / (now - self._since)
            self._factor = min(self.MOST, max(1, round(rate / self.CALM)))
            self._since, self._count = now, 0
        return self._factor


load = Load()

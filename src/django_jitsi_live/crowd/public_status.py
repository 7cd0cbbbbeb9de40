"""The public status of an event, kept for a moment.

Before the start all visitors request it, again and again, and all get the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .. import moments
from ..conf import conf
from ..models import LiveSession, State
from ..moments import as_moment
from ..policy import Visit, get_anonymous_visits, get_visit
from . import shared_cache

STATUS_TTL = 2
"""Seconds for which a status is cached. So old may it be in processes that do not share the cache,
or after a change that was made without this app."""

KNOWN_TTL = 10 * 60
"""Seconds for which it is known that there is an event, after its status was loaded."""

LARGE_ROOM = 200
"""People in a room from which on nobody sees that their number is some seconds old."""
PRESENT_COUNT_TTL, LARGE_PRESENT_COUNT_TTL = 3, 10  # seconds


FORM = 2
"""Of a cached status: to be changed with it, so that other versions do not misread it."""


Settle = Callable[[Visit], Visit]
"""Ends the session of a visit that is past its time; the wing above knows how."""


class PublicStatus(NamedTuple):
    """What every visitor may know. Times are in UTC."""

    state: State
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    starts_at: dt.datetime | None
    closes_at: dt.datetime | None = None
    """Until when it is live, if nobody does anything."""

    @property
    def is_active(self) -> bool:
        return self.state is State.LIVE

    def is_over(self) -> bool:
        """Whether it was true until ``closes_at`` only."""
        return self.closes_at is not None and self.closes_at <= moments.now()

    def to_cache(self) -> shared_cache.Plain:
        texts = [None if each is None else each.isoformat() for each in self[1:]]
        return [FORM, self.state.value, *texts]

    @classmethod
    def from_cache(cls, value: Any) -> PublicStatus:
        """Raises ``ValueError`` or ``TypeError`` for what ``to_cache`` did not make."""
        form, state, *times = value
        if form != FORM or len(times) != len(cls._fields) - 1:
            raise ValueError("This is not a status.")
        return cls(State(state), *map(_cached_moment, times))


def _cached_moment(value: Any) -> dt.datetime | None:
    if value is None:
        return None
    moment = dt.datetime.fromisoformat(value)
    if moment.utcoffset() is None:
        raise ValueError("This is no moment.")
    return moment.astimezone(dt.UTC)


def get_public_status(event_id: object, settle: Settle) -> PublicStatus:
    """The status now or up to ``STATUS_TTL`` ago. Raises ``EventNotFound``."""
    return cached_public_status(event_id) or _load_and_cache(event_id, settle)


def cached_public_status(event_id: object) -> PublicStatus | None:
    """The status, if it is in the cache and still true. Costs no query."""
    status = shared_cache.read(_status_key(event_id), PublicStatus.from_cache)
    return None if status is None or status.is_over() else status


def is_status_cached(event_id: object) -> bool:
    """Whether another process, or this one, has cached the status a moment ago."""
    return shared_cache.get(_status_key(event_id)) is not None


def status_name(event_id: object) -> str | None:
    """Another one for each status that is cached, also where tenants have events of one id. None
    without a cache."""
    return shared_cache.name_in_cache(_status_key(event_id))


def forget_status(event_id: object) -> None:
    """Remove the status from the cache: whoever needs it next loads it."""
    shared_cache.after_commit(_note_change)
    shared_cache.delete_on_commit(_status_key(event_id))


def load_public_status(event_id: object, settle: Settle) -> PublicStatus:
    """The status now, from the database. Raises ``EventNotFound``."""
    return public_status_of(settle(get_visit(None, event_id)))


def load_public_statuses(
    event_ids: Iterable[str], settle: Settle
) -> dict[str, PublicStatus | Exception]:
    """The status of each event, or the error, in one query for all of them."""
    visits = get_anonymous_visits(event_ids)

    def load(event_id: str) -> PublicStatus | Exception:
        visit = visits.get(event_id)
        try:
            if visit is not None:
                return public_status_of(settle(visit))
            # Some databases find an event by other spellings of its id, which are compared there.
            return load_public_status(event_id, settle)
        except Exception as error:  # an event that fails must not stop the others
            return error

    return {event_id: load(event_id) for event_id in event_ids}


def public_status_of(visit: Visit) -> PublicStatus:
    return _status(visit.session, visit.starts_at)


def _status(session: LiveSession | None, starts_at: dt.datetime | None) -> PublicStatus:
    if session is None:
        return PublicStatus(State.SCHEDULED, None, None, starts_at)
    state = session.state(starts_at)
    times = [session.started_at, session.ended_at, starts_at]
    # Of a backstage nothing is told, nor when it closes.
    times.append(session.closes_at if state is State.LIVE else None)
    told = State.SCHEDULED if state is State.BACKSTAGE else state
    return PublicStatus(told, *(each and as_moment(each) for each in times))


def _load_and_cache(event_id: object, settle: Settle) -> PublicStatus:
    status = load_public_status(event_id, settle)
    # Added, not set: a start or an end may have published a newer status meanwhile.
    shared_cache.add(_status_key(event_id), status.to_cache(), STATUS_TTL)
    shared_cache.add(_known_key(event_id), True, KNOWN_TTL)
    return status


def is_known_event(event_id: object) -> bool:
    """Whether the event was found lately, so that it is no invention of the client."""
    return shared_cache.get(_known_key(event_id)) is not None


def _known_key(event_id: object) -> str:
    return shared_cache.make_key(f"known:{conf.EVENT_LOOKUP_FIELD}", str(event_id))


def _status_key(event_id: object) -> str:
    return shared_cache.make_key(f"status:{conf.EVENT_LOOKUP_FIELD}", str(event_id))


_changes = 0


def status_changes() -> int:
    """How many statuses were changed by this process: what it keeps itself may be old after one."""
    return _changes


def _note_change() -> None:
    global _changes
    _changes += 1


def publish_status(session: LiveSession) -> None:
    """Put the session's state into the cache for all processes, on commit."""
    shared_cache.after_commit(_note_change)
    key = _status_key(_event_id(session))
    try:
        status = _status(session, _known_start(session))
        shared_cache.set_on_commit(key, status.to_cache(), STATUS_TTL)
    except (AttributeError, TypeError):
        # Not loaded but assigned: a text, or an expression of the database.
        shared_cache.delete_on_commit(key)
    shared_cache.delete_on_commit(_present_count_key(_event_id(session)))


def _known_start(session: LiveSession) -> dt.datetime | None:
    """The scheduled start at the time of the latest run, if that was loaded: no query is worth it.
    Without it, the end of a rehearsal is told as an end until the status is loaded anew."""
    run = session.run if LiveSession.run.is_cached(session) else None
    return None if run is None else run.starts_at


def discard_status(session: LiveSession) -> None:
    """Remove the state of a deleted session from the cache, on commit."""
    shared_cache.after_commit(_note_change)
    # The event may be deleted with it; then its key can no longer be queried.
    if _is_event_id_known(session):
        shared_cache.delete_on_commit(_status_key(_event_id(session)))


def _is_event_id_known(session: LiveSession) -> bool:
    """Whether the id that URLs carry costs no query."""
    return conf.EVENT_LOOKUP_FIELD == "pk" or LiveSession.event.is_cached(session)


def _event_id(session: LiveSession) -> object:
    name = conf.EVENT_LOOKUP_FIELD
    return session.event_id if name == "pk" else getattr(session.event, name)


def cached_present_count(event_id: object) -> int | None:
    """The number of people in the room, if it is in the cache."""
    return shared_cache.read(_present_count_key(event_id), _as_count)


def _as_count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("This is no number of people.")
    return value


def cache_present_count(event_id: object, number: int) -> None:
    seconds = LARGE_PRESENT_COUNT_TTL if number >= LARGE_ROOM else PRESENT_COUNT_TTL
    shared_cache.add(_present_count_key(event_id), number, seconds)


def forget_present_count(session: LiveSession) -> None:
    """Somebody has come or gone. In a large room that is seen some seconds later: in a rush the
    number would otherwise be counted for each."""
    if not _is_event_id_known(session):  # no query is worth it
        return
    key = _present_count_key(_event_id(session))
    shared_cache.delete_on_commit(key, lambda number: number is not None and number < LARGE_ROOM)


def _present_count_key(event_id: object) -> str:
    return shared_cache.make_key(f"present:{conf.EVENT_LOOKUP_FIELD}", str(event_id))

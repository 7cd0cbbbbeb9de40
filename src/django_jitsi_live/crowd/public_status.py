"""The public status of an event, kept for a moment.

Before the start all visitors request it, again and again, and all get the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from ..conf import conf
from ..models import LiveSession
from ..policy import Visit, get_anonymous_visits, get_visit
from . import shared_cache

STATUS_TTL = 2
"""Seconds for which a status is cached. So old may it be in processes that do not share the cache,
or after a change that was made without this app."""

KNOWN_TTL = 10 * 60
"""Seconds for which it is known that there is an event, after its status was loaded."""

LARGE_ROOM = 200
"""People in a room from which on their number is cached."""
PRESENT_COUNT_TTL = 10  # seconds


class PublicStatus(NamedTuple):
    """What every visitor may know. Its values are of types that every cache can store."""

    is_active: bool
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    starts_at: dt.datetime | None


def get_public_status(event_id: object) -> PublicStatus:
    """The status now or up to ``STATUS_TTL`` ago. Raises ``EventNotFound``."""
    return cached_public_status(event_id) or _load_and_cache(event_id)


def cached_public_status(event_id: object) -> PublicStatus | None:
    """The status, if it is in the cache. Costs no query."""
    cached = shared_cache.get(_status_key(event_id))
    return None if cached is None else PublicStatus(*cached)


def load_public_status(event_id: object) -> PublicStatus:
    """The status now, from the database. Raises ``EventNotFound``."""
    return public_status_of(get_visit(None, event_id))


def load_public_statuses(event_ids: Iterable[str]) -> dict[str, PublicStatus | Exception]:
    """The status of each event, or the error, in one query for all of them."""
    visits = get_anonymous_visits(event_ids)
    return {event_id: _status_or_error(visits.get(event_id), event_id) for event_id in event_ids}


def _status_or_error(visit: Visit | None, event_id: str) -> PublicStatus | Exception:
    try:
        # Some databases find an event by other spellings of its id, which are compared there.
        return load_public_status(event_id) if visit is None else public_status_of(visit)
    except Exception as error:  # an event that fails must not stop the others
        return error


def public_status_of(visit: Visit) -> PublicStatus:
    session = visit.session
    return PublicStatus(
        is_active=visit.live_session is not None,
        started_at=session.started_at if session else None,
        ended_at=session.ended_at if session else None,
        starts_at=visit.policy.starts_at(visit.event),
    )


def _load_and_cache(event_id: object) -> PublicStatus:
    status = load_public_status(event_id)
    # Added, not set: a start or an end may have published a newer status meanwhile.
    shared_cache.add(_status_key(event_id), tuple(status), STATUS_TTL)
    shared_cache.add(_known_key(event_id), True, KNOWN_TTL)
    return status


def is_known_event(event_id: object) -> bool:
    """Whether the event was found lately, so that it is no invention of the client."""
    return shared_cache.get(_known_key(event_id)) is not None


def _known_key(event_id: object) -> str:
    return shared_cache.make_key(f"known:{conf.EVENT_LOOKUP_FIELD}", str(event_id))


def _status_key(event_id: object) -> str:
    return shared_cache.make_key(f"status:{conf.EVENT_LOOKUP_FIELD}", str(event_id))


def publish_status(session: LiveSession) -> None:
    """Put the session's state into the cache for all processes, on commit."""
    status = PublicStatus(session.is_active, session.started_at, session.ended_at, None)
    shared_cache.set_on_commit(_status_key(_event_id(session)), tuple(status), STATUS_TTL)
    shared_cache.delete_on_commit(_present_count_key(_event_id(session)))


def discard_status(session: LiveSession) -> None:
    """Remove the state of a deleted session from the cache, on commit."""
    # The event may be deleted with it; then its key can no longer be queried.
    if conf.EVENT_LOOKUP_FIELD == "pk" or LiveSession.event.is_cached(session):
        shared_cache.delete_on_commit(_status_key(_event_id(session)))


def _event_id(session: LiveSession) -> object:
    name = conf.EVENT_LOOKUP_FIELD
    return session.event_id if name == "pk" else getattr(session.event, name)


def cached_present_count(event_id: object) -> int | None:
    """The number of people in a large room, if it is in the cache."""
    number: int | None = shared_cache.get(_present_count_key(event_id))
    return number


def cache_present_count(event_id: object, number: int) -> None:
    if number >= LARGE_ROOM:
        shared_cache.add(_present_count_key(event_id), number, PRESENT_COUNT_TTL)


def _present_count_key(event_id: object) -> str:
    return shared_cache.make_key(f"present:{conf.EVENT_LOOKUP_FIELD}", str(event_id))

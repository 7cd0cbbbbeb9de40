"""Follows a live session: who is in its room by which source, as it changes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q, QuerySet

from .. import moments
from ..exceptions import EventNotFound
from ..models import LiveSession, Role, Stay
from ..policy import get_visit
from ..presence import stay_database
from .doctor import CannotExamine

IDS_SHOWN = 5
RANKS = [*map(str, Role), "guest", "recorder"]


class Kind(StrEnum):
    SESSION = "session"
    """The session at the beginning, and whenever its state, server, room or alarm changes."""
    PRESENT = "present"
    """Who was there already."""
    JOINED = "joined"
    CHANGED = "changed"
    """Another source, or another role."""
    LEFT = "left"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """The room's name, which opens it on some servers, is not in it."""

    state: str
    server: str
    role_mismatch: str
    """Whom the Jitsi server gave another role: see ``LiveSession.role_mismatch``."""


@dataclass(frozen=True, slots=True)
class Person:
    participant: str
    display_name: str
    role: str
    """Also ``"guest"`` and ``"recorder"``."""
    sources: tuple[str, ...]
    """Which say that the person is there: ``"page"``, ``"event_sync"``, ``"jaas"``."""


@dataclass(frozen=True, slots=True)
class Change:
    at: dt.datetime
    kind: Kind
    event: str
    details: SessionSeen | Person | None = None
    """None at the end."""


People = dict[str, Person]


@dataclass
class Watch:
    """A session that is followed; each look costs two queries."""

    pk: int
    event: str
    pause: Callable[[], object]
    _session: tuple[SessionSeen, int | None] | None = None
    _people: People = field(default_factory=dict)

    def changes(self) -> Iterator[Change]:
        """Until the session ends. The first ones say how it is now."""
        known = Kind.PRESENT
        while (session := _sessions().filter(pk=self.pk).first()) and _is_open(session):
            for kind, details in self._look(session, known):
                yield Change(moments.now(), kind, self.event, details)
            known = Kind.JOINED
            self.pause()
        yield Change(moments.now(), Kind.ENDED, self.event)

    def _look(
        self, session: LiveSession, known: Kind
    ) -> Iterator[tuple[Kind, SessionSeen | Person]]:
        state = "live" if session.is_active else "backstage"
        seen = SessionSeen(state, session.server, session.role_mismatch)
        people = _people(session)
        if (seen, session.run_id) != self._session:
            yield Kind.SESSION, seen
        for participant in self._people.keys() - people.keys():
            yield Kind.LEFT, self._people[participant]
        for participant, person in people.items():
            before = self._people.get(participant)
            if before != person:
                yield known if before is None else Kind.CHANGED, person
        self._session, self._people = (seen, session.run_id), people


def watch(event_id: str | None, interval: float) -> Watch:
    """The session of that event, or the one that is open. Raises ``CannotExamine``."""
    session = _only_open_session() if event_id is None else _session_of(event_id)
    return Watch(session.pk, str(session.event_id), lambda: time.sleep(interval))


def _only_open_session() -> LiveSession:
    found = [each for each in _sessions().filter(_OPEN).order_by("-pk") if _is_open(each)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotExamine("No session is live or in its backstage now.")
    ids = ", ".join(str(each.event_id) for each in found[:IDS_SHOWN])
    raise CannotExamine(f"{len(found)} sessions are open; name one with --event, such as {ids}.")


def _session_of(event_id: str) -> LiveSession:
    try:
        session = get_visit(None, event_id).session
    except EventNotFound:
        raise CannotExamine(f"There is no event {event_id!r}.") from None
    if session is None or not _is_open(session):
        raise CannotExamine(f"The session of the event {event_id!r} is not open now.")
    return session


_OPEN = Q(is_active=True) | Q(backstage_since__isnull=False)


def _sessions() -> QuerySet[LiveSession]:
    return LiveSession.objects.using(stay_database())


def _is_open(session: LiveSession) -> bool:
    return session.is_open and not session.is_due


def _people(session: LiveSession) -> People:
    """Everybody in the room, the strongest role first."""
    stays = Stay.objects.using(stay_database()).open_at(moments.now())
    found: People = {}
    for stay in stays.filter(run=session.run_id).order_by("joined_at", "pk"):
        before = found.get(stay.participant)
        found[stay.participant] = _person(stay) if before is None else _merged(before, stay)
    return dict(sorted(found.items(), key=lambda item: RANKS.index(item[1].role)))


def _person(stay: Stay) -> Person:
    role = "recorder" if stay.is_recorder else stay.role or "guest"
    return Person(stay.participant, stay.display_name, role, (stay.source,))


def _merged(person: Person, stay: Stay) -> Person:
    """A person with two tabs, or whom two sources report."""
    other = _person(stay)
    return Person(
        person.participant,
        person.display_name or other.display_name,
        min(person.role, other.role, key=RANKS.index),
        tuple(sorted({*person.sources, *other.sources})),
    )

"""The seats of a room that takes so many attendees, and the line of those who wait for one.

A seat is a row with a number from 1 to the capacity, which no other row of the session may have.
That is all that keeps a room from overflowing: whoever takes a number that somebody else takes at
the same moment is told so by the database, and tries another one. Nothing is locked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Case, Q, Value, When

from .. import moments
from ..exceptions import Busy, Full
from ..models import LiveSession, Seat
from ..policy import Visit, get_capacity
from .conflicts import is_lost_race
from .gate import refused
from .seat_rows import LOADING, is_held, seats_of
from .seating import SEAT_LOST, Seating, SeatRow, seating
from .store import session_database

ASKING = 2.5
"""Whoever waits is in line for so many times the seconds after which to ask again."""
ATTEMPTS = 3

# That somebody else has the seat, in the databases' own words.
SEAT_TAKEN = ("jitsi_live_seat_once", "jitsi_live_seat.number")


def take_seat(visit: Visit, session: LiveSession) -> None:
    """Give the attendee a seat, or keep the one that the person has. Raises ``Full``, ``Busy``.

    Without a capacity nobody needs one, and the database is not asked.
    """
    capacity = get_capacity(visit.event)
    if capacity is None:
        return
    asking = _Asking(visit, session, visit.policy.participant_id(visit.user), capacity)
    for _ in range(ATTEMPTS):
        if asking.take():
            return
    raise Busy


@dataclass
class _Asking:
    """One person who asks for a seat."""

    visit: Visit
    session: LiveSession
    participant: str
    capacity: int
    tried: set[int] = field(default_factory=set)

    def take(self) -> bool:
        """False where the person's own row is changed at this moment. Raises ``Full``."""
        while True:
            now = moments.now()
            found = seating(self._load(now), self.participant, self.capacity, now, self.tried)
            if found.number is None:
                raise refused(self.visit, self._stand_in_line(found, now))
            try:
                with transaction.atomic(using=session_database()):
                    return self._sit_down(found, found.number, now)
            except (IntegrityError, OperationalError) as error:
                if any(words in str(error) for words in SEAT_TAKEN):
                    self.tried.add(found.number)
                elif is_lost_race(error, self.session):
                    return False
                else:
                    raise

    def _load(self, now: dt.datetime) -> list[SeatRow]:
        """All seats, all who wait, and the person's own row. One query."""
        is_seat = Q(number__isnull=False)
        known = is_seat | Q(held_until__gt=now) | Q(participant=self.participant)
        held = When(is_seat & is_held(self.session.run_id, now), then=Value(True))
        rows = seats_of(self.session).filter(known)
        rows = rows.annotate(is_held=Case(held, default=Value(False)))
        return [SeatRow(*values) for values in rows.values_list(*SeatRow._fields)]

    def _sit_down(self, found: Seating, number: int, now: dt.datetime) -> bool:
        if found.left is not None:
            self._unchanged(found.left).update(number=None, held_until=SEAT_LOST)
        seated = {"number": number, "asked_at": found.asked_at, "held_until": now + LOADING}
        if found.own is not None:
            return bool(self._unchanged(found.own).update(**seated))
        self._new_row(seated).save(using=session_database(), force_insert=True)
        return True

    def _stand_in_line(self, found: Seating, now: dt.datetime) -> Full:
        full = Full(found.retry_after, self.visit.policy.watch_url(self.visit.event))
        full.is_first = found.is_new
        asking = ASKING * dt.timedelta(seconds=found.retry_after)
        waiting = {"number": None, "asked_at": found.asked_at, "held_until": now + asking}
        try:
            with transaction.atomic(using=session_database()):
                if found.own is not None:
                    self._unchanged(found.own).update(**waiting)
                else:
                    # In two tabs, the same person may do so at one moment.
                    rows = Seat.objects.using(session_database())
                    rows.bulk_create([self._new_row(waiting)], ignore_conflicts=True)
        except (IntegrityError, OperationalError) as error:
            if not is_lost_race(error, self.session):
                raise
        return full

    def _unchanged(self, row: SeatRow) -> Any:
        return seats_of(self.session).filter(
            pk=row.pk, number=row.number, held_until=row.held_until
        )

    def _new_row(self, values: dict[str, Any]) -> Seat:
        return Seat(session=self.session, participant=self.participant, **values)

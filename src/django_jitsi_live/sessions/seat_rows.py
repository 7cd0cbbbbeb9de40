"""The rows of seats, and what frees and keeps them beside the people who ask for one.

Where the site has no capacity at all, none of this asks the database.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from .. import moments
from ..conf import conf
from ..models import TEAM, LiveSession, Run, Seat, Stay
from ..presence import all_stays
from .schedule import REOPENING
from .store import session_database

LOADING = dt.timedelta(minutes=2)
"""So long a seat is held after a grant: until the page says that the person is in."""
GOODBYE = dt.timedelta(seconds=4)
"""So long it is held after the person has left: a page says goodbye also where it is loaded anew.
"""


def seats_of(session: LiveSession) -> QuerySet[Seat]:
    return Seat.objects.using(session_database()).filter(session=session)


def is_held(run: int | None, now: dt.datetime) -> Q:
    """The condition that the person of a seat is in the room of that run, or has time to come."""
    return Q(held_until__gt=now) | Q(participant__in=_attendees_in(run, now).values("participant"))


def _attendees_in(run: int | None, now: dt.datetime) -> QuerySet[Stay]:
    """The stays of those who are in the room. Nobody in the team needs a seat."""
    return all_stays().open_at(now).filter(run=run).exclude(role__in=TEAM)


def leave_seat(session: LiveSession, stay: Stay) -> None:
    """Free the seat of a person who has left, unless the person is in the room or on the way there
    with another device, or with this one after a reload.

    Of a room that the session has moved from, everybody is on the way to the next one.
    """
    if conf.CAPACITY is None or stay.left_at is None or stay.run_id != session.run_id:
        return
    of_person = {"participant": OuterRef("participant")}
    latest = all_stays().filter(run=stay.run_id, **of_person).order_by("-joined_at")
    seats = seats_of(session).filter(participant=stay.participant, number__isnull=False)
    seat = seats.annotate(
        is_in=Exists(_attendees_in(stay.run_id, moments.now()).filter(**of_person)),
        came_at=Subquery(latest.values("joined_at")[:1]),
    ).first()
    if seat is None or seat.is_in or seat.came_at is None:
        return
    has_come = seat.came_at >= seat.held_until - LOADING  # with the latest grant
    if has_come:
        unchanged = seats.filter(pk=seat.pk, held_until=seat.held_until)
        unchanged.update(held_until=stay.left_at + GOODBYE)


def free_seat(session: LiveSession, participant: str) -> None:
    """Free the seat, or the place in the line, of a person who is removed."""
    if conf.CAPACITY is not None:
        seats_of(session).filter(participant=participant).delete()


def keep_seats(session: LiveSession, left: Run | None) -> None:
    """Keep the seats of all who are in the room of a run that the session leaves, until they are in
    the next one."""
    if conf.CAPACITY is not None and left is not None:
        now = moments.now()
        held = seats_of(session).filter(is_held(left.pk, now), number__isnull=False)
        held.update(held_until=now + LOADING)


def clear_seats(session: LiveSession) -> None:
    """Nobody sits in a room that was just opened, nor waits for a seat there."""
    if conf.CAPACITY is not None:
        seats_of(session).delete()


def expired_seats(now: dt.datetime) -> QuerySet[Seat]:
    """Those of sessions that are over, and whose end cannot be taken back any more."""
    rows = Seat.objects.using(session_database()).filter(held_until__lt=now)
    is_shut = Q(session__is_active=False, session__backstage_since=None)
    is_final = Q(session__ended_at=None) | Q(session__ended_at__lt=now - REOPENING)
    return rows.filter(is_shut & is_final)

"""The rows of personal links, as those who come and leave change their seats."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, QuerySet, Subquery, Value, When

from .. import moments
from ..models import (
    GUEST,
    Guest,
    GuestLink,
    LiveSession,
    MomentField,
    Run,
    Stay,
    StayQuerySet,
    guest_of,
)
from ..presence import all_stays
from .seat_rows import LOADING
from .store import session_database

ON_THE_WAY = dt.timedelta(minutes=1)
"""So long a link is kept for a device that was let in and has not been heard of in the room."""


def all_links() -> QuerySet[GuestLink]:
    """All personal links, from where they are written."""
    return GuestLink.objects.using(session_database())


def take_free(guest: Guest, now: dt.datetime) -> bool:
    """Take the link, where it is free or this device has it."""
    return bool(own_links(guest).update(device=guest.device, held_until=now + ON_THE_WAY))


def take_abandoned(guest: Guest, session: LiveSession, now: dt.datetime) -> bool:
    """Take the link from another device, whose person is neither in the room nor on the way."""
    is_here = Exists(_stays_of(guest.pk, session.run_id).open_at(now))
    rows = all_links().filter(pk=guest.link)
    found = rows.annotate(is_here=is_here).first()
    if found is None or found.is_here or (found.held_until is not None and found.held_until > now):
        return False
    # Only as it was read: that person may be coming back at this moment.
    unchanged = rows.filter(device=found.device, held_until=found.held_until)
    return bool(unchanged.update(device=guest.device, held_until=now + ON_THE_WAY))


def hold(guest: Guest, now: dt.datetime) -> bool:
    """Keep the link for this device, which is in the room; False where another one has it."""
    # Always a write: who reads the row at this moment in order to take it is too late.
    on_the_way = When(held_until__gt=now, then=F("held_until"))
    held_until = Case(on_the_way, default=Value(now, output_field=MomentField()))
    return bool(own_links(guest).update(device=guest.device, held_until=held_until))


def own_links(guest: Guest) -> QuerySet[GuestLink]:
    """The guest's link, unless another device has it."""
    return all_links().filter(device__in=["", guest.device], pk=guest.link)


def leave_link(session: LiveSession, stay: Stay) -> None:
    """Free the link of a guest who has left, unless the same device is in the room with another
    page, or on the way there, as after a reload.

    Of a room that the session has moved from, everybody is on the way to the next one.
    """
    key = guest_of(stay.participant)
    if key is None or stay.run_id != session.run_id:
        return
    stays = _stays_of(stay.participant, stay.run_id)
    latest = Subquery(stays.order_by("-joined_at").values("joined_at")[:1])
    links = all_links().filter(pk=key)
    found = links.annotate(is_here=Exists(stays.open_at(moments.now())), came_at=latest).first()
    if found is None or found.is_here:
        return
    held_until = found.held_until
    if held_until is None or _has_come(found.came_at, held_until):
        links.filter(held_until=held_until).update(device="", held_until=None)


def _has_come(came_at: dt.datetime | None, held_until: dt.datetime) -> bool:
    """Whether the person was in the room with the latest grant."""
    return came_at is not None and came_at >= held_until - ON_THE_WAY


def keep_links(session: LiveSession, left: Run | None) -> None:
    """Keep the links of all guests who are in the room of a run that the session leaves, until they
    are in the next one."""
    now = moments.now()
    here = all_stays().open_at(now).filter(run=left, participant__startswith=GUEST)
    keys = {guest_of(name) for name in here.order_by().values_list("participant", flat=True)}
    if keys:
        links = all_links().filter(pk__in=[key for key in keys if key], session=session)
        links.exclude(device="").update(held_until=now + LOADING)


def has_valid_link(session: LiveSession, participant: str) -> bool:
    """Whether the guest's link still lets its person in."""
    rows: Any = all_links()
    return bool(rows.valid().filter(pk=guest_of(participant), session=session).exists())


def _stays_of(participant: str, run: int | None) -> StayQuerySet:
    return all_stays().filter(run=run, participant=participant)

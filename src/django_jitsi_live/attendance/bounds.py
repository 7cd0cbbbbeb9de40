"""How many stays the pages of one person may have in one run.

A page begins a stay whenever it enters the room, and a script does so as often as it likes. Who
has more than these has them at the same time, or for moments: nothing that counts is lost.
"""

from __future__ import annotations

from django.db.models import F, QuerySet

from ..models import Source, Stay
from ..presence import all_stays, stays_of
from .records import close

MAX_OPEN = 5
MAX_STAYS = 100


def make_room(stay: Stay) -> None:
    """Before the person's page gets one more stay: close the least recent ones, delete the
    shortest ones."""
    own = _own_stays(stay)
    number = own.count()
    if number < MAX_OPEN:
        return
    others = own.exclude(pk=stay.pk)
    recent_first = others.filter(left_at=None).order_by("-last_seen_at", "-pk")
    for surplus in recent_first.select_related("run__session", "user")[MAX_OPEN - 1 :]:
        close(surplus, surplus.last_seen_at)
    if number >= MAX_STAYS:
        _delete_shortest(others, number - MAX_STAYS + 1)


def _delete_shortest(stays: QuerySet[Stay], number: int) -> None:
    shortest_first = stays.exclude(left_at=None).order_by(F("left_at") - F("joined_at"), "pk")
    all_stays().filter(pk__in=[*shortest_first.values_list("pk", flat=True)[:number]]).delete()


def _own_stays(stay: Stay) -> QuerySet[Stay]:
    # Guests have no account, and are told apart by their links.
    person = {"user": stay.user} if stay.user else {"user": None, "participant": stay.participant}
    return stays_of(stay.run).filter(**person, source=Source.PAGE)

"""Where stays are stored, and the signals about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import connections, router, transaction
from django.dispatch import Signal

from ..models import LiveSession, Stay, StayQuerySet
from ..signals import participant_left


def stay_database() -> str:
    """The alias of the database that stays are written to; they are read there too."""
    return router.db_for_write(Stay)


def all_stays() -> StayQuerySet:
    return Stay.objects.using(stay_database()).all()


def row_of(stay: Stay) -> StayQuerySet:
    """The stay's row, for conditional updates."""
    return all_stays().filter(pk=stay.pk)


TIMES = ("joined_at", "last_seen_at", "left_at", "is_left_certain")


def save_times(stays: Iterable[Stay]) -> None:
    """Write the times of stays that are in the database, with few queries."""
    rows = Stay.objects.using(stay_database())
    if not connections[stay_database()].features.supports_update_conflicts_with_target:
        rows.bulk_update(stays, TIMES, batch_size=100)
        return
    # Much faster than what bulk_update makes for each row.
    rows.bulk_create(
        stays, update_conflicts=True, update_fields=TIMES, unique_fields=["id"], batch_size=500
    )


def send_on_commit(signal: Signal, stay: Stay) -> None:
    """Send ``participant_joined`` or ``participant_left``."""
    values = {"session": stay.session, "user": stay.user, "stay": stay}
    send = partial(signal.send_robust, sender=LiveSession, **values)
    transaction.on_commit(send, using=stay_database(), robust=True)


def close(stay: Stay, left_at: dt.datetime) -> bool:
    """End an open stay; False if it has changed since it was read."""
    unchanged = row_of(stay).filter(left_at=None, last_seen_at=stay.last_seen_at)
    if not unchanged.update(left_at=left_at):
        return False
    stay.left_at = left_at
    send_on_commit(participant_left, stay)
    return True

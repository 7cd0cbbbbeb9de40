"""Where stays are stored, and the signals about them."""

from __future__ import annotations

from functools import partial

from django.db import router, transaction
from django.dispatch import Signal

from ..models import LiveSession, Stay, StayQuerySet

# What the participant ids of anonymised people begin with.
ANONYMOUS = "anonymous-"


def stay_database() -> str:
    """The alias of the database that stays are written to; they are read there too."""
    return router.db_for_write(Stay)


def all_stays() -> StayQuerySet:
    return Stay.objects.using(stay_database()).all()


def row_of(stay: Stay) -> StayQuerySet:
    """The stay's row, for conditional updates."""
    return all_stays().filter(pk=stay.pk)


def send_on_commit(signal: Signal, stay: Stay) -> None:
    """Send ``participant_joined`` or ``participant_left``."""
    values = {"session": stay.session, "user": stay.user, "stay": stay}
    send = partial(signal.send_robust, sender=LiveSession, **values)
    transaction.on_commit(send, using=stay_database(), robust=True)

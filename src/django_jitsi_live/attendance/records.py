"""Writes stays, and sends the signals about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import connections, transaction
from django.dispatch import Signal

from .. import moments
from ..crowd import forget_present_count
from ..models import LiveSession, Run, Stay, StayQuerySet, latest_run
from ..presence import all_runs, all_stays, stay_database
from ..signals import participant_left

# What the participant ids of anonymised people begin with.
ANONYMOUS = "anonymous-"


def require_run(session: LiveSession) -> Run:
    """The latest run of a live session; made here where something else has made it live."""
    return latest_run(session) or _make_run(session)


def _make_run(session: LiveSession) -> Run:
    started_at = session.started_at or moments.now()
    fields = {"session": session, "number": 1, "server": session.server}
    times = {"opened_at": started_at, "started_at": started_at}
    run, _is_new = all_runs().get_or_create(room_name=session.room_name, defaults=fields | times)
    sessions = LiveSession.objects.using(stay_database())
    sessions.filter(pk=session.pk, run=None).update(run=run)
    session.run, run.session = run, session
    return run


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
    """Send ``participant_joined`` or ``participant_left``, of somebody who has come or gone."""
    forget_present_count(stay.session)
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

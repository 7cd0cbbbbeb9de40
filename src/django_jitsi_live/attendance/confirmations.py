"""Confirmations: attendance that is announced, once for each user and occasion."""

from __future__ import annotations

import datetime as dt
import secrets
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from .. import moments
from ..conf import conf
from ..models import Confirmation, LiveSession, Run, Source, Stay
from ..prepared import Parameter, PreparedQuery, Values
from ..presence import all_stays, stay_database, stays_of
from ..signals import attendance_confirmed
from .occasions import are_over, occasion_of
from .reports import announced_participants, report_of_runs


def confirm_on_commit(run: Run) -> None:
    """For messages that arrive after the end."""
    confirm_those_who_left = partial(confirm, run, only_left=True)
    transaction.on_commit(confirm_those_who_left, using=stay_database(), robust=True)


def confirm(run: Run, *, only_left: bool = False) -> int:
    """Announce everybody whose share has reached the threshold, and return their number.

    This happens once for each user and occasion, and only after the end: until then a share can
    shrink. It can also shrink while a Jitsi server has reported that a person joined, but not that
    they left: with ``only_left`` these people are not confirmed yet.
    """
    if not _has_users(run):
        return 0
    runs = occasion_of(run)
    new = _unconfirmed_shares(runs)
    if only_left and new:
        possibly_present = _possibly_present(run)
        new = {name: share for name, share in new.items() if name not in possibly_present}
    claim = secrets.token_hex(16)
    user_ids = _user_ids(runs) if new else {}
    claimed = [
        _confirmation(run, participant, user_ids[participant], claim)
        for participant in new
        if participant in user_ids
    ]
    if not claimed:
        return 0
    with transaction.atomic(using=stay_database()):
        rows = Confirmation.objects.using(stay_database())
        # Of several processes that confirm at once, each row is created by one, which announces it.
        rows.bulk_create(claimed, ignore_conflicts=True, batch_size=1000)
        ours = list(rows.filter(claim=claim).select_related("user"))
        for row in ours:
            _send_on_commit(run.session, row.user, new[row.participant])
    return len(ours)


def unconfirmed_shares(run: Run) -> dict[str, float]:
    """Shares of the run's occasion by participant that are confirmed but not announced yet. Those
    of guests are not: there is no account that something could be credited to."""
    return _unconfirmed_shares(occasion_of(run))


def _unconfirmed_shares(runs: list[Run]) -> dict[str, float]:
    if not runs or not are_over(runs):
        return {}
    announced = announced_participants(runs)
    report = report_of_runs(runs, announced)
    to_come = _seconds_to_come(runs[-1])
    least = conf.ATTENDANCE_THRESHOLD * (report.counted_seconds + to_come)
    return {
        person.user: person.share
        for person in report.people
        if person.confirmed
        and not person.is_guest
        and person.user not in announced
        # Before the scheduled end, the host may go live again.
        and (not to_come or person.seconds >= least)
    }


def _seconds_to_come(run: Run) -> float:
    """What is left of the scheduled time."""
    left = run.ends_at - moments.now() if run.ends_at else dt.timedelta(0)
    return max(0.0, left.total_seconds())


def _possibly_present(run: Run) -> set[str]:
    """Participants whose joining a Jitsi server has reported, but not their leaving."""
    stays = stays_of(run).filter(is_left_certain=False)
    return set(stays.exclude(source=Source.PAGE).values_list("participant", flat=True))


def _has_users(run: Run) -> bool:
    """Whether anybody has been in a room of the session to whom something can be credited. Where
    nobody was, no report is needed at the end."""
    return bool(_STAYS_OF_USERS.rows(stay_database(), {"session": run.session_id}))


def _stays_of_users(values: Values) -> QuerySet[Any]:
    rows = Stay.objects.filter(run__session=values["session"], user__isnull=False)
    return rows.values_list("pk")[:1]


_STAYS_OF_USERS = PreparedQuery(_stays_of_users, [Parameter("session", LiveSession._meta.pk)])


def _user_ids(runs: list[Run]) -> dict[str, Any]:
    """Primary keys of the users by participant; deleted users have none."""
    stays = all_stays().filter(run__in=runs, user__isnull=False)
    return dict(stays.values_list("participant", "user_id"))


def _confirmation(run: Run, participant: str, user_id: Any, claim: str) -> Confirmation:
    return Confirmation(
        run=run,
        user_id=user_id,
        participant=participant,
        confirmed_at=moments.now(),
        claim=claim,
    )


def _send_on_commit(session: LiveSession, user: Any, share: float) -> None:
    values = {"session": session, "user": user, "share": share}
    send = partial(attendance_confirmed.send_robust, sender=LiveSession, **values)
    transaction.on_commit(send, using=stay_database(), robust=True)

"""The ledger: one row for each mail to one person, and what became of it.

A row is claimed by one process, in a transaction of its own, before its mail is sent. A process
that is killed leaves at most one claim without an answer: whether that mail was sent, nobody knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext

from .. import moments
from ..models import Delivery, Mailing, Notification
from ..sessions import session_database
from .kinds import TWICE_RATHER_THAN_NEVER

LEASE = dt.timedelta(minutes=10)
"""Longer than sending one mail takes, whatever the mail server does."""
MAX_CLAIMS = 5
"""A mail at which so many processes have died is not tried again: it may be its fault."""
FIRST_WAIT = dt.timedelta(minutes=1)
MAX_WAIT = dt.timedelta(hours=1)


def all_mailings() -> QuerySet[Mailing]:
    return Mailing.objects.using(session_database())


def all_notifications() -> QuerySet[Notification]:
    return Notification.objects.using(session_database())


def due_notifications(now: dt.datetime) -> QuerySet[Notification]:
    """Mails that are to be sent by now, and can still be."""
    return all_notifications().filter(
        state=Delivery.DUE,
        next_attempt_at__lte=now,
        mailing__expires_at__gt=now,
        mailing__listed_at__isnull=False,
    )


def claim(row: Notification) -> bool:
    """Whether this process is the one that sends the mail."""
    now = moments.now()
    with transaction.atomic(using=session_database(), durable=True):
        due = all_notifications().filter(pk=row.pk, state=Delivery.DUE)
        is_ours = due.update(state=Delivery.CLAIMED, claimed_at=now, attempts=F("attempts") + 1)
    if is_ours:
        row.attempts, row.claimed_at = row.attempts + 1, now
    return bool(is_ours)


def note_sent(row: Notification) -> None:
    """It is sent, whatever somebody else has believed of it meanwhile."""
    mine = all_notifications().filter(pk=row.pk).exclude(state=Delivery.SENT)
    mine.update(state=Delivery.SENT, sent_at=moments.now(), problem="")


def note_failure(row: Notification, problem: str) -> None:
    """It cannot be sent."""
    _claimed(row).update(state=Delivery.FAILED, problem=problem[:300])


def note_unknown(row: Notification) -> None:
    _claimed(row).update(state=Delivery.UNKNOWN, problem=_unknown())


def postpone(row: Notification, problem: str) -> None:
    """Give the claim back, for another attempt later."""
    wait = min(FIRST_WAIT * 2 ** min(row.attempts - 1, 10), MAX_WAIT)
    next_attempt_at = moments.now() + wait
    values = {"state": Delivery.DUE, "claimed_at": None, "problem": problem[:300]}
    _claimed(row).update(next_attempt_at=next_attempt_at, **values)


def _claimed(row: Notification) -> QuerySet[Notification]:
    """The row, while this process has it."""
    return all_notifications().filter(
        pk=row.pk, state=Delivery.CLAIMED, claimed_at=row.claimed_at, attempts=row.attempts
    )


def skip(rows: Iterable[Notification], problem: str) -> int:
    """Note why these are not sent. Returns the number of those that nobody else has taken."""
    due = all_notifications().filter(pk__in=[row.pk for row in rows], state=Delivery.DUE)
    return due.update(state=Delivery.SKIPPED, problem=problem[:300])


def too_late() -> str:
    return gettext("It was too late: the time by which it had to be sent was over.")


def _unknown() -> str:
    return gettext("The process ended while it was being sent. It may have arrived or not.")


def settle(now: dt.datetime) -> dict[str, int]:
    """See to claims that nobody answers for any more, and to what is too late by now."""
    stale = all_notifications().filter(state=Delivery.CLAIMED, claimed_at__lt=now - LEASE)
    again = stale.filter(
        mailing__kind__in=TWICE_RATHER_THAN_NEVER,
        mailing__expires_at__gt=now,
        attempts__lt=MAX_CLAIMS,
    )
    again.update(state=Delivery.DUE, claimed_at=None, next_attempt_at=now)
    unknown = stale.update(state=Delivery.UNKNOWN, problem=_unknown())
    late = all_notifications().filter(state=Delivery.DUE, mailing__expires_at__lte=now)
    # What was tried has its own problem.
    failed = late.exclude(problem="").update(state=Delivery.FAILED)
    skipped = late.update(state=Delivery.SKIPPED, problem=too_late())
    return {"skipped": skipped, "failed": failed, "unknown": unknown}

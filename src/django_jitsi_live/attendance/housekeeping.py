"""Housekeeping: close stays, end idle sessions, confirm attendance, delete old rows, and see to
recordings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from .. import moments
from ..audit import audit_entries
from ..conf import conf
from ..invitations import expired_mailings
from ..models import (
    Admission,
    AuditEntry,
    Confirmation,
    EndedBecause,
    Enforcement,
    GuestLink,
    JitsiMessage,
    LiveSession,
    Removal,
    Run,
    Source,
    Stay,
    heartbeat_timeout,
)
from ..policy import guarded_policy
from ..presence import (
    all_runs,
    all_stays,
    inferred_end,
    is_used_since,
    left_by_page,
    stay_database,
)
from ..recordings import expire_recordings, keep_up
from ..sessions import deliver_due, end_sessions, expired_seats, expired_turns, settle_due
from .confirmations import confirm, unconfirmed_shares
from .extensions import KeptRows, kept_rows
from .records import close

MESSAGE_RETENTION_DAYS = 30
CONFIRMATION_WINDOW = dt.timedelta(days=1)
RECORDING_SECONDS = 600.0
"""For fetching recordings. A file that takes longer goes on the next time."""


def tidy(*, dry_run: bool = False) -> dict[str, int]:
    """Do what is due, or only count it. Returns the number of rows by what was done.

    Several processes may run this at once.
    """
    now = moments.now()
    deleted: dict[str, QuerySet[Any]] = {
        "stays": _expired_stays(now),
        "confirmations": _expired_confirmations(now),
        "audit entries": _expired_entries(now),
        "removals": _expired_of_sessions(Removal, "removed_at", now),
        "personal links": _expired_of_sessions(GuestLink, "created_at", now),
        "requests to be let in": _expired_of_sessions(Admission, "asked_at", now),
        "mailings": expired_mailings(now),
        "seats": expired_seats(now),
        "turns to speak": expired_turns(now),
        **{name: _expired_of_app(each, now) for name, each in kept_rows.items()},
    }
    return {
        "stays closed": _close_stays(now, dry_run),
        "sessions ended": settle_due(dry_run=dry_run) + _end_idle(now, dry_run),
        "calls to video servers made": deliver_due(dry_run=dry_run),
        "attendances confirmed": _confirm_attendance(now, dry_run),
        **{f"{name} deleted": _delete(rows, dry_run) for name, rows in deleted.items()},
        "messages deleted": _delete(_expired_messages(now), dry_run),
        **expire_recordings(now, dry_run=dry_run),
        # Last: all else is done by then, however long they take.
        **keep_up(dry_run=dry_run, seconds=RECORDING_SECONDS),
    }


def _close_stays(now: dt.datetime, dry_run: bool) -> int:
    return sum(dry_run or close(stay, left_at) for stay, left_at in _stays_to_close(now))


def _stays_to_close(now: dt.datetime) -> Iterator[tuple[Stay, dt.datetime]]:
    rows = all_stays().filter(left_at=None).select_related("run__session", "user")
    silent = Q(source=Source.PAGE, last_seen_at__lt=now - heartbeat_timeout())
    is_shut = Q(run__session__is_active=False, run__session__backstage_since=None)
    is_over = is_shut | ~Q(run__session__run=F("run"))
    for stay in rows.filter(silent | is_over):
        yield stay, inferred_end(stay)
    for run in _reported_open(rows):
        left_at = left_by_page(run, now)
        for stay in rows.filter(pk__in=left_at):
            yield stay, left_at[stay.pk]


def _reported_open(open_stays: QuerySet[Stay]) -> QuerySet[Run]:
    """Runs that are open, with open stays that a Jitsi server has reported."""
    reported = open_stays.exclude(source=Source.PAGE).order_by().values("run")
    return _open_runs().filter(pk__in=reported)


def _open_runs() -> QuerySet[Run]:
    """Of sessions that are live or backstage, with these."""
    is_open = Q(session__is_active=True) | Q(session__backstage_since__isnull=False)
    return all_runs().filter(is_open, session__run=F("pk")).select_related("session")


def _end_idle(now: dt.datetime, dry_run: bool) -> int:
    if conf.IDLE_END_AFTER is None:
        return 0
    since = now - dt.timedelta(seconds=conf.IDLE_END_AFTER)
    is_old = Q(started_at__lt=since) | Q(started_at=None, opened_at__lt=since)
    runs = _open_runs().filter(is_old)
    idle = [run.session for run in runs if not is_used_since(run, since, now)]
    return len(idle) if dry_run else end_sessions(idle, None, EndedBecause.IDLE)


def _confirm_attendance(now: dt.datetime, dry_run: bool) -> int:
    since = now - CONFIRMATION_WINDOW
    lately = Q(ended_at__gte=since) | Q(ended_at__isnull=False, ends_at__range=(since, now))
    ended = all_runs().filter(lately).select_related("session")
    if dry_run:
        return sum(len(unconfirmed_shares(run)) for run in ended)
    return sum(confirm(run) for run in ended)


def _expired_stays(now: dt.datetime) -> QuerySet[Stay]:
    # The record of a live session is not complete yet.
    old = all_stays().filter(_older_than_retention(now, "joined_at"))
    return old.exclude(run__in=_open_runs())


def _expired_confirmations(now: dt.datetime) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.using(stay_database())
    old = rows.filter(_older_than_retention(now, "confirmed_at"))
    return old.exclude(run__in=_open_runs())


def _expired_entries(now: dt.datetime) -> QuerySet[AuditEntry]:
    old = audit_entries().filter(_older_than_retention(now, "at"))
    # The calls that are still to be made are in the entries.
    return old.exclude(enforcement=Enforcement.PENDING).exclude(run__in=_open_runs())


def _expired_of_sessions(model: type[Model], field: str, now: dt.datetime) -> QuerySet[Any]:
    """Of sessions that have been over for so long, and that are not to take place again."""
    rows: QuerySet[Any] = model._default_manager.using(stay_database())
    is_shut = Q(session__is_active=False, session__backstage_since=None)
    old = rows.filter(is_shut, _older_than_retention(now, field))
    old = old.exclude(session__in=_runs_within_retention(now).values("session"))
    sessions = LiveSession.objects.using(stay_database()).select_related("event")
    found = sessions.filter(pk__in=old.values("session"))
    return old.exclude(session__in=[each for each in found if _lies_ahead(each, now)])


def _expired_of_app(kept: KeptRows, now: dt.datetime) -> QuerySet[Any]:
    """Of a run as its stays; what was written between two runs, when the next one is as old."""
    rows: QuerySet[Any] = kept.model._default_manager.using(stay_database())
    old = rows.filter(_older_than_retention(now, kept.written_at))
    next_runs = all_runs().filter(
        _older_than_retention(now, "ended_at"),
        session=OuterRef("session"),
        opened_at__gt=OuterRef(kept.written_at),
    )
    of_runs = old.filter(run__isnull=False).exclude(run__in=_open_runs())
    between = old.filter(Exists(next_runs), run=None)
    of_sessions = _expired_of_sessions(kept.model, kept.written_at, now).filter(run=None)
    found = [each.values("pk") for each in (of_runs, between, of_sessions)]
    return rows.filter(Q(pk__in=found[0]) | Q(pk__in=found[1]) | Q(pk__in=found[2]))


def _runs_within_retention(now: dt.datetime) -> QuerySet[Run]:
    is_old = _older_than_retention(now, "opened_at") & _older_than_retention(now, "ended_at")
    return all_runs().exclude(is_old)


def _lies_ahead(session: LiveSession, now: dt.datetime) -> bool:
    """Whether the event is scheduled for later, as after a rehearsal."""
    policy = guarded_policy()
    times = (policy.starts_at(session.event), policy.ends_at(session.event))
    return any(time is not None and time > now for time in times)


def _expired_messages(now: dt.datetime) -> QuerySet[JitsiMessage]:
    days = min(MESSAGE_RETENTION_DAYS, conf.RETENTION_DAYS or MESSAGE_RETENTION_DAYS)
    rows = JitsiMessage.objects.using(stay_database())
    return rows.filter(received_at__lt=now - dt.timedelta(days=days))


def _older_than_retention(now: dt.datetime, field: str) -> Q:
    if conf.RETENTION_DAYS is None:
        return Q(pk__in=[])
    return Q(**{f"{field}__lt": now - dt.timedelta(days=conf.RETENTION_DAYS)})


def _delete(rows: QuerySet[Any], dry_run: bool) -> int:
    if dry_run:
        return rows.count()
    deleted = rows.delete()[1]  # with the rows of other tables that went along
    return deleted.get(rows.model._meta.label, 0)

"""What is done at night, and for one person who asks: close, end, delete, hand out, forget."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from typing import Any

from django.db import router, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import attendance, services, stays
from .conf import conf, get_policy
from .models import Confirmation, JitsiMessage, LiveSession, Source, Stay, StayQuerySet, patience

MESSAGE_DAYS = 30
CONFIRMED_WITHIN = dt.timedelta(days=1)


def tidy(*, dry_run: bool = False) -> dict[str, int]:
    """Do what is due, or only count it. What several do at once is done once."""
    now = timezone.now()
    deleted = {"stays": _old_stays(now), "confirmations": _old_confirmations(now)}
    return {
        "stays closed": _close(now, dry_run),
        "sessions ended": _end_idle(now, dry_run),
        "attendances confirmed": _confirm(now, dry_run),
        **{f"{name} deleted": _delete(rows, dry_run) for name, rows in deleted.items()},
        "messages deleted": _delete(_old_messages(now), dry_run),
    }


def _close(now: dt.datetime, dry_run: bool) -> int:
    return sum(dry_run or stays.close(stay, left_at) for stay, left_at in _to_close(now))


def _to_close(now: dt.datetime) -> Iterator[tuple[Stay, dt.datetime]]:
    rows = _stays().filter(left_at=None).select_related("session", "user")
    silent = Q(source=Source.PAGE, last_seen_at__lt=now - patience())
    is_over = Q(session__is_active=False) | ~Q(session__room_name=F("room_name"))
    for stay in rows.filter(silent | is_over):
        yield stay, attendance.end_of(stay)


def _end_idle(now: dt.datetime, dry_run: bool) -> int:
    if conf.IDLE_END_AFTER is None:
        return 0
    since = now - dt.timedelta(seconds=conf.IDLE_END_AFTER)
    live = LiveSession.objects.using(_database()).filter(is_active=True, started_at__lt=since)
    idle = [session for session in live if not _was_used(session, now, since)]
    return len(idle) if dry_run else services.end_sessions(idle, None)


def _was_used(session: LiveSession, now: dt.datetime, since: dt.datetime) -> bool:
    run = _stays().of_run(session)
    recent = Q(left_at__gte=since) | Q(last_seen_at__gte=since)
    return run.open_at(now).exists() or run.filter(recent).exists()


def _confirm(now: dt.datetime, dry_run: bool) -> int:
    ended = LiveSession.objects.using(_database()).filter(
        is_active=False, ended_at__gte=now - CONFIRMED_WITHIN
    )
    if dry_run:
        return sum(len(attendance.unconfirmed(session)) for session in ended)
    return sum(attendance.confirm(session) for session in ended)


def _old_stays(now: dt.datetime) -> QuerySet[Stay]:
    # Of a session that is live, the record is still being made.
    return _stays().filter(_older(now, "joined_at")).exclude(session__is_active=True)


def _old_confirmations(now: dt.datetime) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.using(_database()).filter(_older(now, "confirmed_at"))
    return rows.exclude(session__is_active=True)


def _old_messages(now: dt.datetime) -> QuerySet[JitsiMessage]:
    days = min(MESSAGE_DAYS, conf.RETENTION_DAYS or MESSAGE_DAYS)
    rows = JitsiMessage.objects.using(_database())
    return rows.filter(received_at__lt=now - dt.timedelta(days=days))


def _older(now: dt.datetime, name: str) -> Q:
    if conf.RETENTION_DAYS is None:
        return Q(pk__in=[])
    return Q(**{f"{name}__lt": now - dt.timedelta(days=conf.RETENTION_DAYS)})


def _delete(rows: QuerySet[Any], dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[0]


# One person


def export(user: Any) -> dict[str, Any]:
    """All that is stored about who was where, of one user."""
    names = ("session__event_id", "display_name", "role", "joined_at", "left_at", "source")
    own = _stays().filter(user=user).order_by("joined_at")
    confirmed = Confirmation.objects.using(_database()).filter(user=user)
    return {
        "participant": get_policy().participant_id(user),
        "stays": list(own.values(*names)),
        "confirmed": list(confirmed.values("session__event_id", "confirmed_at")),
    }


def anonymise(user: Any) -> int:
    """Take the person out of all stays, which remain as somebody's; return how many those were."""
    participant = get_policy().participant_id(user)
    own = _stays().filter(user=user)
    with transaction.atomic(using=_database()):
        runs = set(own.values_list("session_id", "room_name"))
        changed = sum(_anonymise_run(user, *run) for run in runs)
        # The raw messages that are kept name people in ways that nobody here knows.
        messages = JitsiMessage.objects.using(_database())
        messages.filter(body__contains=f'"{participant}"').update(body="")
    return changed


def _anonymise_run(user: Any, session_id: int, room_name: str) -> int:
    somebody = {"user": None, "participant": f"anonymous-{secrets.token_hex(16)}"}
    run = {"user": user, "session_id": session_id, "room_name": room_name}
    Confirmation.objects.using(_database()).filter(**run).update(**somebody)
    return _stays().filter(**run).update(display_name="", **somebody)


def _stays() -> StayQuerySet:
    return Stay.objects.using(_database()).all()


def _database() -> str:
    return router.db_for_write(Stay)

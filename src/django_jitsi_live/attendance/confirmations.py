"""Confirmations: attendance that is announced, once for each user and run."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from django.db import transaction

from .. import moments
from ..models import Confirmation, LiveSession, Source
from ..signals import attendance_confirmed
from .records import all_stays, stay_database
from .reports import announced_participants, report_of_run


def confirm_on_commit(session: LiveSession) -> None:
    """For messages that arrive after the end."""
    confirm_those_who_left = partial(confirm, session, only_left=True)
    transaction.on_commit(confirm_those_who_left, using=stay_database(), robust=True)


def confirm(session: LiveSession, *, only_left: bool = False) -> int:
    """Announce everybody whose share has reached the threshold, and return their number.

    This happens once for each user and run, and only after the end: until then a share can shrink.
    It can also shrink while a Jitsi server has reported that a person joined, but not that they
    left: with ``only_left`` these people are not confirmed yet.
    """
    new = unconfirmed_shares(session)
    if only_left and new:
        possibly_present = _possibly_present(session)
        new = {name: share for name, share in new.items() if name not in possibly_present}
    claim = secrets.token_hex(16)
    user_ids = _user_ids(session) if new else {}
    claimed = [
        _confirmation(session, participant, user_ids[participant], claim)
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
            _send_on_commit(session, row.user, new[row.participant])
    return len(ours)


def unconfirmed_shares(session: LiveSession) -> dict[str, float]:
    """Shares by participant, after the end, that are confirmed but not announced yet."""
    if session.is_active or session.started_at is None:
        return {}
    announced = announced_participants(session)
    return {
        person.user: person.share
        for person in report_of_run(session, announced).people
        if person.confirmed and person.user not in announced
    }


def _possibly_present(session: LiveSession) -> set[str]:
    """Participants whose joining a Jitsi server has reported, but not their leaving."""
    stays = all_stays().of_run(session).filter(is_left_certain=False)
    return set(stays.exclude(source=Source.PAGE).values_list("participant", flat=True))


def _user_ids(session: LiveSession) -> dict[str, Any]:
    """Primary keys of the users by participant; deleted users have none."""
    stays = all_stays().of_run(session).filter(user__isnull=False)
    return dict(stays.values_list("participant", "user_id"))


def _confirmation(session: LiveSession, participant: str, user_id: Any, claim: str) -> Confirmation:
    return Confirmation(
        session=session,
        room_name=session.room_name,
        user_id=user_id,
        participant=participant,
        confirmed_at=moments.now(),
        claim=claim,
    )


def _send_on_commit(session: LiveSession, user: Any, share: float) -> None:
    values = {"session": session, "user": user, "share": share}
    send = partial(attendance_confirmed.send_robust, sender=LiveSession, **values)
    transaction.on_commit(send, using=stay_database(), robust=True)

"""Invitations: who registers gets a mail. The request writes the row, and sends nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .. import moments
from ..models import Delivery, Guest, Kind, LiveSession, Mailing, Notification
from ..policy import Policy, get_visit, guarded_policy
from ..sessions import prepared_session
from .kinds import is_wanted
from .ledger import all_mailings, all_notifications

AGAIN_AFTER = dt.timedelta(minutes=10)
"""Who registers again so long after a confirmation gets another one."""
VALID = dt.timedelta(hours=1)
"""So long after the start a confirmation is still sent to who has registered before."""
VALID_WITHOUT_START = dt.timedelta(days=7)
"""A confirmation for an event without a start, or one that has begun, is sent within this time."""
PENDING = [Delivery.DUE, Delivery.CLAIMED]


def invite(user: Any, event_id: object) -> bool:
    """Note that the user has registered, and gets a confirmation; returns whether it is noted.

    To be called in the transaction in which the user registers: the mail is sent by
    ``jitsi_live_notify``, if the user is registered then. Nothing is noted where the site sends no
    ``"invitation"``, and where one is due already. Raises ``EventNotFound``, ``SiteMisconfigured``.
    """
    if not is_wanted(Kind.INVITATION):
        return False
    visit = get_visit(user, event_id)
    if visit.user is None or isinstance(visit.user, Guest):
        return False
    return invite_to(visit.event, visit.user, visit.policy)


def invite_to(event: Any, user: Any, policy: Policy | None = None) -> bool:
    """The same for an event that is loaded. Raises ``SiteMisconfigured``."""
    policy = policy or guarded_policy()
    participant, session = policy.participant_id(user), prepared_session(event)
    latest = _latest(session, participant)
    if latest is not None and _is_enough(latest):
        return False
    number = 0 if latest is None else latest.mailing.number + 1
    mailing = _mailing(session, policy.starts_at(event), number)
    row = Notification(mailing=mailing, user=user, participant=participant)
    all_notifications().bulk_create([row], ignore_conflicts=True)
    return True


def _latest(session: LiveSession, participant: str) -> Notification | None:
    rows = all_notifications().filter(
        participant=participant, mailing__session=session, mailing__kind=Kind.INVITATION
    )
    return rows.select_related("mailing").order_by("mailing__number", "pk").last()


def _is_enough(row: Notification) -> bool:
    if row.state in PENDING:
        return True
    return bool(row.sent_at is not None and row.sent_at > moments.now() - AGAIN_AFTER)


def _mailing(session: LiveSession, starts_at: dt.datetime | None, number: int) -> Mailing:
    now = moments.now()
    if starts_at is None or starts_at <= now:
        moment = now.replace(hour=0, minute=0, second=0, microsecond=0)
        expires_at = moment + VALID_WITHOUT_START
    else:
        moment, expires_at = starts_at, starts_at + VALID
    mailing, _ = all_mailings().get_or_create(
        session=session,
        kind=Kind.INVITATION,
        moment=moment,
        number=number,
        defaults={"due_at": now, "expires_at": expires_at, "listed_at": now},
    )
    return mailing

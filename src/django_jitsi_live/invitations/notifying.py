"""Everything about mails that is due: what has to be told, and what is to be sent."""

from __future__ import annotations

import logging
from collections import Counter

from django.db import IntegrityError

from .. import moments
from ..exceptions import LiveError
from ..policy import RecipientsUnknown, guarded_policy
from .delivery import Delivery, Progress
from .ledger import due_notifications
from .listing import list_due, people
from .mailings import key_of, plans
from .views import EventView, views

logger = logging.getLogger("django_jitsi_live")

BROKEN_OFF = "runs broken off"
"""What ``notify`` says where no mail can be sent, as when the mail server could not be reached: 1,
and everything stays due."""


def notify(
    *, limit: int | None = None, dry_run: bool = False, progress: Progress | None = None
) -> dict[str, int]:
    """Send what is due, ``limit`` mails at most, or only count it by kind and event.

    Returns the number of mails by what was done. Several processes may run this at once. Not to be
    called in a transaction. Raises ``SiteMisconfigured`` where the events cannot be asked for.
    """
    if dry_run:
        return _count_due()
    listed = _list_all()
    delivery = Delivery(guarded_policy(), limit, progress)
    delivery.run()
    counts = delivery.counts
    return {
        "mails listed": listed,
        "mails sent": counts["sent"],
        "mails skipped": counts["skipped"],
        "mails postponed": counts["postponed"],
        "mails failed": counts["failed"],
        "mails unknown": counts["unknown"],
        BROKEN_OFF: int(delivery.is_broken_off),
    }


def _list_all() -> int:
    policy, now, count = guarded_policy(), moments.now(), 0
    for view in views(policy, now):
        try:
            count += list_due(view)
        except (LiveError, RecipientsUnknown):  # the log has the reason
            continue
        except IntegrityError:  # somebody, or the event, was deleted meanwhile: the next run
            logger.info("The mails about an event could not be listed. They are, the next time.")
    return count


def _count_due() -> dict[str, int]:
    now = moments.now()
    counts: Counter[str] = Counter()
    rows = due_notifications(now).values_list("mailing__kind", "mailing__session__event_id")
    for kind, event in rows.iterator():
        counts[_name(kind, event)] += 1
    for view in views(guarded_policy(), now, is_trial=True):
        try:
            counts.update(_new(view))
        except (LiveError, RecipientsUnknown):
            continue
    return {name: count for name, count in counts.items() if count}


def _new(view: EventView) -> dict[str, int]:
    """Mails that are not listed yet."""
    listed = {key_of(each) for each in view.mailings if each.listed_at is not None}
    return {
        _name(plan.kind, view.event.pk): sum(1 for _person in people(view, plan))
        for plan in plans(view)
        if plan.key not in listed and plan.expires_at > view.now
    }


def _name(kind: str, event: object) -> str:
    return f"{kind} mails about event {event} sent"

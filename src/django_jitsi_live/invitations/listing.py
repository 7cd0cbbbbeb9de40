"""To whom a mailing goes: writes the rows of the ledger, a chunk at a time.

It may end anywhere: the mailing counts as listed once all rows are there, and until then the next
process writes those that are missing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from ..models import Delivery, GuestLink, Kind, Mailing, Notification, Visibility
from ..presence import all_stays
from ..sessions import prepared_session, session_database
from .kinds import CHANGES
from .ledger import all_mailings, all_notifications, too_late
from .mailings import Plan, key_of, occasion_about, plans, watchable
from .views import EventView

logger = logging.getLogger("django_jitsi_live")

CHUNK = 1000


class Person(NamedTuple):
    """Somebody to whom a mail goes."""

    participant: str
    user: Any
    """The primary key; None for guests."""


def list_due(view: EventView) -> int:
    """Write what is due about the event into the ledger. Returns the number of new mails.

    Raises ``RecipientsUnknown``, ``SiteMisconfigured``.
    """
    due = plans(view)
    known = {key_of(mailing) for mailing in view.mailings}
    _make([plan for plan in due if plan.key not in known], view)
    wanted = {plan.key for plan in due}
    count = 0
    for mailing in _unlisted(view):
        if key_of(mailing) in wanted:
            count += _list(mailing, view)
        elif mailing.kind in CHANGES:
            # A process was killed before it had listed them, and it has changed since: people
            # were not told, and what they were told last counts.
            mailing.delete()
    return count


def _make(new: list[Plan], view: EventView) -> None:
    if new:
        session = prepared_session(view.event)
        rows = [Mailing(session=session, **plan._asdict()) for plan in new]
        all_mailings().bulk_create(rows, ignore_conflicts=True)


def _unlisted(view: EventView) -> Iterable[Mailing]:
    rows = all_mailings().filter(session__event=view.event.pk, listed_at=None)
    return rows.exclude(kind=Kind.INVITATION).order_by("pk")


def _list(mailing: Mailing, view: EventView) -> int:
    is_late = mailing.expires_at <= view.now
    fields = {"state": Delivery.SKIPPED, "problem": too_late()} if is_late else {}
    before = mailing.notifications.count()
    found = people(view, mailing)
    while chunk := [*islice(found, CHUNK)]:
        rows = [
            Notification(
                mailing=mailing,
                user_id=person.user,
                participant=person.participant,
                created_at=view.now,
                next_attempt_at=mailing.due_at,
                **fields,
            )
            for person in chunk
        ]
        all_notifications().bulk_create(rows, ignore_conflicts=True)
    all_mailings().filter(pk=mailing.pk).update(listed_at=view.now)
    return mailing.notifications.count() - before


def people(view: EventView, plan: Mailing | Plan) -> Iterator[Person]:
    """Everybody to whom it goes. Raises ``RecipientsUnknown``, ``SiteMisconfigured``."""
    if plan.kind == Kind.NOT_STARTED:
        yield from _users(view, view.policy.hosts(view.event))
        return
    audience = _audience(view, plan)
    if plan.kind not in {Kind.REPLAY, Kind.MISSED}:
        yield from audience
        return
    while chunk := [*islice(audience, CHUNK)]:
        attended = _attended(view, plan, chunk)
        for person in chunk:
            if (person.participant in attended) == (plan.kind == Kind.REPLAY):
                yield person


def _audience(view: EventView, plan: Mailing | Plan) -> Iterator[Person]:
    recipients = view.policy.recipients(view.event)
    if recipients is None:
        logger.warning(
            "Nobody who is registered for event %s gets mails: it is not known who is. "
            "Override Policy.recipients().",
            view.event.pk,
        )
    yield from _users(view, recipients)
    if view.session is not None and _is_for_guests(view, plan):
        links = GuestLink.objects.using(session_database()).valid().filter(session=view.session)
        for link in links.exclude(email="").order_by("pk").iterator(chunk_size=CHUNK):
            yield Person(link.participant, None)


def _users(view: EventView, recipients: Any) -> Iterator[Person]:
    for recipient in () if recipients is None else recipients:
        user = recipient.user
        yield Person(view.policy.participant_id(user), user.pk)


def _is_for_guests(view: EventView, plan: Mailing | Plan) -> bool:
    """Guests watch what everybody may."""
    if plan.kind not in {Kind.REPLAY, Kind.MISSED}:
        return True
    shown = watchable(view, occasion_about(view, plan))
    return any(each.visibility == Visibility.EVERYBODY for each in shown)


def _attended(view: EventView, plan: Mailing | Plan, chunk: list[Person]) -> set[str]:
    stays = (
        all_stays()
        .people()
        .filter(
            run__in=occasion_about(view, plan),
            participant__in=[person.participant for person in chunk],
        )
    )
    return {*stays.values_list("participant", flat=True)}

"""What mails, calendars and requests have to do with one person, and how long that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet

from ..conf import conf
from ..models import (
    Admission,
    CalendarFeed,
    GuestLink,
    Mailing,
    Notification,
    Unsubscription,
    guest_of,
    of_person,
)
from ..sessions import all_links, session_database
from .ledger import all_mailings, all_notifications

MAIL = ("state", "sent_at", "created_at")
LINK = ("name", "email", "role", "created_at", "expires_at", "revoked_at")
REQUEST = ("display_name", "state", "asked_at", "answered_at")


def _notifications(participant: str, user: Any) -> QuerySet[Notification]:
    return all_notifications().filter(of_person(participant, user))


def _unsubscriptions(participant: str, user: Any) -> QuerySet[Unsubscription]:
    rows = Unsubscription.objects.using(session_database())
    return rows.filter(of_person(participant, user))


def _requests(participant: str, user: Any) -> QuerySet[Admission]:
    return Admission.objects.using(session_database()).filter(of_person(participant, user))


def _feeds(user: Any) -> QuerySet[CalendarFeed]:
    rows = CalendarFeed.objects.using(session_database())
    return rows.none() if user is None else rows.filter(user=user)


def _links(participant: str) -> QuerySet[GuestLink]:
    key = guest_of(participant)
    return all_links().none() if key is None else all_links().filter(pk=key)


def export_invitations(participant: str, user: Any) -> dict[str, Any]:
    """Everything that is stored about the person's mails, calendar, requests and personal link."""
    of_mailing = {"kind": F("mailing__kind"), "event_id": F("mailing__session__event_id")}
    mails = _notifications(participant, user).order_by("created_at", "pk")
    requests = _requests(participant, user).order_by("asked_at")
    unwanted = _unsubscriptions(participant, user).order_by("created_at")
    return {
        "mails": list(mails.values(*MAIL, **of_mailing)),
        "unwanted_mails": list(unwanted.values("kind", "created_at")),
        "calendars": list(_feeds(user).values("created_at")),
        "personal_links": list(_links(participant).values(*LINK, event_id=F("session__event_id"))),
        "requests": list(requests.values(*REQUEST, event_id=F("session__event_id"))),
    }


def anonymise_invitations(participant: str, user: Any, names: Mapping[int | str, str]) -> None:
    """Replace the person by another name at each event. ``names`` has them by the event's key.

    What was not sent is not sent any more, and the address of the calendar holds no longer. That
    the person was admitted, or wants no mails, holds as long as there is the account. A guest has
    none: with the link goes the way in.
    """
    _links(participant).delete()
    _anonymise_mails(participant, user, names)
    _feeds(user).delete()
    _unsubscriptions(participant, user).filter(user=None).delete()
    requests = _requests(participant, user)
    requests.filter(user=None).delete()
    requests.update(display_name="")
    if user is not None:
        answered = Admission.objects.using(session_database()).filter(answered_by=user)
        answered.update(answered_by=None)
        all_links().filter(created_by=user).update(created_by=None)


def _anonymise_mails(participant: str, user: Any, names: Mapping[int | str, str]) -> None:
    rows, seen = _notifications(participant, user), set()
    events = rows.order_by("pk").values_list("pk", "mailing", "mailing__session__event_id")
    for pk, mailing, event in [*events]:
        row = all_notifications().filter(pk=pk)
        if mailing in seen:  # under another participant id
            row.delete()
        else:
            row.update(user=None, participant=names[str(event)])
        seen.add(mailing)


def expired_mailings(now: dt.datetime) -> QuerySet[Mailing]:
    """Those older than ``RETENTION_DAYS``; not what is known of an event that lies ahead."""
    if conf.RETENTION_DAYS is None:
        return all_mailings().none()
    since = now - dt.timedelta(days=conf.RETENTION_DAYS)
    return all_mailings().filter(expires_at__lt=since, moment__lt=since)

"""The personal calendar: all events of a person at one address, which programs read again and
again without a login. Whoever has the address reads it, until the person makes a new one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.core.signing import BadSignature
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, override

from .. import moments
from ..exceptions import LinkNotFound
from ..models import CalendarFeed
from ..policy import Recipient, active_user, events_of_person, guarded_policy
from ..sessions import session_database
from .calendar import feed_ics
from .calendar_entries import Appointment, current_entries
from .calendar_text import event_page
from .site import absolute_url, address_signer, site_url

SALT = "django_jitsi_live.calendar_feed"
KEEPS = dt.timedelta(days=90)
"""So long an event stays in the calendar after its start."""


def feed_address(user: Any, request: HttpRequest | None = None) -> str:
    """Where the calendar of the user is. A secret of that person; the same until renewed."""
    feed, _ = CalendarFeed.objects.using(session_database()).get_or_create(user=user)
    return absolute_url(reverse("jitsi_live:calendar_feed", args=[_token(feed)]), request)


def renew_feed(user: Any) -> None:
    """Make a new address for the calendar of the user: the old one does not work any more."""
    new = {"key": uuid.uuid4(), "created_at": moments.now()}
    CalendarFeed.objects.using(session_database()).update_or_create(user=user, defaults=new)


def read_feed(token: str, request: HttpRequest | None = None) -> bytes:
    """The calendar at that address, in the language of its person.

    Raises ``LinkNotFound`` for addresses that are none or do not work any more, without a query
    for those that this site has not made; ``NoCalendar`` where the extra is not installed.
    """
    feed = _feed(token)
    policy = guarded_policy()
    since = moments.now() - KEEPS
    events = events_of_person(policy, feed.user, since)
    told = [(event, Appointment.of(policy, event)) for event in events]
    dated = [pair for pair in told if pair[1].is_from(since)]
    entries = current_entries(dated)
    with override(Recipient.of(feed.user).language):
        files = ((event, entries[event.pk], event_page(event, request)) for event, _ in dated)
        return feed_ics(uuid.uuid5(feed.key, "calendar"), _name(request), files)


def _name(request: HttpRequest | None) -> str:
    host = urlsplit(site_url(request)).hostname
    return gettext("Live events on %(site)s") % {"site": host} if host else gettext("Live events")


def _token(feed: CalendarFeed) -> str:
    return address_signer(SALT).sign(f"{feed.pk}-{feed.key.hex}")


def _feed(token: str) -> CalendarFeed:
    """Raises ``LinkNotFound``. Signatures are compared in constant time, and before any query."""
    try:
        signed = address_signer(SALT).unsign(token)
    except BadSignature:
        raise LinkNotFound from None
    pk, _, key = signed.partition("-")
    feeds = CalendarFeed.objects.using(session_database()).select_related("user")
    feed = feeds.filter(pk=pk, key=uuid.UUID(hex=key)).first()
    if feed is None or active_user(feed.user) is None:
        raise LinkNotFound
    return feed

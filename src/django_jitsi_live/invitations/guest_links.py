"""Personal links: made, listed and withdrawn by hosts, and by staff."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import moments
from ..exceptions import InvalidLink, LinkNotListed, NotLinkable
from ..models import Action, GuestLink, LiveSession, Role, account_of
from ..policy import guarded_policy
from ..presence import all_stays
from ..sessions import (
    audited,
    decision,
    prepared_session,
    put_out,
    require_host,
    session_database,
    write_decision,
)
from ..xmpp_text import MAX_NAME_LENGTH, clean_name

MAX_EMAIL_LENGTH = GuestLink._meta.get_field("email").max_length or 0


@audited
def make_link(
    user: Any,
    event_id: object,
    name: str,
    role: str,
    email: str = "",
    expires_at: dt.datetime | None = None,
) -> GuestLink:
    """A link that lets one person without an account into the event, under that name.

    ``role`` is speaker or attendee; attendees only where ``Policy.may_link_attendees`` allows it.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLinkable``, ``InvalidLink``.
    """
    visit = require_host(user, event_id)
    return make_link_for(visit.event, name, role, email, expires_at, by=visit.user)


def make_link_for(
    event: Any,
    name: str,
    role: str,
    email: str = "",
    expires_at: dt.datetime | None = None,
    *,
    by: Any = None,
) -> GuestLink:
    """The same for callers who have decided already; ``by`` is who makes it, None for the site
    itself. Raises ``NotLinkable``, ``InvalidLink``.
    """
    return save_link(event, new_link(event, name, role, email, expires_at), by)


def new_link(
    event: Any, name: str, role: str, email: str = "", expires_at: dt.datetime | None = None
) -> GuestLink:
    """What ``make_link_for`` saves. Raises as that does."""
    link = GuestLink(
        name=_name(name), role=_role(role), email=_email(email), expires_at=_end(expires_at)
    )
    if link.role == Role.ATTENDEE and not guarded_policy().may_link_attendees(event):
        raise NotLinkable
    return link


def save_link(event: Any, link: GuestLink, by: Any) -> GuestLink:
    link.session, link.created_by = prepared_session(event), account_of(by)
    entry = decision(Action.LINK_MADE, link.session, by, target=link.participant, role=link.role)
    with _decided():
        link.save(using=session_database(), force_insert=True)
        write_decision(link.session, entry)
    return link


@audited
def revoke_link(user: Any, event_id: object, link_id: object) -> GuestLink:
    """Withdraw a link, at once: who is in the room with it is put out. Twice is no error.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``LinkNotListed``.
    """
    visit = require_host(user, event_id)
    return revoke(find_link(visit.session, link_id), visit.user)


def revoke(link: GuestLink, user: Any) -> GuestLink:
    """The same without a permission; ``user`` is who withdraws it, None for the site itself."""
    rows = GuestLink.objects.using(session_database())
    now = moments.now()
    with _decided():
        if rows.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            # Writes to the audit who has withdrawn it, too.
            put_out(link.session, link.participant, user)
    link.refresh_from_db(using=session_database(), fields=["revoked_at"])
    return link


def links(user: Any, event_id: object) -> list[GuestLink]:
    """All links to the event, the newest first, with those that are withdrawn or over.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``.
    """
    visit = require_host(user, event_id)
    return [*links_of(visit.session)]


def links_of(session: LiveSession | None) -> QuerySet[GuestLink]:
    """The same without a permission."""
    rows = GuestLink.objects.using(session_database())
    found = rows.filter(session=session) if session is not None else rows.none()
    return found.select_related("created_by").order_by("-created_at", "-pk")


def find_link(session: LiveSession | None, link_id: object) -> GuestLink:
    """A link to the session's event. Raises ``LinkNotListed``."""
    try:
        key = uuid.UUID(str(link_id))
    except ValueError:
        raise LinkNotListed from None
    link = None if session is None else links_of(session).filter(pk=key).first()
    if link is None or session is None:
        raise LinkNotListed
    link.session = session
    return link


def opened_link(key: uuid.UUID) -> GuestLink | None:
    """The link of an address, with its event; None where it is not there any more."""
    rows = GuestLink.objects.using(session_database())
    return rows.select_related("session__event").filter(pk=key).first()


def used_links(found: Collection[GuestLink]) -> set[uuid.UUID]:
    """The keys of those with which somebody has been in the room. One query."""
    by_participant = {link.participant: link.pk for link in found}
    stays = all_stays().filter(participant__in=[*by_participant]).order_by()
    been_there = stays.values_list("participant", flat=True).distinct()
    return {by_participant[each] for each in been_there}


@contextmanager
def _decided() -> Iterator[None]:
    """A decision and its entry in the audit are written together."""
    with transaction.atomic(using=session_database()):
        yield


def _name(value: Any) -> str:
    name = clean_name(value) if isinstance(value, str) else ""
    if not name:
        raise InvalidLink(_("Give the name of the person, with letters that can be seen."))
    if len(" ".join(value.split())) > MAX_NAME_LENGTH:
        raise InvalidLink(_("The name may have 100 characters at most. Write a shorter one."))
    return name


def _role(value: Any) -> Role:
    if value not in (Role.SPEAKER, Role.ATTENDEE):
        raise InvalidLink(_("Choose a role: speaker or attendee."))
    return Role(value)


def _email(value: Any) -> str:
    if not value:
        return ""
    address = value.strip() if isinstance(value, str) else ""
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > MAX_EMAIL_LENGTH:
        raise InvalidLink(
            _("That is no mail address. Write one such as anna@example.org, or leave it empty.")
        )
    return address


def _end(value: Any) -> dt.datetime | None:
    if value is None:
        return None
    try:
        is_usable = isinstance(value, dt.datetime) and not timezone.is_naive(value)
        end = moments.as_moment(value) if is_usable else None
    except OverflowError:
        end = None
    if end is None:
        raise InvalidLink(_("The end of the link has to be a time with a time zone."))
    if end <= moments.now():
        raise InvalidLink(_("The link would be over already. Choose an end in the future."))
    return end

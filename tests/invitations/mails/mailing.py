"""Mailings and people for the tests of mails."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django_jitsi_live.invitations.addressees import Addressee
from django_jitsi_live.invitations.mails import compose
from django_jitsi_live.models import Kind, Mailing
from django_jitsi_live.sessions import prepared_session

START = dt.datetime(2026, 11, 5, 13, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(minutes=90)
SITE = "https://example.org"


def mailing_about(event: Any, kind: Kind = Kind.REMINDER, **fields: Any) -> Mailing:
    values = {"moment": START, "due_at": START, "expires_at": END, **fields}
    return Mailing.objects.create(session=prepared_session(event), kind=kind, **values)


def addressee_of(user: Any, **fields: Any) -> Addressee:
    values = {
        "participant": str(user.pk),
        "name": "Sam Student",
        "email": "sam@example.org",
        "language": "en",
        "time_zone": "Europe/Berlin",
        "user": user,
        **fields,
    }
    return Addressee(**values)


def received(message: Any) -> EmailMessage:
    """The mail as a mail program reads it."""
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def mail(event: Any, user: Any, kind: Kind = Kind.REMINDER, **fields: Any) -> EmailMessage:
    return received(compose(mailing_about(event, kind), event, addressee_of(user, **fields)))


def text_of(message: EmailMessage) -> str:
    body: Any = message.get_body(("plain",))
    return str(body.get_content())


def html_of(message: EmailMessage) -> str:
    body: Any = message.get_body(("html",))
    return str(body.get_content())


def calendar_parts(message: EmailMessage) -> list[EmailMessage]:
    return [each for each in message.walk() if each.get_content_type() == "text/calendar"]

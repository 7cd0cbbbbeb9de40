"""Mails that a real SMTP server receives, sent as Django sends them."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import django
import icalendar
import pytest
from aiosmtpd.controller import Controller

from django_jitsi_live.invitations.mails import compose
from django_jitsi_live.models import Kind
from tests.invitations.mails.mailing import (
    START,
    addressee_of,
    calendar_parts,
    mailing_about,
    text_of,
)
from tests.patience import PATIENCE
from tests.projects.webinar.webinars.models import Event

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Inbox:
    """What the server has received: sender, recipients and content of each mail."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope)
        return "250 OK"

    def opened(self) -> EmailMessage:
        [envelope] = self.mails
        return message_from_bytes(envelope.content, policy=policy.default)


class AnyPort(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    inbox = Inbox()
    controller = AnyPort(inbox, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE)
    controller.start()
    host, port = controller.hostname, controller.port
    if django.VERSION >= (6, 1):
        options = {"host": host, "port": port, "timeout": 10}
        settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": options}}
    else:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = host, port, 10
    yield inbox
    controller.stop()


def letters(subject: str) -> str:
    """All but the spaces: where Django lets it fold a long header, Python loses or adds one between
    encoded words, depending on its version (https://github.com/python/cpython/issues/144156)."""
    return "".join(subject.split())


def test_invitation_is_received_and_opened(inbox: Inbox, planned: Event, student: Any) -> None:
    planned.title = "Tiefe Einblicke: Äpfel & Öl \N{SNOWMAN}" * 3
    message = compose(mailing_about(planned, Kind.INVITATION), planned, addressee_of(student))
    assert message.send() == 1
    [envelope] = inbox.mails
    assert envelope.rcpt_tos == ["sam@example.org"]
    assert envelope.mail_from == "webinars@example.org"
    assert b"\nList-Unsubscribe:" in envelope.content
    assert message.extra_headers["List-Unsubscribe"].encode() in envelope.content
    opened = inbox.opened()
    assert letters(opened["Subject"]) == letters(f"You are registered: {planned.title}")
    assert opened["Message-ID"] == message.extra_headers["Message-ID"]
    assert opened["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert planned.title in text_of(opened)
    assert opened.defects == []
    for part in calendar_parts(opened):
        assert (part.get_param("method"), part.get_content_charset()) == ("REQUEST", "utf-8")
        [item] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
        assert (item["SUMMARY"], item.decoded("DTSTART")) == (planned.title, START)


def test_title_with_line_breaks_reaches_nobody_else(
    inbox: Inbox, planned: Event, student: Any
) -> None:
    planned.title = "Django\r\nBcc: everybody@example.org\r\nRCPT TO:<x@example.org>\r\n.\r\nQUIT"
    compose(mailing_about(planned), planned, addressee_of(student)).send()
    [envelope] = inbox.mails
    assert envelope.rcpt_tos == ["sam@example.org"]
    assert inbox.opened()["Bcc"] is None

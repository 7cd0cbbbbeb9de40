"""A mail server on this machine, which takes mails as a real one does, or as a test wants."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import django
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

KINDS = {
    "You are registered": "invitation",
    "You are invited": "invitation",
    "Reminder": "reminder",
    "New time": "moved",
    "Cancelled": "cancelled",
    "We are live": "live",
    "Thank you for coming": "replay",
    "You missed it": "missed",
    "Nobody has started your event": "not_started",
}
"""What a mail is about, by the words before the title in its subject."""


def kind_of(subject: str) -> str:
    return KINDS[subject.partition(":")[0]]


class MailServer:
    """``refusals`` are the replies to addresses, ``data_reply`` the one to all mails."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.data_reply = ""
        self.drops_at: set[int] = set()
        """Numbers of mails at which it closes the connection, after it has taken them."""
        self.hangs = False
        self.connections = 0
        self.port = 0

    @property
    def to(self) -> Counter[str]:
        """How many mails went to each address."""
        return Counter(mail["To"] for mail in self.mails)

    @property
    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in self.mails]

    @property
    def kinds(self) -> list[str]:
        return [kind_of(subject) for subject in self.subjects]

    # What aiosmtpd calls

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.hangs:
            await asyncio.sleep(60)
        if reply := self.refusals.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.data_reply:
            return self.data_reply
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if len(self.mails) in self.drops_at:
            server.transport.abort()
        return "250 OK"

    @contextmanager
    def run(self) -> Iterator[MailServer]:
        controller = _Controller(self, hostname="127.0.0.1", port=0)
        controller.start()
        self.port = controller.port
        try:
            yield self
        finally:
            controller.stop()

    def use(self, settings: Any, **options: Any) -> None:
        """Let the site send by this server, in the way of the Django that is installed."""
        backend = "django.core.mail.backends.smtp.EmailBackend"
        if django.VERSION >= (6, 1):
            options = {"host": "127.0.0.1", "port": self.port, **options}
            settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
            return
        settings.EMAIL_BACKEND = backend
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", self.port
        for name, value in options.items():
            setattr(settings, f"EMAIL_{name.upper()}", value)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

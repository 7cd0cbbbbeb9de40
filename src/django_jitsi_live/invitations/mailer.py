"""The mail server of the host project, as Django's settings say: one connection for many mails."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.utils.translation import gettext

TIMEOUT = 20  # seconds
"""Of each step, where the project sets no ``EMAIL_TIMEOUT``: without one Django waits for ever."""
MAILS_PER_CONNECTION = 100
"""Servers close connections that have brought too many."""
PERMANENT = 500
"""Replies from here on say that it is of no use to try again (RFC 5321, 4.2.1)."""


class Refused(Exception):
    """This mail will never be taken. The text says why, and what to do."""


class NotNow(Exception):
    """This mail was not taken, and may be later."""


class Unreachable(Exception):
    """There is no mail server that takes mails of this site: no mail can be sent now."""

    def __init__(self, problem: str, *, may_be_sent: bool = False) -> None:
        super().__init__(problem)
        self.may_be_sent = may_be_sent
        """Whether the connection was lost in the middle, so that the mail may have arrived."""


class Mailer:
    """Sends one mail after the other. A context manager, which closes the connection."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._count = 0

    def __enter__(self) -> Mailer:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def send(self, message: EmailMessage) -> None:
        """Raises ``Refused``, ``NotNow``, ``Unreachable``."""
        if self._count >= MAILS_PER_CONNECTION:
            self._close()
        self._open()
        self._count += 1
        try:
            sent = self._connection.send_messages([message])
        except Exception as error:  # backends of others raise anything
            self._close()
            raise _meaning(error) from error
        if sent == 0:
            raise NotNow(gettext("The mail backend said that it has sent nothing."))

    def _open(self) -> None:
        if self._connection is not None:
            return
        try:
            connection = _new_connection()
            connection.open()
        except Exception as error:  # also settings that are wrong, and backends of others
            raise Unreachable(_describe(error)) from error
        self._connection, self._count = connection, 0

    def _close(self) -> None:
        connection, self._connection, self._count = self._connection, None, 0
        if connection is not None:
            with suppress(Exception):  # it is of no use any more
                connection.close()


def _new_connection() -> Any:
    # Django 6.1 has mailers, and warns of get_connection().
    mailers: Any = getattr(mail, "mailers", None)
    connection: Any = mail.get_connection() if mailers is None else mailers.default
    if getattr(connection, "timeout", TIMEOUT) is None:
        connection.timeout = TIMEOUT
    return connection


def _meaning(error: Exception) -> Exception:
    """What it means for the mail. Nothing of the server's words: they may quote the address."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _text in error.recipients.values()]
            return _of_mail(codes, gettext("The mail server refuses the address"))
        case smtplib.SMTPDataError():
            return _of_mail([error.smtp_code], gettext("The mail server refuses the mail"))
        case smtplib.SMTPServerDisconnected() | TimeoutError() | ConnectionError():
            return Unreachable(_describe(error), may_be_sent=True)
        case smtplib.SMTPException() | OSError():  # the sender, the login, the greeting
            return Unreachable(_describe(error))
        case ValueError():  # before it asked the server
            return Refused(
                gettext("The address cannot be written to. Correct it, and tell the person.")
            )
        case _:
            return Unreachable(_describe(error), may_be_sent=True)


def _of_mail(codes: Iterable[int], what: str) -> Exception:
    code = max(codes, default=PERMANENT)
    if code >= PERMANENT:
        text = gettext("%(what)s for good (%(code)d). Correct it, or ask who runs the server.")
        return Refused(text % {"what": what, "code": code})
    return NotNow(gettext("%(what)s for now (%(code)d).") % {"what": what, "code": code})


def _describe(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    reason = type(error).__name__ if code is None else f"{type(error).__name__} {code}"
    return gettext("The mail server could not be used (%(reason)s).") % {"reason": reason}

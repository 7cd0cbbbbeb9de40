"""Mails to people about an event, ready to be sent; nothing is sent here."""

from __future__ import annotations

from email.policy import EmailPolicy
from email.utils import getaddresses, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from ..exceptions import NoCalendar
from ..models import Kind, Mailing
from ..policy import Policy, guarded_policy, log_mistake, optional
from ..printable import printable
from .addressees import Addressee
from .calendar import Method, event_ics, has_calendar
from .calendar_entries import loaded_entry
from .calendar_text import event_page
from .mail_context import Letter, mail_context, require_site
from .mail_templates import render_texts
from .mail_times import zone_of
from .unsendable import Unsendable

METHODS: dict[Kind, Method] = {
    Kind.INVITATION: "REQUEST",
    Kind.REMINDER: "REQUEST",
    Kind.MOVED: "REQUEST",
    Kind.CANCELLED: "CANCEL",
}
"""What the calendar part of a mail asks calendars to do (RFC 5546)."""

MAX_HEADER_LENGTH = 900  # characters; a line has at most 998 (RFC 5322)

NO_ADDRESS = (
    "The person has no e-mail address. Add one to the account, or to the personal link, then send "
    "the mail again."
)
BAD_ADDRESS = (
    "The person's e-mail address is none to which mails can be sent. Correct it in the account, "
    "or in the personal link, then send the mail again."
)
BAD_SENDER = (
    "Mails have no sender. Let DEFAULT_FROM_EMAIL, or sender() of your policy, be an address such "
    'as "Our webinars <webinars@example.org>", then send the mail again.'
)


class ListUnsubscribe(str):
    """The header, in which addresses stand as they are (RFC 2369). Since Django 6.0 Python's
    ``EmailPolicy`` writes headers, and encodes words that are too long for a line: no mail program
    finds an address then. It leaves the writing to values that have a name."""

    __slots__ = ()
    name = "List-Unsubscribe"

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def compose(mailing: Mailing, event: Any, addressee: Addressee) -> EmailMultiAlternatives:
    """The mail in the language and zone of the person. Raises ``Unsendable``, which costs this mail
    alone, and ``SiteMisconfigured`` where the policy fails."""
    _require_address(addressee.email)
    require_site()
    policy = guarded_policy()
    sender = _sender(policy, event)
    _, zone = zone_of(addressee.time_zone)
    with translation.override(_language(addressee.language)), timezone.override(zone):
        entry = _calendar_part(mailing, event, addressee, sender)
        context = mail_context(Letter(policy, mailing, event, addressee, entry is not None))
        subject, text, html = render_texts(mailing.kind, context)
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=sender,
        to=[addressee.email],
        headers=_headers(mailing, addressee, sender, context["unsubscribe_url"]),
    )
    message.attach_alternative(html, "text/html")
    if entry is not None:
        # Some mail programs look at the alternative only, others at what is attached (RFC 6047).
        content_type = f"text/calendar; method={METHODS[Kind(mailing.kind)]}"
        message.attach_alternative(entry, content_type)
        message.attach("invite.ics", entry, content_type)
    return message


def _require_address(address: str) -> None:
    if not address:
        raise Unsendable(NO_ADDRESS)
    if not _is_address(address):
        raise Unsendable(BAD_ADDRESS)


def _is_address(address: str) -> bool:
    """Whether it is one address, and nothing that a header could be made to say beside it."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _sender(policy: Policy, event: Any) -> str:
    """What the policy says, else ``DEFAULT_FROM_EMAIL``. Raises ``Unsendable``."""
    sender = policy.sender(event)
    if _is_sender(sender):
        return sender
    log_mistake(
        f"Mails cannot come from {printable(sender)!r}",
        "Let sender() of your policy give one address, with or without a name, on one line. Mails "
        "come from DEFAULT_FROM_EMAIL instead.",
    )
    if _is_sender(settings.DEFAULT_FROM_EMAIL):
        return settings.DEFAULT_FROM_EMAIL
    raise Unsendable(BAD_SENDER)


def _is_sender(sender: str) -> bool:
    # Not parseaddr(), which takes the first of several on older Pythons.
    found = getaddresses([sender])
    return sender.isprintable() and len(found) == 1 and _is_address(found[0][1])


def _language(code: str) -> str:
    """The language of ``LANGUAGES`` that is meant; the site's for what is none of them."""
    try:
        return translation.get_supported_language_variant(code.replace("_", "-").lower())
    except (AttributeError, LookupError, TypeError, ValueError):
        if code != settings.LANGUAGE_CODE:
            log_mistake(
                f"The language {printable(str(code), 60)!r}, which a person is said to have, is "
                "none of LANGUAGES",
                "Mails are in LANGUAGE_CODE instead. Let JITSI_LIVE_USER_LANGUAGE or the "
                "recipients() of your policy give a code such as de.",
            )
        return settings.LANGUAGE_CODE


def _calendar_part(mailing: Mailing, event: Any, addressee: Addressee, sender: str) -> str | None:
    """None where there is nothing to put into a calendar, or no calendar to put it in."""
    method = METHODS.get(Kind(mailing.kind))
    if method is None or not has_calendar():
        return None

    def write() -> str | None:
        try:
            entry = event_ics(
                event,
                loaded_entry(event),
                method=method,
                attendee=addressee,
                url=event_page(event),
                organizer=sender,
            )
        except NoCalendar:  # no start yet
            return None
        return entry.decode()

    return optional("The calendar part of a mail", write, None)


def _headers(
    mailing: Mailing, addressee: Addressee, sender: str, unsubscribe_url: str
) -> dict[str, str]:
    headers = {
        # No answers of machines, such as those of people on holiday (RFC 3834).
        "Auto-Submitted": "auto-generated",
        "Message-ID": _message_id(mailing, addressee, sender),
    }
    if 0 < len(unsubscribe_url) <= MAX_HEADER_LENGTH:
        # By one click, without a page (RFC 8058).
        headers["List-Unsubscribe"] = ListUnsubscribe(f"<{unsubscribe_url}>")
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _message_id(mailing: Mailing, addressee: Addressee, sender: str) -> str:
    """The same each time: mail servers and programs know a copy that was sent twice by it."""
    moment = mailing.moment.isoformat()
    parts = (mailing.session_id, mailing.kind, moment, mailing.number, addressee.participant)
    value = "/".join(map(str, parts))
    digest = salted_hmac("django_jitsi_live.message_id", value, algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{punycode(parseaddr(sender)[1].rpartition('@')[2])}>"

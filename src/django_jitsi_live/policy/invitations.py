"""The part of the policy that is about invitations: calendar, mails, personal links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from ..conf import conf
from .attributes import get_value
from .lookups import hosting_users
from .recipients import CHUNK, Recipient
from .values import as_bool


class InvitationPolicy:
    """Whom this site writes to, and who may be invited."""

    def is_cancelled(self, event: Any) -> bool:
        """Whether the event does not take place."""
        return as_bool(get_value(event, conf.CANCELLED))

    def hosts(self, event: Any) -> Iterable[Recipient] | None:
        """The users who host the event, for messages to them; None where that is not known.

        By ``JITSI_LIVE_HOST_LOOKUP`` in one query, unless that is a callable. Override it together
        with ``is_host``: a policy that overrides that alone is not asked for this.
        """
        users = hosting_users(event)
        return None if users is None else map(Recipient.of, users.iterator(chunk_size=CHUNK))

    def wants(self, user: Any, kind: str) -> bool | None:
        """Whether the user wants mails of that kind, such as ``"reminder"``; None to go by what
        people choose on the page of this app."""
        return None

    def sender(self, event: Any) -> str:
        """The address that mails about the event come from, with or without a name, as the header
        From has it. Somebody should read what is answered."""
        return settings.DEFAULT_FROM_EMAIL

    def is_calendar_public(self, event: Any) -> bool:
        """Whether everybody gets the calendar file of the event, and not only its members."""
        return False

    def may_link_attendees(self, event: Any) -> bool:
        """Whether hosts may make personal links for attendees, and not only for speakers."""
        return False

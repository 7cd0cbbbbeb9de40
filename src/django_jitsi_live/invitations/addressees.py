"""To whom mails go: users who are registered or host, and guests whose link has an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from ..models import GuestLink
from ..policy import Policy, Recipient, get_display_name


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person who gets a mail, with what is needed to write it."""

    participant: str
    """The participant id."""
    name: str
    """As others see it; for the greeting."""
    email: str = field(repr=False)
    """Empty where there is none."""
    language: str
    time_zone: str
    user: Any = field(default=None, repr=False)
    """None for guests."""
    link: GuestLink | None = field(default=None, repr=False)
    """None for users."""

    @classmethod
    def of_user(cls, policy: Policy, recipient: Recipient) -> Addressee:
        """``policy`` is the guarded one. Raises ``SiteMisconfigured`` where it gives no id."""
        user = recipient.user
        return cls(
            participant=policy.participant_id(user),
            name=get_display_name(policy, user),
            email=recipient.email,
            language=recipient.language,
            time_zone=recipient.time_zone,
            user=user,
        )

    @classmethod
    def of_link(cls, link: GuestLink) -> Addressee:
        return cls(
            participant=link.participant,
            name=link.name,
            email=link.email,
            language=settings.LANGUAGE_CODE,
            time_zone=settings.TIME_ZONE,
            link=link,
        )

"""What Jitsi and other participants learn about a user. The only place where that is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from ..conf import conf
from ..models import Guest
from ..xmpp_text import clean_name
from .attributes import get_value
from .base import Policy, public_username
from .guarded import guard
from .hooks import optional
from .values import as_address, as_text

# Tokens travel in addresses, where long ones fail: no pictures in data: addresses. All ASCII, as
# addresses are (RFC 3986).
WEB_ADDRESS = re.compile(r"https?://[!-~]{1,500}")


@dataclass(frozen=True, slots=True)
class Person:
    """A user as Jitsi knows the person. All texts are safe to put into XML and tokens."""

    participant_id: str
    name: str
    """Never empty, one line, at most 100 characters."""
    email: str
    """Empty unless ``JITSI_LIVE_SHARE_EMAIL``."""
    avatar_url: str
    """Empty for none."""


def get_person(policy: Policy, user: Any) -> Person:
    """The person. Raises ``SiteMisconfigured`` where the policy gives no usable id."""
    return Person(
        participant_id=guard(policy).participant_id(user),
        name=get_display_name(policy, user),
        email=_email(user),
        avatar_url=_avatar_url(user),
    )


def get_display_name(policy: Policy, user: Any) -> str:
    """The user's name in the room; never empty."""
    return (
        clean_name(guard(policy).display_name(user))
        or optional("The username", lambda: public_username(user), "")
        or gettext("Participant")
    )


def _email(user: Any) -> str:
    def ask() -> str:
        return as_text(getattr(user, user.get_email_field_name(), ""))

    if isinstance(user, Guest) or not conf.SHARE_EMAIL:
        return ""
    return optional("The e-mail field of the user model", ask, "")


def _avatar_url(user: Any) -> str:
    if isinstance(user, Guest) or not conf.AVATAR_URL:
        return ""

    def ask() -> str:
        return as_address(get_value(user, conf.AVATAR_URL))

    address = optional(f"JITSI_LIVE_AVATAR_URL = {conf.AVATAR_URL!r}", ask, "")
    return address if WEB_ADDRESS.fullmatch(address) else ""

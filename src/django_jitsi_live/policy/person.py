"""What Jitsi and other participants learn about a user. The only place where that is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..conf import conf
from ..xmpp_text import NON_XML_CHARACTERS, clean_name
from .base import Policy, public_username
from .hooks import get_value

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
    return Person(
        participant_id=str(policy.participant_id(user)),
        name=get_display_name(policy, user),
        email=_email(user),
        avatar_url=_avatar_url(user),
    )


def get_display_name(policy: Policy, user: Any) -> str:
    """The user's name in the room; never empty."""
    # Whatever a host project's policy gives.
    return clean_name(str(policy.display_name(user) or "")) or public_username(user)


def _email(user: Any) -> str:
    address = getattr(user, user.get_email_field_name(), "") if conf.SHARE_EMAIL else ""
    return NON_XML_CHARACTERS.sub("", str(address or ""))


def _avatar_url(user: Any) -> str:
    address = str(get_value(user, conf.AVATAR_URL) or "")
    return address if WEB_ADDRESS.fullmatch(address) else ""

"""The addresses of personal links: signed, so that nobody guesses one, and without a role."""

from __future__ import annotations

import uuid

from django.core.signing import BadSignature
from django.http import HttpRequest
from django.urls import reverse

from ..models import GuestLink
from .site import absolute_url, address_signer

SALT = "django_jitsi_live.guest_link"


def link_address(link: GuestLink, request: HttpRequest | None = None) -> str:
    """Where the person of the link enters. A secret of that person, and of hosts."""
    return absolute_url(reverse("jitsi_live:guest", args=[link_token(link)]), request)


def link_token(link: GuestLink) -> str:
    return address_signer(SALT).sign(link.pk.hex)


def link_of_token(token: str) -> uuid.UUID | None:
    """The key of the link; None for what this site has not signed. Compared in constant time."""
    try:
        return uuid.UUID(hex=address_signer(SALT).unsign(token))
    except (BadSignature, ValueError):
        return None

"""Which personal link a browser has opened last: a signed cookie, for the way from the address of
the link to the page that asks. So no page is ever shown at an address that lets somebody in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase

from .visitor import cookie_options

COOKIE = "jitsi_live_link"
SALT = "django_jitsi_live.opened_link"
MAX_AGE = 15 * 60  # seconds: as long as somebody may look at the page


def remember_link(response: HttpResponseBase, link: UUID) -> None:
    """Keep the link for the page that asks."""
    value = signing.dumps(link.hex, salt=SALT)
    options: Any = {**_options(), "secure": settings.SESSION_COOKIE_SECURE}
    response.set_cookie(COOKIE, value, max_age=MAX_AGE, httponly=True, **options)


def forget_link(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, **_options())


def remembered_link(request: Any) -> UUID | None:
    """The key of the link; None for none, and for what this site has not signed lately."""
    try:
        return UUID(hex=signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE))
    except (signing.BadSignature, AttributeError, TypeError, ValueError):
        return None


def _options() -> Any:
    options = cookie_options()
    if options["samesite"] == "Strict":
        # Who comes from a mail comes from another site, and is redirected at once: browsers would
        # not send a strict cookie there.
        options["samesite"] = "Lax"
    return options

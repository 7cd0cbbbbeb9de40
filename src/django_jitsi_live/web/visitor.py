"""Who stands before the gate in a request: a user, or the guest of a personal link.

Whoever has entered an event by a personal link is that guest there, and nowhere else, whether or
not somebody is logged in to the site in the same browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase
from django.urls import reverse

from ..models import Guest
from ..policy import active_user

COOKIE = "jitsi_live_guest"
SALT = "django_jitsi_live.guest"
MAX_EVENTS = 10
"""As many events a browser is known as a guest of: those that were entered last."""
MAX_AGE = 90 * 24 * 60 * 60  # seconds; the link itself may end earlier


def visitor(request: Any, event_id: object) -> Any:
    """The guest who has entered this event in this browser, else the user; None for nobody."""
    return guest_in(request, event_id) or active_user(getattr(request, "user", None))


def guest_in(request: Any, event_id: object) -> Guest | None:
    """The guest, as the browser says; whether the link still holds is for the gate to say."""
    entry: Any = _entered(request).get(str(event_id))
    try:
        link, device = entry
        return Guest(UUID(hex=link), str(device))
    except (AttributeError, TypeError, ValueError):  # none, or of another form
        return None


def has_entered(request: Any) -> bool:
    """Whether this browser is a guest of some event."""
    return bool(_entered(request))


def enter_as_guest(request: Any, response: HttpResponseBase, event_id: object, link: UUID) -> None:
    """Let this browser be the guest of the link at the event, from the next request on."""
    known = guest_in(request, event_id)
    device = known.device if known is not None and known.link == link else secrets.token_urlsafe(16)
    others = {key: value for key, value in _entered(request).items() if key != str(event_id)}
    latest = [*others.items()][-(MAX_EVENTS - 1) :]
    _set(response, dict([*latest, (str(event_id), [link.hex, device])]))


def leave_as_guest(request: Any, response: HttpResponseBase, event_id: object) -> None:
    """Let this browser be no guest of the event any more."""
    entered = _entered(request)
    _set(response, {key: value for key, value in entered.items() if key != str(event_id)})


def leave_address(event_id: object) -> str:
    """Where a guest reads how to leave, and somebody else how to be no guest."""
    return f"{reverse('jitsi_live:guest_entry')}?{urlencode({'event': str(event_id)})}"


def _entered(request: Any) -> Mapping[str, Any]:
    """Link and device by event id. Nothing that this site has not signed is believed."""
    text = request.COOKIES.get(COOKIE)
    if not text:
        return {}
    try:
        entered = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return {}
    return entered if isinstance(entered, Mapping) else {}


def cookie_options() -> dict[str, Any]:
    """Where the cookie is sent: as that of the login, as also pages of the host project show the
    room."""
    return {
        "domain": settings.SESSION_COOKIE_DOMAIN,
        "path": settings.SESSION_COOKIE_PATH,
        "samesite": settings.SESSION_COOKIE_SAMESITE,
    }


def _set(response: Any, entered: Mapping[str, Any]) -> None:
    of_session = cookie_options()
    if not entered:
        response.delete_cookie(COOKIE, **of_session)
        return
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(entered), salt=SALT),
        max_age=MAX_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        **of_session,
    )

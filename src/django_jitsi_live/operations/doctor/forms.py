"""Examines whether the site takes what its own pages send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import get_random_string

from .findings import Finding, Level
from .own_site import Site
from .probe import RequestFailure, Response

CHECK = "online_forms"
HEADER = 'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")'


def examine_forms(site: Site, event_id: str) -> Iterator[Finding]:
    """What becomes of a request of the room page, without a login, over the network."""
    # With tokens in sessions, only who has one can send a token that is right.
    if not site.url or site.network is None or settings.CSRF_USE_SESSIONS:
        return
    url = f"{site.url}{reverse('jitsi_live:room', args=[event_id])}"
    response = site.network.post(url, "action=join", _as_from_the_page(url))
    code = "" if isinstance(response, RequestFailure) else _code(response)
    if code == "csrf_failed":
        yield _refused(_origin(url))
    elif code:  # other answers are not of this app; the finding about the page reports them
        yield Finding(CHECK, "The site takes what its own pages send.")


def _refused(origin: str) -> Finding:
    message = f"The site takes {origin} for another site, and refuses what its own pages send."
    hint = (
        f"Let the proxy pass on Host and X-Forwarded-Proto, and write {HEADER} into the settings;\n"
        f'or write CSRF_TRUSTED_ORIGINS = ["{origin}"]'
    )
    return Finding(CHECK, message, hint, Level.BROKEN)


def _as_from_the_page(url: str) -> dict[str, str]:
    """The headers of a browser. Any token will do that is the cookie, too."""
    token = get_random_string(32)
    return {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.CSRF_COOKIE_NAME}={token}",
        "Origin": _origin(url),
        "Referer": url,
        settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-"): token,
    }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _code(response: Response) -> str:
    try:
        return str(json.loads(response.body)["code"])
    except (ValueError, KeyError, TypeError):
        return ""

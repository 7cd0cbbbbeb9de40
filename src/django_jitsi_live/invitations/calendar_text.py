"""What calendars read of an event, whether by a file or by an address."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

from ..policy import get_event_id, get_event_title, get_event_url
from .site import absolute_url

# Nothing of these can be shown in a line, and some programs stop reading at them.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    return " ".join(CONTROLS.sub(" ", text).split())


def title_in_calendars(event: Any) -> str:
    """One line, and never empty."""
    return one_line(get_event_title(event)) or one_line(str(event._meta.verbose_name))


def event_page(event: Any, request: HttpRequest | None = None) -> str:
    """The whole address of the event's page on this site, else of its room page here; empty where
    nothing says what the address of this site is."""
    for address in (get_event_url(event), _room_address(event)):
        whole = absolute_url(address, request)
        if whole.startswith(("https://", "http://")):
            return iri_to_uri(whole)
    return ""


def _room_address(event: Any) -> str:
    event_id = get_event_id(event)
    return reverse("jitsi_live:room", args=[event_id]) if event_id else ""


def joining_text(url: str, *, is_end_known: bool) -> str:
    """What people read below the title, in the current language."""
    paragraphs = []
    if url:
        paragraphs.append(gettext("Join on the page of the event: %(url)s") % {"url": url})
    if not is_end_known:
        paragraphs.append(gettext("How long it takes has not been announced."))
    return "\n\n".join(paragraphs)

"""What calendars read of an event, whether by a file or by an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

from ..policy import get_event_id, get_event_title, get_event_url
from ..xmpp_text import one_line
from .site import absolute_url


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

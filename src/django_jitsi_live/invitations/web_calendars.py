"""Addresses by which calendars on the web take over an event.

None of the formats is documented by who offers it. Such a copy does not learn of a move: the file
and the personal calendar do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext

from ..policy import guarded_policy
from .calendar_text import event_page, joining_text, title_in_calendars
from .calendar_times import Span

MAX_TITLE = 200
"""Longer ones would make addresses that servers refuse."""
COMPACT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class CalendarLink:
    kind: str
    """``google``, ``outlook``, ``office`` or ``yahoo``."""
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Copy:
    title: str
    span: Span
    text: str
    page: str


def calendar_links(event: Any, request: HttpRequest | None = None) -> list[CalendarLink]:
    """Links that need no file; none where the event has no start, or is cancelled."""
    policy = guarded_policy()
    starts_at = policy.starts_at(event)
    if starts_at is None or policy.is_cancelled(event):
        return []
    span = Span.of(starts_at, policy.ends_at(event))
    page = event_page(event, request)
    copy = _Copy(
        title=title_in_calendars(event)[:MAX_TITLE],
        span=span,
        text=joining_text(page, is_end_known=span.is_end_known),
        page=page,
    )
    return [
        CalendarLink("google", gettext("Google Calendar"), _google(copy)),
        CalendarLink("outlook", gettext("Outlook.com"), _outlook(copy, "outlook.live.com")),
        CalendarLink("office", gettext("Microsoft 365"), _outlook(copy, "outlook.office.com")),
        CalendarLink("yahoo", gettext("Yahoo Calendar"), _yahoo(copy)),
    ]


def _google(copy: _Copy) -> str:
    return _address(
        "https://calendar.google.com/calendar/render",
        action="TEMPLATE",
        text=copy.title,
        dates=f"{copy.span.starts_at:{COMPACT}}/{copy.span.ends_at:{COMPACT}}",
        details=copy.text,
        location=copy.page,
    )


def _outlook(copy: _Copy, host: str) -> str:
    return _address(
        f"https://{host}/calendar/0/action/compose",
        rru="addevent",
        subject=copy.title,
        startdt=f"{copy.span.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{copy.span.ends_at:%Y-%m-%dT%H:%M:%SZ}",
        body=copy.text,
        location=copy.page,
    )


def _yahoo(copy: _Copy) -> str:
    return _address(
        "https://calendar.yahoo.com/",
        v="60",
        title=copy.title,
        st=f"{copy.span.starts_at:{COMPACT}}",
        et=f"{copy.span.ends_at:{COMPACT}}",
        desc=copy.text,
        in_loc=copy.page,
    )


def _address(address: str, **query: str) -> str:
    # Blanks as %20: some of them show a plus sign as such.
    known = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(known, quote_via=quote)}"

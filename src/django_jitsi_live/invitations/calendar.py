"""Calendar files: one event, or all events of a person, as iCalendar (RFC 5545).

Times are instants in UTC, so that each client shows its own zone. What opens the room is the page
of the event on this site, behind its gate: never an address of a Jitsi server, and no token.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import uuid
from collections.abc import Iterable
from email.utils import parseaddr
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import quote

from django.utils.translation import gettext

from .. import moments
from ..exceptions import NoCalendar
from ..models import CalendarEntry
from ..policy import guarded_policy
from ..xmpp_text import one_line
from .addressees import Addressee
from .calendar_text import event_page, joining_text, title_in_calendars
from .calendar_times import Span

logger = logging.getLogger("django_jitsi_live")

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]

PRODID = "-//django-jitsi-live//Calendar//EN"
REFRESH = dt.timedelta(hours=1)
"""How often programs are asked to read a personal calendar again."""

# Of an address in a mailto: URI (RFC 6068, 2); what else it has is written in percent signs.
SAFE_IN_MAILTO = "@!$'*+-._~"
DTSTAMP = re.compile(rb"^DTSTAMP:.*\r\n", re.MULTILINE)


def has_calendar() -> bool:
    """Whether the extra ``calendar`` is installed."""
    return find_spec("icalendar") is not None


def event_ics(
    event: Any,
    entry: CalendarEntry,
    *,
    method: Method = "PUBLISH",
    attendee: Addressee | None = None,
    url: str = "",
    organizer: str = "",
) -> bytes:
    """The event as a calendar file, in the current language.

    ``PUBLISH`` is for downloads and names nobody. ``REQUEST`` and ``CANCEL`` are for a mail to
    ``attendee`` alone, who has to have an address. ``url`` is the page that opens the room, by
    default that of the event; ``organizer`` is as a header From has it, by default the sender of
    the event's mails.

    Raises ``NoCalendar`` where there is no start, or the extra is not installed; ``ValueError``
    where a mail has nobody to go to, or nobody whom it is from.
    """
    component = _event(event, entry, url or event_page(event), organizer)
    if method != "PUBLISH":
        if attendee is None or not attendee.email or "organizer" not in component:
            raise ValueError(f"A {method} needs an organizer and an attendee with an address.")
        component.add("attendee", _attendee(attendee))
    if method == "CANCEL":
        component["status"] = "CANCELLED"
    return _written(uuid.uuid5(entry.uid, "calendar"), [component], method)


def feed_ics(uid: uuid.UUID, name: str, events: Iterable[tuple[Any, CalendarEntry, str]]) -> bytes:
    """Several events, each with its entry and its page, as a calendar that programs read again and
    again. Raises ``NoCalendar`` where the extra is not installed."""
    components = [_event(event, entry, url, "") for event, entry, url in events]
    return _written(uid, components, "PUBLISH", name)


def without_stamp(content: bytes) -> bytes:
    """What a file says, without the time at which it was made."""
    return DTSTAMP.sub(b"", content)


def _written(uid: uuid.UUID, components: list[Any], method: str, name: str = "") -> bytes:
    ical = _icalendar()
    calendar = ical.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("uid", str(uid))
    if name:
        _describe_feed(ical, calendar, name)
    for each in components:
        calendar.add_component(each)
    content: bytes = calendar.to_ical()
    return content


def _describe_feed(ical: Any, calendar: Any, name: str) -> None:
    """For programs of the standard (RFC 7986, 5.1 and 5.7), and for those that are older."""
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    interval = ical.vDuration(REFRESH)
    interval.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", interval, encode=False)
    calendar.add("x-published-ttl", ical.vDuration(REFRESH), encode=False)


def _event(event: Any, entry: CalendarEntry, url: str, organizer: str) -> Any:
    if entry.starts_at is None:
        raise NoCalendar
    span = Span.of(entry.starts_at, entry.ends_at)
    ical = _icalendar()
    component = ical.Event()
    component.add("uid", str(entry.uid))
    component.add("sequence", entry.sequence)
    component.add("dtstamp", moments.now())
    component.add("last-modified", entry.changed_at)
    component.add("dtstart", span.starts_at)
    component.add("dtend", span.ends_at)
    component.add("summary", title_in_calendars(event))
    component.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    component.add("description", joining_text(url, is_end_known=span.is_end_known))
    if url:
        component.add("url", url)
        component.add("location", url)
        component.add("conference", _conference(ical, url), encode=False)
    by = _address(ical, organizer or guarded_policy().sender(event))
    if by is not None:
        component.add("organizer", by)
    return component


def _conference(ical: Any, url: str) -> Any:
    """RFC 7986, 5.11. A list: as one value, two features would be read as one (6.3)."""
    conference = ical.vUri(url)
    conference.params["VALUE"] = "URI"
    conference.params["FEATURE"] = ["AUDIO", "VIDEO"]
    conference.params["LABEL"] = gettext("Live session")
    return conference


def _attendee(attendee: Addressee) -> Any:
    """Who is registered comes: nobody is asked to answer."""
    ical = _icalendar()
    address = _cal_address(ical, attendee.email, attendee.name)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address


def _address(ical: Any, header: str) -> Any:
    """The address of a header From; None where it has none."""
    name, address = parseaddr(header)
    return _cal_address(ical, address, name) if "@" in address else None


def _cal_address(ical: Any, address: str, name: str) -> Any:
    value = ical.vCalAddress(f"mailto:{quote(address, safe=SAFE_IN_MAILTO)}")
    # Not every program knows how a quotation mark is written there (RFC 6868).
    if name := one_line(name).replace('"', "'"):
        value.params["CN"] = name
    return value


def _icalendar() -> Any:
    """The library. Imported late: it takes a while, and most requests do without."""
    if not has_calendar():
        logger.error(
            "There are no calendar files: install what they need by "
            "`python -m pip install 'django-jitsi-live[calendar]'`."
        )
        raise NoCalendar
    import icalendar

    return icalendar

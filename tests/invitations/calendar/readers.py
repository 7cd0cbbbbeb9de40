"""Calendar files as two programs read them that are not ours."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import icalendar
import vobject


class Entry(NamedTuple):
    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    status: str
    title: str
    text: str
    url: str
    location: str
    conferences: list[tuple[str, list[str]]]
    """Addresses, each with its features."""
    attendees: list[tuple[str, str]]
    """Addresses and names, as of the organizers."""
    organizers: list[tuple[str, str]]


class Calendar(NamedTuple):
    method: str
    entries: list[Entry]


def by_icalendar(content: bytes) -> Calendar:
    calendar = icalendar.Calendar.from_ical(content)
    return Calendar(str(calendar["method"]), [*map(_entry, calendar.walk("VEVENT"))])


def _entry(event: Any) -> Entry:
    return Entry(
        uid=str(event["uid"]),
        sequence=int(event["sequence"]),
        starts_at=event["dtstart"].dt,
        ends_at=event["dtend"].dt,
        status=str(event["status"]),
        title=str(event["summary"]),
        text=str(event.get("description", "")),
        url=str(event.get("url", "")),
        location=str(event.get("location", "")),
        conferences=[(str(each), each.params["FEATURE"]) for each in _all(event, "conference")],
        attendees=[(str(each), each.params.get("CN", "")) for each in _all(event, "attendee")],
        organizers=[(str(each), each.params.get("CN", "")) for each in _all(event, "organizer")],
    )


def _all(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def by_vobject(content: bytes) -> Calendar:
    calendar = vobject.readOne(content.decode())
    return Calendar(calendar.method.value, [*map(_v_entry, calendar.contents.get("vevent", []))])


def _v_entry(event: Any) -> Entry:
    def text(name: str) -> str:
        return str(event.contents[name][0].value) if name in event.contents else ""

    def people(name: str) -> list[tuple[str, str]]:
        found = event.contents.get(name, [])
        return [(each.value, each.params.get("CN", [""])[0]) for each in found]

    conferences = event.contents.get("conference", [])
    return Entry(
        uid=text("uid"),
        sequence=int(text("sequence")),
        starts_at=event.dtstart.value,
        ends_at=event.dtend.value,
        status=text("status"),
        title=text("summary"),
        text=text("description"),
        url=text("url"),
        location=text("location"),
        conferences=[(each.value, each.params["FEATURE"]) for each in conferences],
        attendees=people("attendee"),
        organizers=people("organizer"),
    )


def read(content: bytes) -> Calendar:
    """As both read it, who have to agree."""
    calendar = by_icalendar(content)
    assert by_vobject(content) == calendar
    return calendar


def read_one(content: bytes) -> Entry:
    [entry] = read(content).entries
    return entry

"""The rows of the report's page.

There may be ten thousand. A template takes a tenth of a millisecond for each: a second for all. So
the template of a row is rendered once for each shape that rows have, such as that of guests, with
places where texts come, and these are filled in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ..attendance import Attendance, Report
from ..models import Role
from .clock import Clock

UNKNOWN = "\N{EN DASH}"


class ReportRow(NamedTuple):
    """One row of the page, as it is shown."""

    name: str
    jitsi_name: str
    role: str
    joined: str
    joined_at: int
    left: str
    left_at: int
    time: str
    seconds: int
    percent: int
    share: str
    confirmed: str
    watched: str
    watched_at: int
    participant: str
    is_removed: bool
    is_guest: bool
    is_viewer: bool
    action: str
    """What the person's button does, in words for screen readers; empty for hosts."""


def report_rows(people: Iterable[Attendance], clock: Clock) -> Iterator[ReportRow]:
    roles = {role.value: str(role.label) for role in Role}
    yes, no = gettext("yes"), gettext("no")
    remove, readmit = gettext("Remove %(name)s"), gettext("Readmit %(name)s")
    for person in people:
        minutes, seconds = divmod(person.seconds, 60)
        left = clock.moment(person.last_left_at) if person.last_left_at else "…"
        percent, is_known = round(100 * person.share), person.is_length_known
        name = person.display_name or person.user
        action = readmit if person.is_removed else remove if person.role != Role.HOST else ""
        yield ReportRow(
            name=name,
            jitsi_name=person.jitsi_name,
            role=roles.get(person.role, ""),
            joined=clock.moment(person.first_joined_at),
            joined_at=int(person.first_joined_at.timestamp()),
            left=left if is_known else UNKNOWN,
            left_at=int(person.last_left_at.timestamp()) if person.last_left_at else 2**40,
            time=f"{minutes}:{seconds:02}" if is_known else UNKNOWN,
            seconds=person.seconds,
            percent=percent,
            share=f"{percent} %" if is_known else UNKNOWN,
            confirmed=yes if person.confirmed else no,
            watched=Clock.date_and_time(person.watched_at) if person.watched_at else "",
            watched_at=int(person.watched_at.timestamp()) if person.watched_at else 0,
            participant=person.user,
            is_removed=person.is_removed,
            is_guest=person.is_guest,
            is_viewer=person.is_viewer,
            action=action and action % {"name": name},
        )


def write_rows(report: Report, clock: Clock, *, can_remove: bool) -> SafeString:
    """The rows of ``report.people`` as HTML."""
    context = {"report": report, "can_remove": can_remove}
    patterns: dict[tuple[bool, ...], str] = {}
    written = []
    for row in report_rows(report.people, clock):
        shape = tuple(map(bool, row))
        if shape not in patterns:
            patterns[shape] = _pattern(row, context)
        texts = [escape(each) if isinstance(each, str) else each for each in row]
        written.append(patterns[shape] % dict(zip(row._fields, texts, strict=True)))
    # Every text is escaped, and the rest is the template's.
    return SafeString("".join(written))  # nosec B703


def _pattern(row: ReportRow, context: dict[str, Any]) -> str:
    """The HTML of rows in which the same is empty, with a place for each value."""
    marks = {name: f"\0{name}\0" for name in row._fields}
    shown = ReportRow._make(value and marks[name] for name, value in row._asdict().items())
    html = render_to_string("jitsi_live/report_row.html", {**context, "row": shown}).strip()
    html = html.replace("%", "%%")
    for name, mark in marks.items():
        html = html.replace(mark, f"%({name})s")
    return html

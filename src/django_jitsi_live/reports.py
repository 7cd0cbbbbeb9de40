"""The report of a session as a table in CSV and as a page with a curve."""

from __future__ import annotations

import csv
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import chain
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from .attendance import Attendance, Interval, Report
from .models import Role

COLUMNS = [field.name for field in fields(Attendance)]

# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

WIDTH, HEIGHT = 720, 200
STEPS = 240  # of the curve; TICKS of the axis divide them
TICKS = 6


def wants_csv(request: HttpRequest) -> bool:
    chosen = request.GET.get("format")
    accepted = request.headers.get("Accept", "").partition(";")[0].partition(",")[0]
    return chosen == "csv" or (chosen is None and accepted.strip() == "text/csv")


def csv_response(report: Report, *, for_people: bool = False) -> StreamingHttpResponse:
    """The people of the report; for people with a mark, by which spreadsheets see the UTF-8."""
    lines = chain(["\ufeff"] if for_people else [], csv_lines(report))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="attendance.csv"'
    response["Cache-Control"] = "no-store, private"
    return response


def csv_lines(report: Report) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for person in report.people:
        yield writer.writerow(_cell(value) for value in asdict(person).values())


class _Echo:
    """A file that hands each line on."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def page(request: HttpRequest, event: Any, report: Report) -> HttpResponse:
    context = {
        "event": event,
        "report": report,
        "chart": chart(report) if report.live and report.live_seconds else None,
        "people": [*_shown(report.people)],
        "csp_nonce": getattr(request, "csp_nonce", None),
    }
    return render(request, "jitsi_live/report.html", context)


class Shown(NamedTuple):
    """One row of the page, ready to write: ten thousand of them are too many for filters."""

    name: str
    role: str
    joined: str
    joined_at: int
    left: str
    left_at: int
    time: str
    seconds: int
    percent: int
    confirmed: str


def _shown(people: list[Attendance]) -> Iterator[Shown]:
    roles = {role.value: str(role.label) for role in Role}
    yes, no = gettext("yes"), gettext("no")
    for person in people:
        minutes, seconds = divmod(person.seconds, 60)
        yield Shown(
            name=person.display_name or person.user,
            role=roles[person.role],
            joined=_clock(person.first_joined_at),
            joined_at=int(person.first_joined_at.timestamp()),
            left=_clock(person.last_left_at) if person.last_left_at else "…",
            left_at=int(person.last_left_at.timestamp()) if person.last_left_at else 2**40,
            time=f"{minutes}:{seconds:02}",
            seconds=person.seconds,
            percent=round(100 * person.share),
            confirmed=yes if person.confirmed else no,
        )


def _clock(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


class Tick(NamedTuple):
    x: str
    text: str
    people: int


class Chart(NamedTuple):
    """Numbers are text, which no language of a page writes with a comma."""

    points: str
    ticks: list[Tick]
    peak: Tick
    peak_y: str


def chart(report: Report) -> Chart:
    live: Interval = report.live  # type: ignore[assignment]  # asked for by the caller
    counts = _counts(report, live)
    top = max(report.peak, 1)
    heights = [HEIGHT - HEIGHT * count / top for count in counts]
    corners = [(f"{_x(i)},{y:.1f} {_x(i + 1)},{y:.1f}") for i, y in enumerate(heights)]
    highest = counts.index(max(counts))
    tick_steps = range(0, STEPS + 1, STEPS // TICKS)
    ticks = [_tick(step, live, counts[min(step, STEPS - 1)]) for step in tick_steps]
    peak = _tick(highest, live, report.peak)
    return Chart(" ".join(corners), ticks, peak, f"{heights[highest]:.1f}")


def _counts(report: Report, live: Interval) -> list[int]:
    """The most people in each step of the live time."""
    moments = [moment for moment, _count in report.curve]
    found = []
    for step in range(STEPS):
        first = bisect_right(moments, _moment(step, live)) - 1
        last = bisect_right(moments, _moment(step + 1, live)) - 1
        within = report.curve[max(first, 0) : last + 1] if last >= 0 else []
        found.append(max((count for _moment, count in within), default=0))
    return found


def _moment(step: int, live: Interval) -> dt.datetime:
    return live.start + (live.end - live.start) * step / STEPS


def _tick(step: int, live: Interval, count: int) -> Tick:
    moment = timezone.localtime(_moment(step, live))
    # Else the ticks of a short session would all say the same.
    is_short = live.end - live.start < TICKS * dt.timedelta(minutes=1)
    return Tick(_x(step), moment.strftime("%H:%M:%S" if is_short else "%H:%M"), count)


def _x(step: int) -> str:
    return f"{WIDTH * step / STEPS:.1f}"

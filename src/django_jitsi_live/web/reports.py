"""The report as CSV and as a page."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import chain
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from ..attendance import Attendance, Report, RunSummary
from ..models import EndedBecause, Role
from ..moments import local_time
from ..policy import get_event_title
from ..presence import Interval
from .clock import Clock, zone_name
from .report_chart import chart

COLUMNS = [field.name for field in fields(Attendance)]

# Spreadsheets take a cell that begins so for a formula.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


def wants_csv(request: HttpRequest) -> bool:
    chosen = request.GET.get("format")
    accepted = request.headers.get("Accept", "").partition(";")[0].partition(",")[0]
    return chosen == "csv" or (chosen is None and accepted.strip() == "text/csv")


def csv_response(report: Report, *, for_people: bool = False) -> StreamingHttpResponse:
    """The report's people as CSV; ``for_people`` adds the byte order mark for spreadsheets."""
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
    """A file whose ``write`` returns the line."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return local_time(value).isoformat(timespec="seconds")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text


def report_page(request: HttpRequest, event: Any, report: Report) -> HttpResponse:
    context = {
        "event": event,
        "title": get_event_title(event),
        "report": report,
        "run": request.GET.get("run", ""),
        "runs": [*_run_rows(report.runs)] if len(report.runs) > 1 else [],
        "csp_nonce": getattr(request, "csp_nonce", None),
    }
    if report.live and report.live_seconds:
        clock = Clock.of(report.live)
        context |= {
            "chart": chart(report, clock),
            "people": [*_report_rows(report.people, clock)],
            "unconfirmed": [*_report_rows(report.unconfirmed, clock)],
            "live": clock.span(report.live),
            "zone": zone_name(),
            "counted_minutes": _counted_minutes(report),
        }
    return render(request, "jitsi_live/report.html", context)


def _counted_minutes(report: Report) -> int | None:
    """What shares are of, where that is not all of the live time."""
    is_all = report.counted_seconds in (0, report.live_seconds)
    return None if is_all else round(report.counted_seconds / 60)


class RunRow(NamedTuple):
    """One of several runs, to choose from."""

    number: int
    when: str
    minutes: int
    why: str
    """Why it ended; empty while it goes on."""
    is_rehearsal: bool
    is_counted: bool


def _run_rows(runs: list[RunSummary]) -> Iterator[RunRow]:
    reasons = {reason.value: str(reason.label) for reason in EndedBecause}
    for run in runs:
        live = Interval(run.opened_at, run.ended_at or run.opened_at)
        yield RunRow(
            number=run.run,
            when=Clock.of(live).span(live),
            minutes=run.live_seconds // 60,
            why=reasons.get(run.ended_because, ""),
            is_rehearsal=run.is_rehearsal,
            is_counted=run.is_counted,
        )


class ReportRow(NamedTuple):
    """One row of the page, formatted here: template filters are too slow for ten thousand rows."""

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
    confirmed: str


def _report_rows(people: list[Attendance], clock: Clock) -> Iterator[ReportRow]:
    roles = {role.value: str(role.label) for role in Role}
    yes, no = gettext("yes"), gettext("no")
    for person in people:
        minutes, seconds = divmod(person.seconds, 60)
        yield ReportRow(
            name=person.display_name or person.user,
            jitsi_name=person.jitsi_name,
            role=roles.get(person.role, ""),
            joined=clock.moment(person.first_joined_at),
            joined_at=int(person.first_joined_at.timestamp()),
            left=clock.moment(person.last_left_at) if person.last_left_at else "…",
            left_at=int(person.last_left_at.timestamp()) if person.last_left_at else 2**40,
            time=f"{minutes}:{seconds:02}",
            seconds=person.seconds,
            percent=round(100 * person.share),
            confirmed=yes if person.confirmed else no,
        )

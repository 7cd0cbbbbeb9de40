"""The report as CSV and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from .. import attendance
from ..attendance import Report, RunSummary
from ..models import EndedBecause, LiveSession, Role
from ..policy import get_event_title
from ..presence import Interval
from ..wire import WireEncoder
from .clock import Clock, zone_name
from .removal import outcome_text
from .report_chart import chart, stay_chart
from .report_json import report_json
from .report_rows import report_rows, write_rows
from .report_sections import shown_sections
from .spreadsheets import csv_response, wants_csv

MAX_ABSENT = 500
"""How many absent people the page lists; the CSV has all."""


def report_response(
    request: HttpRequest,
    event: Any,
    session: LiveSession | None,
    *,
    sessions_url: str = "",
    links_url: str = "",
    can_remove: bool = True,
) -> HttpResponseBase:
    """The report as a page; with ``?format=csv`` or ``json`` as that. Raises ``RunNotFound``.

    The page has links to the list of sessions at ``sessions_url`` and to the personal links at
    ``links_url``, and for those who can remove people buttons, which post to the page's own
    address: see ``removal_response``.
    """
    run = request.GET.get("run", "")
    if wants_csv(request):
        return csv_response(request, attendance.rows_of(session, run), for_people=True)
    if request.GET.get("format") == "json":
        respond = partial(JsonResponse, encoder=WireEncoder)
        return report_json(request, event, session, respond)
    report = attendance.event_report(event, session, run, max_absent=MAX_ABSENT)
    links = {"sessions_url": sessions_url, "links_url": links_url}
    extra = {**links, "can_remove": can_remove}
    return report_page(request, event, session, report, **extra)


def report_page(
    request: HttpRequest, event: Any, session: LiveSession | None, report: Report, **extra: Any
) -> HttpResponse:
    context = {
        **extra,
        "outcome": outcome_text(request),
        "removed": [*_removed_rows(report)],
        "watched": [*_watched_rows(report)],
        "sections": shown_sections(session, report),
        "event": event,
        "title": get_event_title(event),
        "report": report,
        "zone": zone_name(),
        "is_over": all(run.ended_at for run in report.runs if run.is_counted),
        "run": request.GET.get("run", ""),
        "runs": [*_run_rows(report.runs)] if len(report.runs) > 1 else [],
        "csp_nonce": getattr(request, "csp_nonce", None),
    }
    if report.live and (report.live_seconds or report.people):
        clock = Clock.of(report.live)
        context |= {
            "chart": chart(report, clock),
            # For templates of the host project: ours has the rows written.
            "people": SimpleLazyObject(lambda: [*report_rows(report.people, clock)]),
            "people_rows": partial(write_rows, report, clock, can_remove=extra["can_remove"]),
            "unconfirmed": [*report_rows(report.unconfirmed, clock)],
            "live": clock.span(report.live),
            "counted_minutes": _counted_minutes(report),
            "stays": stay_chart(report),
            "length_unknown": sum(not person.is_length_known for person in report.people),
            "roles": [*_role_counts(report)],
            "no_show_percent": _percent(report.no_show_rate),
            "more_absent": max(0, (report.no_shows or 0) - MAX_ABSENT),
        }
    return render(request, "jitsi_live/report.html", context)


def _role_counts(report: Report) -> Iterator[tuple[str, int]]:
    """The people by role, for those roles that anybody had."""
    for role in Role:
        if count := report.by_role.get(role.value):
            yield str(role.label), count


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


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


class RemovedRow(NamedTuple):
    """One of those who are removed, whether or not they were there."""

    participant: str
    name: str
    action: str


def _removed_rows(report: Report) -> Iterator[RemovedRow]:
    for person in report.removed:
        name = person.display_name or person.user
        yield RemovedRow(person.user, name, gettext("Readmit %(name)s") % {"name": name})


class WatchedRow(NamedTuple):
    """One of those who have watched a recording, and were not there."""

    name: str
    when: str


def _watched_rows(report: Report) -> Iterator[WatchedRow]:
    for person in report.watched:
        when = Clock.date_and_time(person.watched_at)
        yield WatchedRow(person.display_name or person.user, when)

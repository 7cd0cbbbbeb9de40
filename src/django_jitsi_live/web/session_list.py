"""The sessions of a host, as JSON and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from .. import attendance
from ..attendance import SessionList, SessionSummary
from ..exceptions import LiveError
from ..models import State
from ..policy import active_user
from ..presence import Interval
from .api_view import LiveView, no_store
from .clock import Clock, zone_name
from .pages import error_page, frame_options, login_redirect

MAX_PAGE_LENGTH = 6


@no_store
class SessionsView(LiveView):
    """JSON as for every other address of the API; a page for browsers, which accept HTML."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in SAFE_METHODS and _wants_page(request):
            return sessions_page(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get(self, request: Request) -> Response:
        found = attendance.session_list(request.user, _page_number(request._request))
        return Response(
            {
                "results": [_as_dict(each) for each in found.results],
                "page": found.page,
                **_neighbours(found),
            }
        )


def _wants_page(request: HttpRequest) -> bool:
    accepts_html = "text/html" in request.headers.get("Accept", "")
    return accepts_html and request.GET.get("format") != "json"


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_PAGE_LENGTH
    return int(text) if is_number else 1


def _as_dict(summary: SessionSummary) -> dict[str, Any]:
    return summary.as_dict() | {"report_url": _address("report", summary)}


def _neighbours(found: SessionList) -> dict[str, str | None]:
    """The addresses of the pages before and after."""
    url = reverse("jitsi_live:sessions")
    return {
        "previous": f"{url}?page={found.page - 1}" if found.page > 1 else None,
        "next": f"{url}?page={found.page + 1}" if found.has_next else None,
    }


def _address(name: str, summary: SessionSummary) -> str:
    """Empty for an event without an id that addresses can carry."""
    return reverse(f"jitsi_live:{name}", args=[summary.event_id]) if summary.event_id else ""


@frame_options
def sessions_page(request: HttpRequest) -> HttpResponse:
    if active_user(request.user) is None:
        return login_redirect(request)
    try:
        found = attendance.session_list(request.user, _page_number(request))
    except LiveError as error:
        return error_page(request, error)
    context = {"rows": [*_rows(found.results)], "zone": zone_name(), **_neighbours(found)}
    return render(request, "jitsi_live/sessions.html", context)


class SessionRow(NamedTuple):
    summary: SessionSummary
    report_url: str
    room_url: str
    state: str
    starts: str
    latest: str
    no_show_percent: int | None


def _rows(results: list[SessionSummary]) -> Iterator[SessionRow]:
    states = {state.value: str(state.label) for state in State}
    for each in results:
        rate = each.figures.no_show_rate
        yield SessionRow(
            each,
            _address("report", each),
            _address("room", each),
            states[each.state],
            Clock.date_and_time(each.starts_at) if each.starts_at else "",
            _latest(each),
            None if rate is None else round(100 * rate),
        )


def _latest(summary: SessionSummary) -> str:
    """When the latest run was live; empty if it never was."""
    if summary.started_at is None:
        return ""
    if summary.ended_at is None:
        return f"{Clock.date_and_time(summary.started_at)} \N{EN DASH} …"
    live = Interval(summary.started_at, max(summary.started_at, summary.ended_at))
    return Clock.of(live).span(live)

"""Calendars over HTTP: the file of an event, and the personal calendar of a user."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from .. import invitations
from ..crowd import STATUS_SCOPE, check_rate
from ..exceptions import LiveError
from ..invitations import CalendarLink, calendar_links, has_calendar
from ..policy import get_event_id, get_event_title
from .addresses import keep_address, keep_unlogged
from .api_view import no_store
from .recordings import FileView

CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
MAX_NAME_LENGTH = 80


@no_store
class CalendarView(FileView):
    """The calendar file of an event, for its people; for everybody where the policy says so."""

    throttle_scope = STATUS_SCOPE

    def get(self, request: Request, event_id: str) -> HttpResponse:
        visit, content = invitations.read_event(self.visitor, event_id, request._request)
        name = slugify(get_event_title(visit.event), allow_unicode=True)[:MAX_NAME_LENGTH]
        return _file_response(content, f"{name or 'event'}.ics", as_attachment=True)


@login_not_required  # the address is the secret: calendar programs do not log in
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The personal calendar. Errors are plain text: they are read in logs of calendar programs."""
    try:
        # Without the user, who is not asked for: the limit is that of the address.
        check_rate(SimpleNamespace(META=request.META, user=None), STATUS_SCOPE)
        content = invitations.read_feed(token, request)
    except LiveError as error:
        return _kept_secret(_text_response(error))
    # Weak: the file also says when it was made.
    digest = hashlib.sha256(invitations.without_stamp(content)).hexdigest()[:32]
    response = _file_response(content, "calendar.ics", as_attachment=False)
    response["ETag"] = f'W/"{digest}"'
    answer = get_conditional_response(request, response["ETag"], response=response)
    return _kept_secret(answer or response)


def _file_response(content: bytes, name: str, *, as_attachment: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _text_response(error: LiveError) -> HttpResponse:
    kind = "text/plain; charset=utf-8"
    return HttpResponse(
        f"{error}\n", content_type=kind, status=error.status, headers={**error.headers}
    )


def _kept_secret(response: HttpResponseBase) -> HttpResponseBase:
    """Shared caches, search engines and other sites do not learn of the address. The calendar
    program itself may keep the file, and ask whether it has changed."""
    response["Cache-Control"] = "private, no-cache"
    keep_address(response)
    keep_unlogged(response)
    return response


def calendar_on_page(request: HttpRequest, event: Any) -> dict[str, Any]:
    """The links by which visitors put the event into their calendars; empty where it has no start,
    or the policy cannot be asked."""
    try:
        links = calendar_links(event, request)
    except LiveError:  # the log says so
        links = []
    event_id = get_event_id(event) if links else ""
    if event_id and has_calendar():
        address = reverse("jitsi_live:calendar", args=[event_id])
        links = [CalendarLink("file", gettext("Calendar file"), address), *links]
    return {"links": links, "title": get_event_title(event) if links else ""}

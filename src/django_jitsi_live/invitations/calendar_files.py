"""The calendar file of an event, for those who may have it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ..policy import Visit, get_visit
from ..sessions import require_role
from .calendar import event_ics
from .calendar_entries import calendar_entry
from .calendar_text import event_page


def read_event(
    user: Any, event_id: object, request: HttpRequest | None = None
) -> tuple[Visit, bytes]:
    """The file, for a host, a speaker, an attendee or a guest; for everybody where the policy says
    so. ``user`` is None for people who are not logged in.

    Raises ``EventNotFound``, ``NotAuthenticated``, ``NotRegistered``, ``Removed``, ``NoCalendar``,
    ``SiteMisconfigured``.
    """
    visit = get_visit(user, event_id)
    if visit.role is None and not visit.policy.is_calendar_public(visit.event):
        require_role(visit)
    page = event_page(visit.event, request)
    return visit, event_ics(visit.event, calendar_entry(visit.event), url=page)

"""The operation on calendars."""

from __future__ import annotations

from rest_framework import exceptions as drf

from ...exceptions import NoCalendar, NotAuthenticated, NotRegistered, Removed
from .builders import Schema
from .operations import COMMON_ERRORS, Operation
from .responses import Response

CALENDAR: Schema = {"type": "string", "description": "iCalendar (RFC 5545)."}

# By the name of the view.
CALENDAR_OPERATIONS: dict[str, Operation] = {
    "CalendarView": Operation(
        "live_calendar",
        "Put an event into a calendar",
        "The event as a file that calendar programs open. It is for hosts, speakers and attendees, "
        "and for everybody where the site says so. Its `UID` stays the same for ever; its "
        "`SEQUENCE` grows when the event is moved or cancelled. Browsers, which accept "
        "`text/html`, get errors as pages.",
        {200: Response("The event.", {"text/calendar": CALENDAR})},
        (
            NoCalendar,
            NotRegistered,
            Removed,
            NotAuthenticated,
            drf.PermissionDenied,
            *COMMON_ERRORS,
        ),
        is_open=True,
    ),
}

"""Seats in the admin: who has one in which room, and who waits for one."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Seat
from ..policy import get_event_title
from .base import RecordAdmin
from .search import event_search_fields


@admin.register(Seat)
class SeatAdmin(RecordAdmin):
    """Those with a number have a seat; the others are in line, by when they asked."""

    list_display = ("participant", "event_title", "number", "asked_at", "held_until")
    list_filter = (("number", admin.EmptyFieldListFilter), "asked_at")
    list_select_related = ("session__event",)
    ordering = ("session", "number", "asked_at")
    show_full_result_count = False
    search_help_text = _("Participant id of a person, or event")
    fields = readonly_fields = ("participant", "event_title", "number", "asked_at", "held_until")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["=participant", *event_search_fields(self.admin_site, "session__event")]

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, seat: Seat) -> str:
        return self._linked(seat.session, get_event_title(seat.session.event))

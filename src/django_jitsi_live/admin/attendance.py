"""Runs and stays in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import AuditEntry, Run, Stay
from ..policy import get_event_title
from .base import RecordAdmin, may_remove
from .removing import remove_people
from .search import event_search_fields


@admin.register(Run)
class RunAdmin(RecordAdmin):
    """The runs of all sessions."""

    list_display = ("event_title", "number", "opened_at", "started_at", "ended_at",
                    "ended_because", "report")  # fmt: skip
    list_filter = ("ended_because", "server", "opened_at")
    list_select_related = ("session__event",)
    ordering = ("-opened_at",)
    search_help_text = _("Event, room name, or a person who was there")
    fields = readonly_fields = (
        "event_title",
        "number",
        "room_name",
        "server",
        "opened_at",
        "started_at",
        "ended_at",
        "ended_because",
        "starts_at",
        "ends_at",
        "starter",
        "ender",
        "stays",
        "decisions",
        "report",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        event = event_search_fields(self.admin_site, "session__event")
        return ["room_name", "stays__display_name", "=stays__participant", *event]

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, run: Run) -> str:
        return self._linked(run.session, get_event_title(run.session.event))

    @admin.display(description=_("started by"))
    def starter(self, run: Run) -> str | None:
        return self._person(run.started_by)

    @admin.display(description=_("ended by"))
    def ender(self, run: Run) -> str | None:
        return self._person(run.ended_by)

    @admin.display(description=_("stays"))
    def stays(self, run: Run) -> str:
        return self._list(Stay, _("All stays"), run__id__exact=run.pk)

    @admin.display(description=_("audit"))
    def decisions(self, run: Run) -> str:
        return self._list(AuditEntry, _("All decisions"), run__id__exact=run.pk)

    @admin.display(description=_("Attendance"))
    def report(self, run: Run) -> str:
        url = self._page(run.session, "report", run.session_id)
        return format_html('<a href="{}?run={}">{}</a>', url, run.number, _("Report"))


@admin.register(Stay)
class StayAdmin(RecordAdmin):
    """Who was in which run."""

    list_display = ("display_name", "role", "event_title", "joined_at", "left_at", "source")
    list_filter = ("role", "source", "joined_at")
    list_select_related = ("run__session__event",)
    ordering = ("-joined_at",)
    search_help_text = _("Name or participant id of a person, or event")
    actions = ("remove_selected",)
    fields = readonly_fields = (
        "display_name",
        "jitsi_name",
        "participant",
        "role",
        "is_viewer",
        "event_title",
        "joined_at",
        "left_at",
        "is_left_certain",
        "last_seen_at",
        "source",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        event = event_search_fields(self.admin_site, "run__session__event")
        return ["display_name", "jitsi_name", "=participant", *event]

    @admin.display(description=_("run"))
    def event_title(self, stay: Stay) -> str:
        title = f"{get_event_title(stay.session.event)} ({stay.run.number})"
        return self._linked(stay.run, title)

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return may_remove(request)

    @admin.action(description=_("Remove selected people from their events"), permissions=["remove"])
    def remove_selected(self, request: HttpRequest, queryset: QuerySet[Stay]) -> Any:
        return remove_people(self, request, queryset)

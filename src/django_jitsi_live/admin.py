"""Live sessions in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import attendance, sessions, web
from .models import LiveSession


@admin.register(LiveSession)
class LiveSessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Read-only. Sessions start and end through the services, so that signals are sent."""

    list_display = ("event", "is_active", "started_by", "started_at", "ended_at", "report")
    list_filter = ("is_active", "server", "started_at")
    list_select_related = ("event", "started_by")
    search_fields = ("room_name",)
    search_help_text = _("Room name")
    readonly_fields = (
        "event",
        "room_name",
        "is_active",
        "server",
        "started_by",
        "created_at",
        "started_at",
        "ended_at",
        "role_mismatch",
        "report",
    )
    actions = ("end_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.report_view)
        name = "jitsi_live_livesession_report"
        return [path("<path:object_id>/report/", view, name=name), *super().get_urls()]

    @admin.display(description=_("Attendance"))
    def report(self, session: LiveSession) -> str:
        url = reverse(f"{self.admin_site.name}:jitsi_live_livesession_report", args=[session.pk])
        return format_html('<a href="{}">{}</a>', url, _("Report"))

    def report_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The report for staff who may see the session, hosts or not."""
        session = self.get_object(request, object_id)
        if session is None:
            raise Http404
        if not self.has_view_permission(request, session):
            raise PermissionDenied
        report = attendance.report_of(session)
        if web.wants_csv(request):
            return web.csv_response(report, for_people=True)
        return web.report_page(request, session.event, report)

    @admin.action(description=_("End selected sessions"), permissions=["change"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[LiveSession]) -> None:
        ended = sessions.end_sessions(queryset, request.user)
        text = ngettext("%d live session was ended.", "%d live sessions were ended.", ended)
        self.message_user(request, text % ended)

"""Live sessions in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import attendance, sessions, web
from .models import LiveSession
from .policy import get_event_title, get_user_title


@admin.register(LiveSession)
class LiveSessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Read-only. Sessions start and end through the services, so that signals are sent."""

    list_display = ("event_title", "is_active", "starter", "started_at", "ended_at", "report")
    list_filter = ("is_active", "server", "started_at")
    list_select_related = ("event", "started_by")
    search_fields = ("room_name",)
    search_help_text = _("Room name")
    readonly_fields = (
        "event_title",
        "room_name",
        "is_active",
        "server",
        "starter",
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

    # Not the fields themselves: Django shows what the host project's models make of themselves,
    # and fails with them.
    fields = readonly_fields

    @admin.display(description=_("event"), ordering="event")
    def event_title(self, session: LiveSession) -> str:
        return self._linked(session.event, get_event_title(session.event))

    @admin.display(description=_("started by"), ordering="started_by")
    def starter(self, session: LiveSession) -> str | None:
        user = session.started_by
        return None if user is None else self._linked(user, get_user_title(user))

    def _linked(self, target: Model, title: str) -> str:
        """The title, with a link to the page of the target in this admin if it has one."""
        if not self.admin_site.is_registered(type(target)):
            return title
        page = f"{self.admin_site.name}:{target._meta.app_label}_{target._meta.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[target.pk]), title)

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

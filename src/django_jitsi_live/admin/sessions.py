"""Live sessions in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import moments, sessions, web
from ..exceptions import LiveError
from ..models import AuditEntry, GuestLink, LiveSession, Removal, Run, State
from ..policy import get_event_title
from .base import ReadOnlyAdmin, may_readmit, may_remove
from .figures import COLUMNS, FigureColumns
from .guest_links import link_form, may_make_links
from .moving import move_sessions
from .search import event_search_fields


class StateFilter(admin.SimpleListFilter):
    """Sessions by their state, as far as the database knows it: by the schedule at the latest
    opening."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self._conditions().get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)

    def _conditions(self) -> dict[str, Q]:
        is_due = Q(closes_at__lte=moments.now())
        is_live = Q(is_active=True) & ~is_due
        is_backstage = Q(is_active=False, backstage_since__isnull=False) & ~is_due
        was_live = Q(ended_at__isnull=False) | Q(is_active=True)
        is_rehearsal = Q(run__starts_at__isnull=False, ended_at__lte=F("run__starts_at"))
        is_shut = ~is_live & ~is_backstage
        return {
            State.LIVE: is_live,
            State.BACKSTAGE: is_backstage,
            State.ENDED: is_shut & was_live & ~is_rehearsal,
            State.SCHEDULED: is_shut & (~was_live | is_rehearsal),
        }


@admin.register(LiveSession)
class LiveSessionAdmin(FigureColumns, ReadOnlyAdmin):
    """Read-only. Sessions start and end through the services, so that signals are sent."""

    list_display = ("event_title", "state", "starter", "started_at", "ended_at",
                    *COLUMNS, "report")  # fmt: skip
    list_filter = (StateFilter, "server", "started_at")
    list_select_related = ("event", "started_by", "run")
    search_help_text = _("Event or room name")
    readonly_fields = (
        "event_title",
        "room_name",
        "state",
        "server",
        "starter",
        "created_at",
        "backstage_since",
        "started_at",
        "closes_at",
        "ended_at",
        "stage",
        "role_mismatch",
        "runs",
        "decisions",
        "removals",
        "links",
        "report",
    )
    actions = ("end_selected", "move_selected", "make_link")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """The room's name, and what finds an event: in its own admin, else its texts."""
        return ["room_name", *event_search_fields(self.admin_site, "event")]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.report_view)
        name = "jitsi_live_livesession_report"
        return [path("<path:object_id>/report/", view, name=name), *super().get_urls()]

    fields = readonly_fields

    @admin.display(description=_("event"), ordering="event")
    def event_title(self, session: LiveSession) -> str:
        return self._linked(session.event, get_event_title(session.event))

    @admin.display(description=_("state"), ordering="is_active")
    def state(self, session: LiveSession) -> Any:
        return session.state(session.run.starts_at if session.run else None).label

    @admin.display(description=_("started by"), ordering="started_by")
    def starter(self, session: LiveSession) -> str | None:
        return self._person(session.started_by)

    @admin.display(description=_("runs"))
    def runs(self, session: LiveSession) -> str:
        return self._list(Run, _("All runs"), session__id__exact=session.pk)

    @admin.display(description=_("audit"))
    def decisions(self, session: LiveSession) -> str:
        return self._list(AuditEntry, _("All decisions"), session__id__exact=session.pk)

    @admin.display(description=_("removed people"))
    def removals(self, session: LiveSession) -> str:
        return self._list(Removal, _("Who is kept out"), session__id__exact=session.pk)

    @admin.display(description=_("personal links"))
    def links(self, session: LiveSession) -> str:
        return self._list(GuestLink, _("All links"), session__id__exact=session.pk)

    @admin.display(description=_("Attendance"))
    def report(self, session: LiveSession) -> str:
        url = self._page(session, "report", session.pk)
        return format_html('<a href="{}">{}</a>', url, _("Report"))

    def report_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The report for staff who may see the session, hosts or not; with buttons for those who
        may remove people and readmit them."""
        session = self.get_object(request, object_id)
        if session is None:
            raise Http404
        if not self.has_view_permission(request, session):
            raise PermissionDenied
        can_remove = may_remove(request) and may_readmit(request)
        if request.method == "POST":
            return self._remove(request, session, can_remove)
        try:
            return web.report_response(request, session.event, session, can_remove=can_remove)
        except LiveError as error:
            raise Http404 from error

    def _remove(self, request: HttpRequest, session: LiveSession, can_remove: bool) -> HttpResponse:
        if not can_remove:
            raise PermissionDenied
        try:
            actor = web.staff_actor(request.user, session)
            return web.removal_response(request, session, actor)
        except LiveError as error:
            return web.error_page(request, error)

    @admin.action(description=_("End selected sessions"), permissions=["change"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[LiveSession]) -> None:
        ended = sessions.end_sessions(queryset, request.user)
        text = ngettext("%d live session was ended.", "%d live sessions were ended.", ended)
        self.message_user(request, text % ended)

    @admin.action(description=_("Move selected sessions to another server"), permissions=["change"])
    def move_selected(
        self, request: HttpRequest, queryset: QuerySet[LiveSession]
    ) -> HttpResponse | None:
        return move_sessions(self, request, queryset)

    def has_link_permission(self, request: HttpRequest) -> bool:
        return may_make_links(request)

    @admin.action(description=_("Make a personal link"), permissions=["link"])
    def make_link(
        self, request: HttpRequest, queryset: QuerySet[LiveSession]
    ) -> HttpResponse | None:
        return link_form(self, request, queryset)

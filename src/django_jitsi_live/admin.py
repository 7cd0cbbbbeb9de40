from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import services
from .models import LiveSession


@admin.register(LiveSession)
class LiveSessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """To look at. Sessions begin and end through the services, so that signals are sent."""

    list_display = ("event", "is_active", "started_by", "started_at", "ended_at")
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
    )
    actions = ("end_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("End selected sessions"), permissions=["change"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[LiveSession]) -> None:
        ended = services.end_sessions(queryset, request.user)
        text = ngettext("%d live session was ended.", "%d live sessions were ended.", ended)
        self.message_user(request, text % ended)

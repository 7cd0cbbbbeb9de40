"""Servers that are known to be down, in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import sessions
from ..models import ServerFailure
from .base import ReadOnlyAdmin


@admin.register(ServerFailure)
class ServerFailureAdmin(ReadOnlyAdmin):
    """No new runs are opened there for a while. Who deletes a row says that the server is up."""

    list_display = ("alias", "failed_at", "reason")
    ordering = ("-failed_at",)
    fields = readonly_fields = list_display
    actions = ("mark_up",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(
        description=_("Up again: open new rooms on selected servers"), permissions=["delete"]
    )
    def mark_up(self, request: HttpRequest, queryset: QuerySet[ServerFailure]) -> None:
        aliases = [failure.alias for failure in queryset]
        for alias in aliases:
            sessions.mark_server_up(alias)
        count = len(aliases)
        text = ngettext("%d server gets new rooms again.", "%d servers get new rooms again.", count)
        self.message_user(request, text % count)

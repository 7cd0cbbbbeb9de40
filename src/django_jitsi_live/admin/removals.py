"""Who is kept out of which event, in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import sessions
from ..models import Removal
from ..policy import get_event_title
from .base import RecordAdmin, may_readmit
from .search import event_search_fields, user_search_fields


@admin.register(Removal)
class RemovalAdmin(RecordAdmin):
    """Read-only. People are removed and readmitted through the services, which write the audit."""

    list_display = ("name", "person", "event_title", "removed_at", "remover")
    list_filter = ("removed_at",)
    list_select_related = ("session__event", "user", "removed_by")
    ordering = ("-removed_at",)
    show_full_result_count = False
    search_help_text = _("Name or participant id of a person, or event")
    fields = readonly_fields = (
        "name",
        "participant",
        "person",
        "event_title",
        "removed_at",
        "remover",
    )
    actions = ("readmit_selected",)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        event = event_search_fields(self.admin_site, "session__event")
        return [
            "display_name",
            "=participant",
            *event,
            *user_search_fields(self.admin_site, "user"),
        ]

    @admin.display(description=_("name"), ordering="display_name")
    def name(self, removal: Removal) -> str:
        return removal.display_name or removal.participant

    @admin.display(description=_("user"), ordering="participant")
    def person(self, removal: Removal) -> str | None:
        return self._person(removal.user)

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, removal: Removal) -> str:
        return self._linked(removal.session, get_event_title(removal.session.event))

    @admin.display(description=_("removed by"))
    def remover(self, removal: Removal) -> str | None:
        return self._person(removal.removed_by)

    def has_readmit_permission(self, request: HttpRequest) -> bool:
        return may_readmit(request)

    @admin.action(description=_("Readmit selected people"), permissions=["readmit"])
    def readmit_selected(self, request: HttpRequest, queryset: QuerySet[Removal]) -> None:
        removals = [*queryset.select_related("session__event", "user")]
        for removal in removals:
            sessions.readmit_person(removal.session, removal.participant, request.user)
        count = len(removals)
        text = ngettext("%d person may come in again.", "%d people may come in again.", count)
        self.message_user(request, text % count)

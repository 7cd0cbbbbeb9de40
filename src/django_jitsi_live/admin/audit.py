"""The audit in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..conf import conf
from ..models import AuditEntry, EndedBecause
from ..moments import local_time
from ..policy import get_event_title
from .base import RecordAdmin
from .search import event_search_fields, user_search_fields


class ServerFilter(admin.SimpleListFilter):
    """The servers of the settings: to look for those of the entries takes long in a large table."""

    title = _("server")
    parameter_name = "server"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(alias, alias) for alias in conf.SERVERS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() is None else queryset.filter(server=self.value())


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    """Who decided what. Neither rooms nor tokens nor addresses are in it."""

    list_display = ("moment", "action", "event_title", "person", "whom", "role", "server", "why",
                    "enforcement")  # fmt: skip
    list_filter = ("action", "enforcement", "role", ServerFilter, "at")
    list_select_related = ("session__event", "user", "target_user")
    ordering = ("-at", "-pk")
    # Of a large table the number of all rows is a slow query.
    show_full_result_count = False
    search_help_text = _("Person (name or participant id), or event (name or key)")
    fields = readonly_fields = (
        "moment",
        "action",
        "event_title",
        "event_key",
        "run_number",
        "person",
        "participant",
        "whom",
        "target",
        "role",
        "server",
        "why",
        "enforcement",
        "attempts",
        "enforced_at",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [
            "=participant",
            "=target",
            "=event_key",
            *event_search_fields(self.admin_site, "session__event"),
            *user_search_fields(self.admin_site, "user"),
            *user_search_fields(self.admin_site, "target_user"),
        ]

    @admin.display(description=_("at"), ordering="at")
    def moment(self, entry: AuditEntry) -> str:
        """To the second, in the time zone of the visitor."""
        return f"{local_time(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("event"), ordering="event_key")
    def event_title(self, entry: AuditEntry) -> str:
        """Of a session that is deleted, only the event's key is known."""
        if entry.session is None:
            return entry.event_key
        return self._linked(entry.session, get_event_title(entry.session.event))

    @admin.display(description=_("person"), ordering="participant")
    def person(self, entry: AuditEntry) -> Any:
        return self._person(entry.user) or entry.participant or _("this site")

    @admin.display(description=_("whom"), ordering="target")
    def whom(self, entry: AuditEntry) -> str:
        return self._person(entry.target_user) or entry.target

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, entry: AuditEntry) -> Any:
        """Why it ended in words, else as the program wrote it."""
        return dict(EndedBecause.choices).get(entry.reason, entry.reason)

    @admin.display(description=_("run"))
    def run_number(self, entry: AuditEntry) -> str | None:
        return None if entry.run is None else self._linked(entry.run, str(entry.run.number))

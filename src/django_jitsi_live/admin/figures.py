"""The main figures of sessions as columns of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import attendance

COLUMNS = ("people", "registered", "absent", "confirmed")


class FigureColumns(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Those of the latest occasion of each session, as the database counts them."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With the figures of all sessions on the page, in a few queries."""
        changelist = super().get_changelist_instance(request)
        counts = attendance.counts_of([*changelist.result_list])
        for session in changelist.result_list:
            session.counts = counts[session.pk]
        return changelist

    @admin.display(description=_("people"))
    def people(self, session: Any) -> Any:
        return session.counts.people

    @admin.display(description=_("registered"))
    def registered(self, session: Any) -> Any:
        return session.counts.registered

    @admin.display(description=_("absent"))
    def absent(self, session: Any) -> Any:
        no_shows, rate = session.counts.no_shows, session.counts.no_show_rate
        return no_shows if rate is None else f"{no_shows} ({100 * rate:.0f} %)"

    @admin.display(description=_("confirmed"))
    def confirmed(self, session: Any) -> Any:
        return session.counts.confirmed

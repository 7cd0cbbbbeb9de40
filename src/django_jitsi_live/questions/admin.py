"""Questions in the admin: who is anonymous to the audience is so here, too."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ..admin import ReadOnlyAdmin, event_search_fields
from ..policy import get_event_id, get_event_title
from .models import Question
from .public_list import forget_lists


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Read-only, besides that staff may delete what has to go. Hosts decide about questions, which
    writes the audit."""

    list_display = ("short_text", "event_title", "asker", "state", "asked_at", "answered_at")
    list_filter = ("state", "asked_at")
    list_select_related = ("session__event",)
    ordering = ("-asked_at",)
    show_full_result_count = False
    search_help_text = _("Words of a question or an answer, or event")
    fields = readonly_fields = (
        "text",
        "event_title",
        "asker",
        "state",
        "is_pinned",
        "answer",
        "is_answered_live",
        "answered_at",
        "answerer",
        "merged_into",
        "asked_at",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        # Not the names: to search for them would tell who has asked without one.
        return ["text", "answer", *event_search_fields(self.admin_site, "session__event")]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("question"), ordering="text")
    def short_text(self, question: Question) -> str:
        return Truncator(question.text).chars(80)

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, question: Question) -> str:
        return self._linked(question.session, get_event_title(question.session.event))

    @admin.display(description=_("asked by"))
    def asker(self, question: Question) -> Any:
        return _("anonymous") if question.is_anonymous else question.display_name

    @admin.display(description=_("answered by"))
    def answerer(self, question: Question) -> str | None:
        return self._person(question.answered_by)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        event = obj.session.event
        super().delete_model(request, obj)
        forget_lists(get_event_id(event))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        found = queryset.select_related("session__event")
        events = {get_event_id(question.session.event) for question in found}
        super().delete_queryset(request, queryset)
        for event_id in events:
            forget_lists(event_id)

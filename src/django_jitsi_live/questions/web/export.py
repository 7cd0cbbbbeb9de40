"""All questions of an event as a file, for hosts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from ...exceptions import NotHost
from ...policy import get_event_id
from ...web import table_response, wants_csv
from ...wire import WireEncoder
from .. import services
from ..listing import questions_for
from ..policy import Names, may_moderate, names_of
from .question_json import question_json

COLUMNS = [
    "asked_at", "asked_by", "asker", "text", "votes", "state", "is_pinned", "answer",
    "is_answered_live", "answered_at", "merged", "id",
]  # fmt: skip


def export_response(request: HttpRequest, user: Any, event_id: str) -> HttpResponseBase:
    """As a table where ``format=csv``, else as JSON. Raises ``NotHost``."""
    visit = services.door(user, event_id)
    if not may_moderate(visit):
        raise NotHost
    found = [] if visit.session is None else questions_for(visit.session.pk, "", only_own=False)
    with_asker = names_of(visit.event) != Names.ANONYMOUS
    rows = [question_json(each, with_asker=with_asker) for each in found]
    if wants_csv(request):
        cells = ([row.get(name) for name in COLUMNS] for row in rows)
        return table_response(request, COLUMNS, cells, "questions")
    response = JsonResponse({"event": get_event_id(visit.event), "questions": rows}, WireEncoder)
    response["Content-Disposition"] = 'attachment; filename="questions.json"'
    response["Cache-Control"] = "no-store, private"
    return response

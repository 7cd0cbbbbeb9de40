"""The URLs of the questions: mounted by the host project where it likes."""

from __future__ import annotations

from django.urls import path, register_converter

from .. import web as core
from . import web

app_name = "jitsi_live_questions"

# The last part of the addresses that are not of the list, with that of one question before it.
OF_QUESTION = "vote|answer|approve|pin|dismiss|restore|merge|withdraw"
OTHERS = rf"/(?:export|stream|[^/]+/(?:{OF_QUESTION}))/\Z"


class ListConverter(core.EventIdConverter):
    """An event id that is not the beginning of another address: so the list, for which nearly all
    requests are, can be the first of them."""

    regex = rf"(?![\s\S]+{OTHERS})[\s\S]+"


register_converter(ListConverter, "jitsi_live_questions_list")
register_converter(core.EventIdConverter, "jitsi_live_questions_event_id")
register_converter(core.RowIdConverter, "jitsi_live_question_id")

EVENT = "<jitsi_live_questions_event_id:event_id>"
QUESTION = f"{EVENT}/<jitsi_live_question_id:question>"

urlpatterns = [
    path("<jitsi_live_questions_list:event_id>/", web.questions, name="questions"),
    path(f"{EVENT}/export/", web.export, name="export"),
    path(f"{EVENT}/stream/", web.questions_stream, name="stream"),
    path(f"{QUESTION}/vote/", web.vote, name="vote"),
    path(f"{QUESTION}/answer/", web.answer, name="answer"),
    path(f"{QUESTION}/approve/", web.approve, name="approve"),
    path(f"{QUESTION}/pin/", web.pin, name="pin"),
    path(f"{QUESTION}/dismiss/", web.dismiss, name="dismiss"),
    path(f"{QUESTION}/restore/", web.restore, name="restore"),
    path(f"{QUESTION}/merge/", web.merge, name="merge"),
    path(f"{QUESTION}/withdraw/", web.withdraw, name="withdraw"),
]

"""What a page says after a form was sent: its address has a code, never a text of somebody else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ...exceptions import (
    EventNotFound,
    LinkWithdrawn,
    LiveError,
    NotHost,
    NotRegistered,
    Removed,
    ServerMisconfigured,
    Throttled,
)
from .. import exceptions

OUTCOME = "jitsi_questions"
"""The parameter of the page's address."""
PLACE = "jitsi-live-questions"
"""The id of the list on the page."""
MALFORMED = "malformed"


def _question_errors() -> list[type[LiveError]]:
    found = vars(exceptions).values()
    return [each for each in found if isinstance(each, type) and issubclass(each, LiveError)]


DONE = {
    "ask": _("Your question was sent."),
    "vote": _("Your vote is noted."),
    "answer": _("The question is answered."),
    "pin": _("Done."),
    "merge": _("The questions are merged."),
    "approve": _("The question is in the list."),
    "dismiss": _("The question is put aside."),
    "restore": _("The question is in the list again."),
    "withdraw": _("The question is withdrawn."),
}
ERRORS: list[type[LiveError]] = [
    LiveError,
    EventNotFound,
    LinkWithdrawn,
    NotHost,
    NotRegistered,
    Removed,
    ServerMisconfigured,
    Throttled,
    *_question_errors(),
]
FAILED = {MALFORMED: LiveError.message, **{error.code: error.message for error in ERRORS}}


def outcome_of(request: HttpRequest) -> tuple[str, str]:
    """What has been done, and what went wrong; at most one of them, each empty for nothing."""
    code = request.GET.get(OUTCOME, "")
    return str(DONE.get(code, "")), str(FAILED.get(code, ""))

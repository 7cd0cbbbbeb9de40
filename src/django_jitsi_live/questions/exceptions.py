"""Why a question is not taken, or cannot be changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..exceptions import LiveError


class QuestionNotFound(LiveError):
    code = "question_not_found"
    status = 404
    message = _("There is no such question. Load the list again.")


class QuestionRefused(LiveError):
    """What the others have in common."""

    code = "question_refused"


class QuestionEmpty(QuestionRefused):
    code = "question_empty"
    status = 400
    message = _("Write your question first.")


class QuestionTooLong(QuestionRefused):
    code = "question_too_long"
    status = 400
    message = _("This text is too long. Shorten it, then send it again.")

    def __init__(self, max_length: int) -> None:
        super().__init__()
        self.max_length = max_length
        """In characters."""

    def __str__(self) -> str:
        template = ngettext(
            "This text is too long. Shorten it to %(count)s character, then send it again.",
            "This text is too long. Shorten it to %(count)s characters, then send it again.",
            self.max_length,
        )
        return template % {"count": self.max_length}


class TooManyQuestions(QuestionRefused):
    code = "too_many_questions"
    message = _(
        "You have asked many questions that are not answered yet. Withdraw one of them, or wait "
        "for answers."
    )


class QuestionsClosed(QuestionRefused):
    code = "questions_closed"
    message = _("The event is over: questions and votes are no longer taken.")


class AlreadyAnswered(QuestionRefused):
    code = "already_answered"
    message = _("This question is answered. Read the answer in the list.")


class NotWithdrawable(QuestionRefused):
    """Others have voted for it, or it is answered, or not the person's own."""

    code = "not_withdrawable"
    message = _(
        "Only your own question can be withdrawn, while nobody else has voted for it and it is not "
        "answered. Ask a host to put it aside."
    )


class NotMergeable(QuestionRefused):
    code = "not_mergeable"
    message = _(
        "These two cannot be merged. Merge a question that is not answered into another one that "
        "is in the list."
    )


class QuestionChanged(QuestionRefused):
    """Another host was faster."""

    code = "question_changed"
    status = 409
    message = _("Somebody else has changed this question meanwhile. Look at it, then try again.")


class KeyExpired(LiveError):
    code = "key_expired"
    message = _("This key of the list is over. Ask for the list with your credentials again.")

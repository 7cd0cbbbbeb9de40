"""What hosts do to questions, and who answers them. Each change is one conditional update: of two
people who do something at once, neither undoes what the other one does unseen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Value, When

from .. import moments
from ..models import Action, LiveSession, account_of
from ..policy import Visit, get_event_id
from ..sessions import audited, decision, session_database, write_decision
from .access import answerer, loaded, moderator, rows_of
from .exceptions import QuestionChanged, QuestionNotFound
from .models import UNANSWERED, Question, QuestionState
from .policy import may_moderate
from .public_list import forget_lists
from .texts import answer_text


@audited
def approve(user: Any, event_id: object, question: UUID) -> Question:
    """Put a question that waits into the list.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``, ``NotHost``,
    ``QuestionNotFound``; so do the others.
    """
    visit, session = moderator(user, event_id)
    return _changed(
        visit,
        session,
        question,
        Action.QUESTION_APPROVED,
        {"state": QuestionState.WAITING},
        state=QuestionState.OPEN,
    )


@audited
def pin(user: Any, event_id: object, question: UUID, *, pinned: bool) -> Question:
    """Show a question above all others, or no longer."""
    visit, session = moderator(user, event_id)
    action = Action.QUESTION_PINNED if pinned else Action.QUESTION_UNPINNED
    is_not_yet = {"is_pinned": not pinned}
    return _changed(visit, session, question, action, is_not_yet, is_pinned=pinned)


@audited
def answer(user: Any, event_id: object, question: UUID, text: str = "") -> Question:
    """Answer in writing, or note that it was answered live where there is no text. Whoever answers
    in writing again corrects the answer; to answer live takes no writing away.

    Raises ``QuestionTooLong`` as well, and ``QuestionChanged`` where another answer came first, or
    the question was put aside.
    """
    visit, session = answerer(user, event_id)
    written = answer_text(text)
    rows = rows_of(session, question)
    before = loaded(session, rows)
    _require_answerable(visit, before)
    # Where two people answer at once, the later of them has not read the other answer.
    is_unchanged = {"answer": before.answer, "state": before.state}
    answered: dict[str, Any] = {
        "state": QuestionState.ANSWERED,
        "answered_at": moments.now(),
        "answered_by": account_of(visit.user),
        **({"answer": written} if written else {"is_answered_live": True}),
    }
    changed = _changed(visit, session, question, Action.QUESTION_ANSWERED, is_unchanged, **answered)
    if written and changed.answer != written:
        raise QuestionChanged
    return changed


def _require_answerable(visit: Visit, question: Question) -> None:
    """A list that is a few seconds old shows what was put aside since: to answer it does not bring
    it back. Nor does an answer let a question in that waits, but of somebody who approves."""
    if question.state == QuestionState.DISMISSED:
        raise QuestionChanged
    if question.state == QuestionState.WAITING and not may_moderate(visit):
        raise QuestionNotFound


@audited
def dismiss(user: Any, event_id: object, question: UUID) -> Question:
    """Take a question out of the list. What it was answered is kept."""
    visit, session = moderator(user, event_id)
    listed = {"state__in": [*UNANSWERED, QuestionState.ANSWERED]}
    dismissed = {"state": QuestionState.DISMISSED, "is_pinned": False}
    return _changed(visit, session, question, Action.QUESTION_DISMISSED, listed, **dismissed)


@audited
def restore(user: Any, event_id: object, question: UUID) -> Question:
    """Put a question into the list again that was taken out of it."""
    visit, session = moderator(user, event_id)
    state = Case(
        When(answered_at=None, then=Value(QuestionState.OPEN.value)),
        default=Value(QuestionState.ANSWERED.value),
    )
    is_dismissed = {"state": QuestionState.DISMISSED}
    return _changed(visit, session, question, Action.QUESTION_RESTORED, is_dismissed, state=state)


def _changed(
    visit: Visit,
    session: LiveSession,
    question: UUID,
    action: Action,
    condition: dict[str, Any],
    **values: Any,
) -> Question:
    """The question after the update, which is noted if its condition held."""
    rows = rows_of(session, question)
    with transaction.atomic(using=session_database()):
        is_changed = rows.filter(**condition).update(**values)
        if is_changed:
            note(visit, session, action, question)
    changed = loaded(session, rows)
    if is_changed:
        forget_lists(get_event_id(visit.event))
    return changed


def note(visit: Visit, session: LiveSession, action: Action, question: UUID) -> None:
    """Note who has decided that. Not who has asked: the audit has more readers than the list."""
    entry = decision(action, session, visit.user, role=visit.role, reason=str(question))
    write_decision(session, entry)

"""What people ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from ..models import LiveSession, account_of
from ..policy import Visit, get_display_name, get_event_id, recoverable
from ..sessions import prepared_session, session_database
from .access import door, loaded, require_open, rows_of, session_of
from .exceptions import NotWithdrawable, TooManyQuestions
from .listing import all_questions
from .models import UNANSWERED, Question, QuestionState
from .policy import Names, names_of, needs_approval
from .public_list import forget_lists
from .texts import question_text

MAX_UNANSWERED = 20
"""So many questions of a person may wait for an answer at an event."""


def ask(user: Any, event_id: object, text: str, *, anonymous: bool = False) -> Question:
    """Ask a question; ``anonymous`` to the audience, where the site lets askers choose.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``,
    ``QuestionsClosed``, ``QuestionEmpty``, ``QuestionTooLong``, ``TooManyQuestions``.
    """
    visit = door(user, event_id)
    require_open(visit)
    written = question_text(text)
    session = prepared_session(visit.event)
    asked = _inserted(_new_question(visit, session, written, anonymous=anonymous))
    forget_lists(get_event_id(visit.event))
    return asked


def _new_question(visit: Visit, session: LiveSession, text: str, *, anonymous: bool) -> Question:
    names = names_of(visit.event)
    is_waiting = needs_approval(visit.event)
    return Question(
        session=session,
        run_id=session.run_id if session.is_open else None,
        user=account_of(visit.user),
        participant=visit.policy.participant_id(visit.user),
        display_name=get_display_name(visit.policy, visit.user),
        is_anonymous=anonymous if names == Names.CHOICE else names == Names.ANONYMOUS,
        text=text,
        state=QuestionState.WAITING if is_waiting else QuestionState.OPEN,
    )


def _inserted(question: Question) -> Question:
    """The question under the person's next number. Raises ``TooManyQuestions``.

    No number is given twice: of two requests at once the later one counts again, without a lock.
    """
    own = all_questions().filter(session=question.session_id, participant=question.participant)
    is_unanswered = Q(state__in=UNANSWERED, merged_into=None)
    for _attempt in range(MAX_UNANSWERED):
        counted = own.aggregate(last=Max("number"), count=Count("pk", filter=is_unanswered))
        if counted["count"] >= MAX_UNANSWERED:
            break
        question.number = (counted["last"] or 0) + 1
        try:
            with recoverable():
                question.save(using=session_database(), force_insert=True)
        except IntegrityError:
            continue
        return question
    raise TooManyQuestions


def withdraw(user: Any, event_id: object, question: UUID) -> Question:
    """Delete an own question, while nobody else has voted for it and it is not answered.

    Raises what ``door`` does, ``QuestionNotFound``, ``NotWithdrawable``. The question that is
    returned is the one that is gone.
    """
    visit = door(user, event_id)
    session, participant = session_of(visit), visit.policy.participant_id(visit.user)
    own = rows_of(session, question).filter(participant=participant)
    with transaction.atomic(using=session_database()):
        # Whoever votes at this moment waits, and then finds no question.
        withdrawn = loaded(session, own.select_for_update())
        votes = withdrawn.votes.exclude(participant=participant)
        is_answered = withdrawn.answered_at is not None
        if is_answered or withdrawn.merged.exists() or votes.exists():
            raise NotWithdrawable
        withdrawn.delete()
    withdrawn.pk = question
    forget_lists(get_event_id(visit.event))
    return withdrawn

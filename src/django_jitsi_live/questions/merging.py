"""Questions that ask the same become one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Q

from ..models import Action, LiveSession
from ..policy import get_event_id
from ..sessions import audited, session_database
from .access import moderator
from .exceptions import NotMergeable, QuestionChanged, QuestionNotFound
from .listing import PUBLIC, all_questions
from .models import Question, QuestionState
from .moderation import note
from .public_list import forget_lists


@audited
def merge(user: Any, event_id: object, question: UUID, *, into: UUID) -> Question:
    """Let a question that is not answered be part of another one, which is returned.

    Its votes count for that one. What was merged into it goes along; where the other one was merged
    itself, all go where that went.

    Raises what the other decisions do, ``NotMergeable``, and ``QuestionChanged`` where another host
    has merged the question into something else.
    """
    visit, session = moderator(user, event_id)
    with transaction.atomic(using=session_database()):
        _take_turns(session)
        target = _target(session, into)
        if _is_to_be_merged(session, question, target):
            parts = all_questions().filter(Q(pk=question) | Q(merged_into=question))
            parts.update(merged_into=target, is_pinned=False)
            note(visit, session, Action.QUESTION_MERGED, question)
            forget_lists(get_event_id(visit.event))
    target.session = session
    return target


def _take_turns(session: LiveSession) -> None:
    """One merge after the other at an event: so there are neither chains nor circles."""
    features = connections[session_database()].features
    rows = LiveSession.objects.using(session_database()).filter(pk=session.pk)
    # So as not to hold up those who ask and vote, whose rows refer to the session.
    no_key = features.has_select_for_no_key_update
    rows.select_for_update(no_key=no_key).values_list("pk").first()


def _target(session: LiveSession, into: UUID) -> Question:
    """The question that is listed: that one, or the one that it was merged into."""
    known = all_questions().filter(session=session).select_related("merged_into")
    found = known.filter(pk=into).first()
    if found is None:
        raise QuestionNotFound
    return found.merged_into or found


def _is_to_be_merged(session: LiveSession, question: UUID, target: Question) -> bool:
    """False where another host has just done the same. Raises ``NotMergeable`` and others."""
    source = all_questions().filter(session=session, pk=question).first()
    if source is None:
        raise QuestionNotFound
    if source.merged_into_id == target.pk:
        return False
    if source.merged_into_id is not None:
        raise QuestionChanged
    is_answered = source.state == QuestionState.ANSWERED
    if source.pk == target.pk or is_answered or target.state not in PUBLIC:
        raise NotMergeable
    return True

"""The lists of questions: what is in them, with votes, and in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from ..sessions import session_database
from .models import Question, QuestionState, Vote

RANKS = {
    QuestionState.OPEN: 1,
    QuestionState.ANSWERED: 2,
    QuestionState.WAITING: 3,
    QuestionState.DISMISSED: 4,
}
PUBLIC = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})
"""What everybody at the event may see."""


def all_questions() -> QuerySet[Question]:
    return Question.objects.using(session_database())


def all_votes() -> QuerySet[Vote]:
    return Vote.objects.using(session_database())


def listed_questions(session_ids: Collection[Any]) -> dict[Any, list[Question]]:
    """All questions of each session but those that are merged into others, in order, with
    ``vote_count`` and ``merged_count``. One query."""
    rows: dict[Any, list[Question]] = defaultdict(list)
    if session_ids:
        for question in with_counts(all_questions().filter(session__in=session_ids)):
            rows[question.session_id].append(question)
    return {session_id: in_order(found) for session_id, found in rows.items()}


def questions_for(session_id: Any, participant: str, *, only_own: bool) -> list[Question]:
    """The same of one session, with ``has_voted`` for the person; ``only_own``: those that the
    person has asked or voted for. One query."""
    rows = with_counts(all_questions().filter(session=session_id))
    rows = rows.annotate(has_voted=_has_voted(participant))
    if only_own:
        rows = rows.filter(Q(participant=participant) | Q(has_voted=True))
    return in_order(rows)


def counts_of(question: Question) -> tuple[int, int]:
    """How many want to hear the answer, and how many questions were merged into it. One query."""
    rows: QuerySet[Any] = with_counts(all_questions().filter(pk=question.pk))
    return rows.values_list("vote_count", "merged_count").first() or (0, 0)


def with_counts(rows: QuerySet[Question]) -> QuerySet[Question]:
    """Those that are not merged into others, with their numbers."""
    # By subqueries, each of a few rows by an index: joins would multiply votes by merged questions.
    own = Vote.objects.filter(question=OuterRef("pk")).values("question")
    voted_for_both = Vote.objects.filter(
        question=OuterRef(OuterRef("pk")), participant=OuterRef("participant")
    )
    # Of people who have voted for a merged question alone, each counted once.
    others = (
        Vote.objects.filter(~Exists(voted_for_both), question__merged_into=OuterRef("pk"))
        .order_by()
        .values("question__merged_into")
        .annotate(count=Count("participant", distinct=True))
        .values("count")
    )
    merged = Question.objects.filter(merged_into=OuterRef("pk")).values("merged_into")
    return rows.filter(merged_into=None).annotate(
        vote_count=_number(own.annotate(count=Count("pk")).values("count")) + _number(others),
        merged_count=_number(merged.annotate(count=Count("pk")).values("count")),
    )


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def _has_voted(participant: str) -> Any:
    """For it, or for one that is merged into it."""
    if not participant:
        return Value(value=False)
    votes = Vote.objects.filter(participant=participant)
    own = votes.filter(question=OuterRef("pk"))
    return Exists(own) | Exists(votes.filter(question__merged_into=OuterRef("pk")))


def in_order(questions: Iterable[Question]) -> list[Question]:
    """Pinned ones first, then open ones by votes and time, then answered ones, latest first."""
    return sorted(questions, key=_place)


def _place(question: Any) -> tuple[Any, ...]:
    """``question`` has its ``vote_count``."""
    state = QuestionState(question.state)
    is_pinned = question.is_pinned and state in PUBLIC
    rank = 0 if is_pinned else RANKS[state]
    if rank == RANKS[QuestionState.ANSWERED]:
        return rank, -question.answered_at.timestamp(), question.asked_at.timestamp(), question.pk
    return rank, -question.vote_count, question.asked_at.timestamp(), question.pk

"""What one person has asked, answered and voted for: export and anonymise, also after the account
is deleted."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from ..attendance import PersonalData, anonymous_participant
from ..models import of_person
from .listing import all_questions, all_votes
from .models import Question, Vote

QUESTION = ("text", "display_name", "is_anonymous", "state", "asked_at", "answer", "answered_at")


def _asked(participant: str, user: Any) -> QuerySet[Question]:
    return all_questions().filter(of_person(participant, user))


def _votes(participant: str, user: Any) -> QuerySet[Vote]:
    return all_votes().filter(of_person(participant, user))


def _answered(user: Any) -> QuerySet[Question]:
    """None for an account that is deleted: then only the audit knows."""
    rows = all_questions()
    return rows.none() if user is None else rows.filter(answered_by=user)


def _export(participant: str, user: Any) -> dict[str, Any]:
    asked = _asked(participant, user).order_by("asked_at")
    votes = _votes(participant, user).order_by("voted_at")
    answered = _answered(user).order_by("answered_at")
    event = {"event_id": F("session__event_id")}
    voted = {"event_id": F("question__session__event_id"), "question_text": F("question__text")}
    return {
        "questions_asked": list(asked.values(*QUESTION, **event)),
        "questions_answered": list(answered.values("text", "answer", "answered_at", **event)),
        "votes_for_questions": list(votes.values("voted_at", **voted)),
    }


def _anonymise(participant: str, user: Any) -> None:
    """Another name for each row, so that nothing of the person is found together. The texts stay:
    others have voted for them, and hosts put aside what says too much."""
    unknown = {"user": None, "display_name": "", "is_anonymous": True}
    for pk in [*_asked(participant, user).values_list("pk", flat=True)]:
        row = all_questions().filter(pk=pk)
        row.update(participant=anonymous_participant(), **unknown)
    _anonymise_votes(participant, user)
    _answered(user).update(answered_by=None)


def _anonymise_votes(participant: str, user: Any) -> None:
    """Those for parts of one question get one name, because they count as one vote."""
    names: defaultdict[UUID, str] = defaultdict(anonymous_participant)
    root, seen = Coalesce("question__merged_into", "question"), set()
    for pk, question, part_of in [*_votes(participant, user).values_list("pk", "question", root)]:
        # Twice where the participant id of the account has changed between two votes.
        name = anonymous_participant() if question in seen else names[part_of]
        seen.add(question)
        all_votes().filter(pk=pk).update(participant=name, user=None)


PERSONAL_DATA = PersonalData(_export, _anonymise)

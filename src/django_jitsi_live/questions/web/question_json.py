"""A question as the API, the stream and the page have it."""

from __future__ import annotations

from typing import Any

from ..listing import counts_of
from ..models import Question
from ..policy import Names, names_of


def question_json(question: Any, *, with_asker: bool) -> dict[str, Any]:
    """Of a question with its numbers, as the lists load it. ``with_asker``: moderators are told who
    has asked, where the audience is not."""
    return _as_dict(question, question.vote_count, question.merged_count, with_asker=with_asker)


def asked_json(question: Question) -> dict[str, Any]:
    """What somebody has just asked: nobody has voted for it."""
    return _as_dict(question, 0, 0, with_asker=False)


def changed_json(question: Question) -> dict[str, Any]:
    """What a moderator has just changed, with its numbers: one more query."""
    with_asker = names_of(question.session.event) != Names.ANONYMOUS
    return _as_dict(question, *counts_of(question), with_asker=with_asker)


def _as_dict(question: Question, votes: int, merged: int, *, with_asker: bool) -> dict[str, Any]:
    name = question.display_name
    return {
        "id": str(question.pk),
        "text": question.text,
        "asked_by": None if question.is_anonymous else name,
        "asked_at": question.asked_at,
        "votes": votes,
        "state": question.state,
        "is_pinned": question.is_pinned,
        "answer": question.answer,
        "is_answered_live": question.is_answered_live,
        "answered_at": question.answered_at,
        "merged": merged,
        **({"asker": name} if with_asker else {}),
    }

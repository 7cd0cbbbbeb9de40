"""The questions in the report of an event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from ..attendance import Report
from ..models import LiveSession
from ..web import ReportSection
from .listing import PUBLIC, all_questions, in_order, with_counts
from .models import QuestionState


def _load(session: LiveSession | None, report: Report) -> dict[str, Any]:
    """The questions of the occasion: also those that were asked before it, and after the last one.
    One query. The list is that of the audience, and names nobody who is anonymous there: the report
    has more readers than the hosts'."""
    rows = [] if session is None else _questions(session, report)
    return {
        "asked": len(rows) + sum(row.merged_count for row in rows),
        "answered": sum(row.state == QuestionState.ANSWERED for row in rows),
        "votes": sum(row.vote_count for row in rows),
        "questions": [_row(row) for row in rows if row.state in PUBLIC],
    }


def _questions(session: LiveSession, report: Report) -> list[Any]:
    since, until = _bounds(report)
    condition = Q(session=session)
    if since is not None:
        condition &= Q(asked_at__gte=since)
    if until is not None:
        condition &= Q(asked_at__lt=until)
    return [*in_order(with_counts(all_questions().filter(condition)))]


def _bounds(report: Report) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The end of the occasion before, and the beginning of the next; None where there is none."""
    counted = [run.opened_at for run in report.runs if run.is_counted]
    others = [run for run in report.runs if not run.is_counted and not run.is_rehearsal]
    if not counted:
        return None, None
    ends = [run.ended_at for run in others if run.opened_at < min(counted) and run.ended_at]
    starts = [run.opened_at for run in others if run.opened_at > max(counted)]
    return max(ends, default=None), min(starts, default=None)


def _row(question: Any) -> dict[str, Any]:
    return {
        "id": str(question.pk),
        "text": question.text,
        "asked_by": None if question.is_anonymous else question.display_name,
        "asked_at": question.asked_at,
        "votes": question.vote_count,
        "state": question.state,
        "answer": question.answer,
        "is_answered_live": question.is_answered_live,
        "answered_at": question.answered_at,
        "merged": question.merged_count,
    }


SECTION = ReportSection("questions", "jitsi_live_questions/report_section.html", _load)

"""Who has watched recordings of the runs: it is no attendance, and counts nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from ..models import Run
from ..recordings import viewings_of
from .values import Absent, Attendance, Report, Watched


def with_viewings(runs: Collection[Run], report: Report) -> Report:
    """The report with those who have watched, whether or not they were there.

    The runs are those of ``runs_of``: where nobody has watched any of them, this is no query.
    """
    if not any(run.has_viewings for run in runs):  # type: ignore[attr-defined]  # an annotation
        return report
    viewers = {each.participant: each for each in viewings_of(runs)}
    moments = {name: each.watched_at for name, each in viewers.items()}
    there = {person.user for person in report.people}
    watched = [
        Watched(name, each.display_name, each.watched_at)
        for name, each in viewers.items()
        if name not in there
    ]
    return replace(
        report,
        people=_marked(report.people, moments),
        unconfirmed=_marked(report.unconfirmed, moments),
        watched_later=len(viewers),
        watched=watched,
    )


def _marked(people: list[Attendance], watched_at: dict[str, Any]) -> list[Attendance]:
    return [
        replace(person, watched_at=watched_at[person.user]) if person.user in watched_at else person
        for person in people
    ]


def unlisted(report: Report, listed: Collection[str]) -> Iterator[Absent]:
    """Those who have watched and are neither in the report nor listed as absent, such as those who
    were not registered."""
    removed = {each.user for each in report.removed}
    for person in report.watched:
        if person.user not in listed:
            is_removed = person.user in removed
            yield Absent(person.user, person.display_name, "", is_removed, person.watched_at)

"""Who is kept out of an event, in its report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..models import LiveSession, Removal
from ..presence import all_stays, stay_database
from .values import Attendance, KeptOut, Report


def with_removals(session: LiveSession, report: Report) -> Report:
    """The report with those who are removed from the event, whether or not they are in it."""
    rows = Removal.objects.using(stay_database()).filter(session=session)
    removed = rows.order_by("removed_at", "pk").values_list("participant", "display_name")
    found = [KeptOut(*row) for row in removed]
    return _marked(report, found) if found else report


def name_of(session: LiveSession | None, participant: str) -> str:
    """The person's latest name at the event; the participant id where none is known."""
    stays = all_stays().filter(run__session=session, participant=participant)
    latest = stays.order_by("-joined_at").values_list("display_name", flat=True).first()
    return latest or participant


def _marked(report: Report, removed: list[KeptOut]) -> Report:
    names = {each.user for each in removed}
    people = _marked_people(report.people, names)
    unconfirmed = _marked_people(report.unconfirmed, names)
    return replace(report, people=people, unconfirmed=unconfirmed, removed=removed)


def _marked_people(people: list[Attendance], removed: Collection[str]) -> list[Attendance]:
    return [
        replace(person, is_removed=True) if person.user in removed else person for person in people
    ]

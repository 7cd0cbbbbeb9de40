"""Who has watched: one row for each recording and person, from when playing began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from ..models import Recording, Role, Run, Viewing, account_of
from ..policy import Visit, get_display_name, optional
from ..sessions import participant_of
from .storage import recordings_database


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who has watched a recording of the runs."""

    participant: str
    display_name: str
    user_id: object
    """None where the account is gone."""
    watched_at: dt.datetime
    """When, for the first time."""


def note_viewing(visit: Visit, recording: Recording) -> None:
    """Note that the person watches. Hosts look at what they publish, and are not noted; nor is
    anybody who is not logged in. Where it cannot be noted, the film is shown all the same."""
    if visit.user is not None and visit.role is not Role.HOST:
        optional("Noting who watches", lambda: _note(visit, recording), None)


def _note(visit: Visit, recording: Recording) -> None:
    participant = participant_of(visit.user)
    if participant:
        viewing = Viewing(
            recording=recording,
            user=account_of(visit.user),
            participant=participant,
            display_name=get_display_name(visit.policy, visit.user),
        )
        # Of several requests at once, one notes it.
        rows = Viewing.objects.using(recordings_database())
        rows.bulk_create([viewing], ignore_conflicts=True)


def viewings_of(runs: Collection[Run]) -> list[Viewer]:
    """Who has watched recordings of the runs, in the order of the first time. One query."""
    rows = Viewing.objects.using(recordings_database()).filter(recording__run__in=runs)
    names = ("participant", "display_name", "user_id", "watched_at")
    found: dict[str, Viewer] = {}
    for row in rows.order_by("watched_at", "pk").values_list(*names):
        found.setdefault(row[0], Viewer(*row))
    return [*found.values()]

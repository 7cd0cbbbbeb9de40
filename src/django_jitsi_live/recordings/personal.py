"""What recordings have to do with one person; also after the account is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from ..models import Recording, Viewing, of_person
from .storage import all_recordings, recordings_database


def viewings_by(participant: str, user: Any) -> QuerySet[Viewing]:
    """What the person has watched."""
    return Viewing.objects.using(recordings_database()).filter(of_person(participant, user))


def recordings_started_by(participant: str, user: Any) -> QuerySet[Recording]:
    is_person = of_person(participant, user, id_field="initiator", user_field="started_by")
    return all_recordings().filter(is_person)


def recordings_deleted_by(user: Any) -> QuerySet[Recording]:
    """None for an account that is deleted: then only the audit knows."""
    rows = all_recordings()
    return rows.none() if user is None else rows.filter(deleted_by=user)


def anonymise_recordings(participant: str, user: Any, names: Mapping[int | str, str]) -> None:
    """Replace the person by another name in each run. ``names`` has them by the run's primary
    key."""
    seen: set[Any] = set()
    viewings = viewings_by(participant, user)
    for pk, recording, run in viewings.order_by("pk").values_list(
        "pk", "recording", "recording__run"
    ):
        row = viewings.filter(pk=pk)
        if recording in seen:  # under another participant id
            row.delete()
        else:
            row.update(user=None, participant=names[run], display_name="")
        seen.add(recording)
    started = recordings_started_by(participant, user)
    for run in {*started.values_list("run", flat=True)}:
        started.filter(run=run).update(started_by=None, initiator=names[run])
    recordings_deleted_by(user).update(deleted_by=None)

"""Everything about recordings that is due: files that are to go, and files that are to come."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from .. import moments
from ..models import Problem, Recording
from .arrival import TO_COME, claim, note_failure
from .deletion import delete_due_files, doom
from .fetching import LEASE, Watch, fetch_due
from .storage import all_recordings, recordings_database
from .uploads import confirm_forgotten

UPLOADED_WITHIN = dt.timedelta(days=7)
"""After it was announced. Recorders that cannot reach the site try again for days."""


def keep_up(
    *, dry_run: bool = False, seconds: float | None = None, watch: Watch | None = None
) -> dict[str, int]:
    """Do what is due, or only count it. Returns the numbers by what was done.

    Files are fetched last, for as many seconds. Several processes may run this at once.
    """
    if not dry_run:
        confirm_forgotten()  # first: some of their files are noted as such that are to be deleted
    deleted = delete_due_files(dry_run=dry_run)
    given_up = _give_up(dry_run)
    fetched = fetch_due(dry_run=dry_run, seconds=seconds, watch=watch)
    return {
        "files of recordings deleted": deleted,
        "recordings abandoned": given_up + fetched.lost,
        "recordings fetched": fetched.arrived,
    }


def _give_up(dry_run: bool) -> int:
    overdue = _overdue()
    return overdue.count() if dry_run else sum(_lose(recording) for recording in overdue)


def _overdue() -> QuerySet[Recording]:
    """Announced for an upload that never came, or never to its end."""
    now = moments.now()
    is_free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    rows = all_recordings().filter(is_free, state__in=TO_COME, link="")
    rows = rows.filter(announced_at__lt=now - UPLOADED_WITHIN)
    return rows.select_related("run__session")


def _lose(recording: Recording) -> bool:
    with transaction.atomic(using=recordings_database()):
        is_lost = claim(recording, LEASE) and note_failure(recording, Problem.NOT_UPLOADED, None)
        if is_lost and recording.file_name:  # of which nobody has said that it is whole
            doom(recording.file_name, recording.pk)
            all_recordings().filter(pk=recording.pk).update(file_name="")
    return is_lost

"""How long recordings, and who has watched them, are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..conf import conf
from ..models import Recording, RecordingState, Viewing
from .arrival import TO_COME
from .storage import all_recordings, file_deletions, recordings_database

REMEMBERED_DAYS = 30
"""So long it is known of a recording that it was deleted: the recorder may announce it again."""


def expire_recordings(now: dt.datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Delete what is too old, or only count it. The files of recordings are noted to be deleted."""
    return {
        "recordings deleted": _delete(_expired(now), dry_run) + _delete(_forgotten(now), dry_run),
        "viewings deleted": _delete(_expired_viewings(now), dry_run),
    }


def _expired(now: dt.datetime) -> QuerySet[Recording]:
    """Of runs that ended so long ago; not what is on its way."""
    if conf.RECORDING_DAYS is None:
        return all_recordings().none()
    ended = all_recordings().filter(run__ended_at__lt=now - dt.timedelta(days=conf.RECORDING_DAYS))
    return ended.exclude(state__in=TO_COME)


def _forgotten(now: dt.datetime) -> QuerySet[Recording]:
    """Which hosts have deleted: the file is gone, and the report has nobody who has watched it."""
    files = file_deletions().filter(recording_id=OuterRef("pk"))
    rows = all_recordings().filter(state=RecordingState.DELETED, file_name="", viewings=None)
    old = rows.filter(deleted_at__lt=now - dt.timedelta(days=REMEMBERED_DAYS))
    return old.filter(~Exists(files)).exclude(pk__in=_expired(now).values("pk"))


def _expired_viewings(now: dt.datetime) -> QuerySet[Viewing]:
    """The older ones by ``RETENTION_DAYS``: as who was there, so who has watched."""
    if conf.RETENTION_DAYS is None:
        return Viewing.objects.none()
    old = Q(watched_at__lt=now - dt.timedelta(days=conf.RETENTION_DAYS))
    return Viewing.objects.using(recordings_database()).filter(old)


def _delete(rows: QuerySet[Any], dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[1].get(rows.model._meta.label, 0)

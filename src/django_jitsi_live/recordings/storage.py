"""Where recordings lie: the storage for the files, and the database for what is known of them."""

from __future__ import annotations

from django.core.files.storage import Storage, storages
from django.db import router
from django.db.models import QuerySet

from ..conf import conf
from ..models import FileDeletion, Recording


class StorageFailed(Exception):
    """The storage of the host project did not do what it was asked for."""


def recordings_storage() -> Storage | None:
    """The storage that ``JITSI_LIVE_RECORDINGS_STORAGE`` names; None where recordings are off, and
    where there is no such alias or no usable storage, which the system check names."""
    alias = conf.RECORDINGS_STORAGE
    if alias is None:
        return None
    try:
        return storages[alias]
    except Exception:  # storages of the host project raise anything
        return None


def required_storage() -> Storage:
    """Raises ``StorageFailed`` where there is none."""
    storage = recordings_storage()
    if storage is None:
        raise StorageFailed("JITSI_LIVE_RECORDINGS_STORAGE names no alias of STORAGES.")
    return storage


def storage_failed(error: Exception) -> StorageFailed:
    """Without the words of the storage, which may have addresses and names in them."""
    return StorageFailed(f"JITSI_LIVE_RECORDINGS_STORAGE fails with {type(error).__name__}.")


def recordings_database() -> str:
    """The alias of the database that recordings are written to; they are read there too."""
    return router.db_for_write(Recording)


def all_recordings() -> QuerySet[Recording]:
    return Recording.objects.using(recordings_database()).all()


def file_deletions() -> QuerySet[FileDeletion]:
    return FileDeletion.objects.using(recordings_database()).all()

"""Sees to the files of recordings that are deleted, also with their run, session or event."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete

from ..models import Recording
from .signed_uploads import doom_files


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    post_delete.connect(
        _on_delete, sender=Recording, dispatch_uid="jitsi_live.recordings.delete_file"
    )


def _on_delete(instance: Recording, **kwargs: Any) -> None:
    doom_files(instance)

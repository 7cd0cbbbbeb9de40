"""Keeps the cache and the event streams up to date when a session changes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from ..models import LiveSession
from ..signals import session_ended, session_started
from .hub import wake_hubs
from .public_status import discard_status, publish_status
from .status_messages import NAME as STATUS_FEED


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    post_save.connect(_on_save, sender=LiveSession, dispatch_uid="jitsi_live.crowd.save")
    post_delete.connect(_on_delete, sender=LiveSession, dispatch_uid="jitsi_live.crowd.delete")
    for signal in (session_started, session_ended):
        signal.connect(_on_transition, dispatch_uid="jitsi_live.crowd.transition")


def _on_save(instance: LiveSession, raw: bool, **kwargs: Any) -> None:
    if not raw:
        publish_status(instance)


def _on_delete(instance: LiveSession, **kwargs: Any) -> None:
    discard_status(instance)


def _on_transition(**kwargs: Any) -> None:
    wake_hubs(STATUS_FEED)

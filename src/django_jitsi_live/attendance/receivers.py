"""Confirms attendance when a session ends."""

from __future__ import annotations

from typing import Any

from ..models import LiveSession, latest_run
from ..signals import session_ended
from .confirmations import confirm


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    session_ended.connect(_on_end, dispatch_uid="jitsi_live.attendance.confirm")


def _on_end(session: LiveSession, **kwargs: Any) -> None:
    run = latest_run(session)
    if run is not None:
        confirm(run)

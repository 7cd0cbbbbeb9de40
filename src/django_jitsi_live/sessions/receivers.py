"""Frees the seats of people who leave or are removed, and the links of guests."""

from __future__ import annotations

from typing import Any

from ..models import LiveSession, Stay
from ..signals import link_withdrawn, participant_left, participant_removed
from .link_rows import leave_link
from .seat_rows import free_seat, leave_seat


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    participant_left.connect(_on_left, dispatch_uid="jitsi_live.sessions.leave_seat")
    participant_left.connect(_on_guest_left, dispatch_uid="jitsi_live.sessions.leave_link")
    participant_removed.connect(_on_removal, dispatch_uid="jitsi_live.sessions.free_seat")
    link_withdrawn.connect(_on_removal, dispatch_uid="jitsi_live.sessions.free_seat_of_link")


def _on_left(session: LiveSession, stay: Stay, **kwargs: Any) -> None:
    leave_seat(session, stay)


def _on_guest_left(session: LiveSession, stay: Stay, **kwargs: Any) -> None:
    leave_link(session, stay)


def _on_removal(session: LiveSession, participant: str, **kwargs: Any) -> None:
    free_seat(session, participant)

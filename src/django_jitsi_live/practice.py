"""The public import path of the practice server, which settings name as a ``BACKEND``."""

from __future__ import annotations

from .practice_room.server import PracticeServer

__all__ = ["PracticeServer"]

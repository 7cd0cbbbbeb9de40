"""How many people the room of an event takes."""

from __future__ import annotations

from typing import Any

from ..conf import conf
from .attributes import get_value
from .hooks import optional
from .values import as_count


def get_capacity(event: Any) -> int | None:
    """The number of attendees that the room takes; None for no limit, also where the setting
    fails: a room that is too full costs less than one that is shut."""
    limit = conf.CAPACITY
    if limit is None:
        return None

    def ask() -> int | None:
        return as_count(get_value(event, limit) if isinstance(limit, str) else limit)

    return optional(f"JITSI_LIVE_CAPACITY = {limit!r}", ask, None)

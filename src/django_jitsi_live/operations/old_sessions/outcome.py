"""What has become of old sessions and their participants."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """What is counted, in the order in which it is reported."""

    BROUGHT_OVER = "sessions brought over"
    HERE = "sessions that are here already"
    NEVER_LIVE = "sessions that were never live, or have no time"
    LIVE = "sessions that are live"
    NO_EVENT = "sessions whose event does not exist"
    FAILED = "sessions that failed"
    RENAMED = "rooms whose name was taken"
    STAYS = "stays brought over"
    NO_USER = "participants whose user does not exist"
    NEVER_JOINED = "participants who never joined"
    EXPIRED = "participants from before JITSI_LIVE_RETENTION_DAYS"


@dataclass(slots=True)
class Outcome:
    """Of the sessions of one event."""

    counts: Counter[What] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    """What was left out, why, and what to do about it."""

    @classmethod
    def left_out(cls, what: What, sessions: int, note: str) -> Outcome:
        """All of them are left out, for one reason."""
        return cls(Counter({what: sessions}), [note])

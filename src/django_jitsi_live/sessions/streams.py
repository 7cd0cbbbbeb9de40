"""Where a host streams an event to. A secret, which is neither stored nor logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..exceptions import NotRecordable
from ..plain import plain_dict
from .decisions import audited
from .gate import refused, require_host


@dataclass(frozen=True, slots=True)
class StreamTarget:
    """For the host who has asked for it, and for that moment."""

    target: str = field(repr=False)
    """A stream key of YouTube, or an address that begins with ``rtmp://`` or ``rtmps://``."""
    watch_url: str
    """Where the stream can be watched; empty where that is not known."""

    def as_dict(self) -> dict[str, str]:
        return plain_dict(self)


@audited
def stream_target(user: Any, event_id: object) -> StreamTarget:
    """The target that the policy names.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotRecordable``.
    """
    visit = require_host(user, event_id)
    target = visit.policy.stream_target(visit.event)
    if not target:
        raise refused(visit, NotRecordable())
    return StreamTarget(target, visit.policy.watch_url(visit.event))

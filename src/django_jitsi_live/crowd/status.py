"""The status of an event, as the API and the event stream answer it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from . import polling
from .public_status import (
    PublicStatus,
    cached_public_status,
    get_public_status,
    load_public_status,
)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether an event is live."""

    is_active: bool
    room_name: str | None
    """None for users who may not join."""
    started_at: dt.datetime | None
    poll_after: int
    """Seconds until the next poll."""
    present: int | None
    """Number of people in the room; None for users who may not join."""
    join_spread: int
    """Seconds over which waiting clients spread their joins; 0 for at once."""
    version: str
    """Changes whenever the anonymous answer does; the basis of its ``ETag``."""

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "version"}


def anonymous_status(event_id: object, *, fresh: bool = False) -> Status:
    """The status for visitors who are not logged in. Raises ``EventNotFound``.

    It may be ``STATUS_TTL`` seconds old, unless it has to be ``fresh``.
    """
    polling.record_status_request()
    return build_status(load_public_status(event_id) if fresh else get_public_status(event_id))


def cached_status(event_id: object) -> Status | None:
    """The same, if it is in the cache. Costs no query."""
    public_status = cached_public_status(event_id)
    if public_status is None:
        return None
    polling.record_status_request()
    return build_status(public_status)


def build_status(
    public_status: PublicStatus, room_name: str | None = None, present: int | None = None
) -> Status:
    """The answer. ``room_name`` and ``present`` are for users who may join."""
    interval = polling.poll_interval(public_status)
    started_at = public_status.started_at if public_status.is_active else None
    return Status(
        is_active=public_status.is_active,
        room_name=room_name,
        started_at=started_at,
        poll_after=polling.with_jitter(interval),
        present=present,
        join_spread=polling.join_spread(public_status),
        version=f"{started_at.timestamp() if started_at else 0:.6f}-{interval}",
    )

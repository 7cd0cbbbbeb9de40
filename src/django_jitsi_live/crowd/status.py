"""The status of an event, as the API and the event stream answer it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ..models import State
from . import polling
from .public_status import (
    PublicStatus,
    Settle,
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
    state: State
    """``BACKSTAGE`` for hosts and speakers only."""
    starts_at: dt.datetime | None
    """The scheduled start; None for users who may not join."""
    closes_at: dt.datetime | None
    """When the session ends by itself; None for users who may not join."""
    version: str
    """Changes whenever the anonymous answer does; the basis of its ``ETag``."""
    true_until: dt.datetime | None
    """When the answer may become wrong though nobody does anything."""
    poll_interval: int
    """``poll_after`` is that and up to a quarter more."""

    def poll_after_of_another(self) -> int:
        """The same for another client that gets this answer."""
        return polling.with_jitter(self.poll_interval)

    def as_dict(self) -> dict[str, Any]:
        hidden = {"version", "true_until", "poll_interval"}
        shown = {name: getattr(self, name) for name in self.__slots__ if name not in hidden}
        return shown | {"state": self.state.value}


def anonymous_status(event_id: object, settle: Settle, *, fresh: bool = False) -> Status:
    """The status for visitors who are not logged in. Raises ``EventNotFound``.

    It may be ``STATUS_TTL`` seconds old, unless it has to be ``fresh``.
    """
    polling.record_status_request()
    get = load_public_status if fresh else get_public_status
    return build_status(get(event_id, settle))


def cached_status(event_id: object) -> Status | None:
    """The same, if it is in the cache. Costs no query."""
    public_status = cached_public_status(event_id)
    if public_status is None:
        return None
    polling.record_status_request()
    return build_status(public_status)


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """What users who may join know besides."""

    state: State
    starts_at: dt.datetime | None
    closes_at: dt.datetime | None = None
    room_name: str | None = None
    present: int | None = None


def build_status(public_status: PublicStatus, member: MemberStatus | None = None) -> Status:
    """The answer; without ``member`` the one for everybody."""
    known = member or MemberStatus(public_status.state, None)
    interval = polling.poll_interval(public_status)
    started_at = public_status.started_at if public_status.is_active else None
    began = started_at.timestamp() if started_at else 0
    return Status(
        is_active=public_status.is_active,
        room_name=known.room_name,
        started_at=started_at,
        poll_after=polling.with_jitter(interval),
        present=known.present,
        join_spread=polling.join_spread(public_status),
        state=known.state,
        starts_at=known.starts_at,
        closes_at=known.closes_at,
        version=f"{public_status.state}-{began:.6f}-{interval}",
        true_until=public_status.closes_at,
        poll_interval=interval,
    )

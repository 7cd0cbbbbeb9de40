"""How often clients poll: by the distance to the start, and by the load."""

from __future__ import annotations

import datetime as dt
import random
from time import monotonic

from .. import moments
from ..conf import conf
from ..models import State
from .public_status import PublicStatus

# Poll intervals in seconds.
POLL_LIVE = 30
POLL_WAITING = 5
POLL_ENDED = 30
POLL_EARLY = (  # so long before the scheduled start
    (dt.timedelta(days=1), 60),
    (dt.timedelta(hours=1), 30),
    (dt.timedelta(minutes=10), 10),
)

# After these times a start is no longer expected, nor a restart.
OVERDUE = dt.timedelta(hours=1)
LONG_ENDED = dt.timedelta(minutes=10)


def poll_interval(status: PublicStatus) -> int:
    """Seconds between two polls of one client, in this state and at this load."""
    return _unloaded_interval(status) * request_rate.factor()


def poll_after(status: PublicStatus) -> int:
    """Seconds after which this client shall poll again."""
    return with_jitter(poll_interval(status))


def poll_seconds(unloaded: int) -> int:
    """Seconds after which a client shall poll again that would do so in ``unloaded`` seconds if the
    site had nothing else to do."""
    return with_jitter(unloaded * request_rate.factor())


def with_jitter(seconds: int) -> int:
    """The seconds and up to a quarter more, so that simultaneous clients spread out."""
    return seconds + random.randrange(seconds // 4 + 1)


def _unloaded_interval(status: PublicStatus) -> int:
    if status.is_active:
        return POLL_LIVE
    if status.state is State.ENDED and status.ended_at is not None:
        return POLL_ENDED if _since(status.ended_at) > LONG_ENDED else POLL_WAITING
    if status.starts_at is None:
        return POLL_WAITING
    since = _since(status.starts_at)
    if since > OVERDUE:
        return POLL_ENDED
    early = [seconds for before, seconds in POLL_EARLY if -since > before]
    return max([*early, POLL_WAITING])


def _since(moment: dt.datetime) -> dt.timedelta:
    return moments.now() - moment


def join_spread(status: PublicStatus) -> int:
    """Seconds from now over which waiting clients spread their joins; 0 for at once."""
    if not status.is_active or status.started_at is None or not conf.JOIN_SPREAD:
        return 0
    return max(0, round(conf.JOIN_SPREAD - _since(status.started_at).total_seconds()))


class RequestRate:
    """Counts the status requests of this process, and stretches the poll interval under load."""

    WINDOW = 5.0
    """Seconds over which requests are counted."""
    THRESHOLD = 100
    """Requests a second that one factor stands for."""
    MAX_FACTOR = 6

    def __init__(self) -> None:
        self._since = monotonic()
        self._count = 0
        self._factor = 1

    def record(self) -> None:
        self._count += 1

    def factor(self) -> int:
        """By which poll intervals are multiplied now: 1 to ``MAX_FACTOR``."""
        now = monotonic()
        if now - self._since >= self.WINDOW:
            rate = self._count / (now - self._since)
            self._factor = min(self.MAX_FACTOR, max(1, round(rate / self.THRESHOLD)))
            self._since, self._count = now, 0
        return self._factor


request_rate = RequestRate()


def record_status_request() -> None:
    request_rate.record()

"""The clock of a Jitsi server, as far as its messages tell it. Pure.

Nothing is reported before it happens, and nobody is in a room before it exists: a time that says
otherwise proves that the server's clock differs from the site's. Without proof, a message that
comes late is late: it was sent again, or waited somewhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

EXACT = 1.0
"""Seconds. Some servers tell whole seconds only."""
PROMPT = 60.0
"""Seconds in which a message arrives, retries included."""
SAME_DELAY = 5.0
APART = 30.0
"""Messages that happened so many seconds apart, and came equally late, were not late."""


@dataclass(frozen=True, slots=True)
class Clock:
    ahead: float = 0.0
    """Seconds by which the server's clock is ahead of the site's; negative if it is behind."""
    late_by: float | None = None
    late_at: dt.datetime | None = None
    """A message without proof: how late it came, and of when it was."""

    def correction(self) -> dt.timedelta:
        """What is to be added to the server's times."""
        return dt.timedelta(seconds=-self.ahead)


def observe(
    clock: Clock,
    happened_at: dt.datetime,
    received_at: dt.datetime,
    room_since: dt.datetime,
    *,
    comes_at_once: bool,
) -> Clock:
    """What is known of the clock after one more message.

    ``room_since`` is when the site made up the room's name. ``comes_at_once`` says that the server
    drops messages rather than sending them much later.
    """
    delay = (received_at - happened_at).total_seconds()
    lateness = delay + clock.ahead
    is_too_early = happened_at + clock.correction() < room_since - dt.timedelta(seconds=2 * EXACT)
    if lateness < -EXACT or is_too_early:
        return Clock(-delay)
    if lateness <= PROMPT:
        return clock
    was_put_back = clock.ahead > PROMPT and delay <= PROMPT
    if was_put_back and (comes_at_once or delay >= -EXACT):
        return Clock(-delay if delay < -EXACT else 0.0)
    if not comes_at_once:
        return clock
    if _is_equally_late(clock, delay, happened_at):
        return Clock(-min(delay, clock.late_by or delay))
    return replace(clock, late_by=delay, late_at=happened_at)


def _is_equally_late(clock: Clock, delay: float, happened_at: dt.datetime) -> bool:
    if clock.late_by is None or clock.late_at is None:
        return False
    apart = abs((happened_at - clock.late_at).total_seconds())
    return abs(delay - clock.late_by) <= SAME_DELAY and apart >= APART

"""How long people stayed: as a curve, and as a distribution. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MINUTE = 60
STEPS = [MINUTE * minutes for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)]
"""What people count time in, in seconds."""
MAX_BUCKETS = 12
MAX_POINTS = 60


@dataclass(frozen=True, slots=True)
class Stayed:
    """How many people stayed for at least so long."""

    seconds: int
    people: int
    share: float
    """Of all people, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many people stayed from so many seconds to fewer than so many; to the end in the last."""

    from_seconds: int
    to_seconds: int
    people: int


def survival(seconds: Iterable[int], whole: int) -> list[Stayed]:
    """The curve of those who stayed, from 0 seconds to ``whole``; empty without people."""
    ordered = sorted(seconds)
    if not ordered:
        return []
    step = _step(whole, MAX_POINTS)
    points = [*range(0, whole, step), whole]
    stayed = [len(ordered) - bisect_left(ordered, point) for point in points]
    return [
        Stayed(point, people, round(people / len(ordered), 4))
        for point, people in zip(points, stayed, strict=True)
    ]


def distribution(seconds: Iterable[int], whole: int) -> list[Bucket]:
    """The people by the time for which they stayed, of ``whole``; empty without people."""
    step = _step(whole, MAX_BUCKETS)
    last = max(0, -(-whole // step) - 1)
    counts = Counter(min(each // step, last) for each in seconds)
    if not counts:
        return []
    return [Bucket(i * step, (i + 1) * step, counts[i]) for i in range(last + 1)]


def _step(whole: int, parts: int) -> int:
    """The shortest step that makes no more parts."""
    days = -(-whole // (parts * STEPS[-1])) * STEPS[-1]
    return next((step for step in STEPS if whole <= parts * step), days)

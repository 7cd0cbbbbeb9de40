"""Intervals of time: union, clipping, and how many overlap at each moment. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, chain, pairwise
from typing import NamedTuple


class Interval(NamedTuple):
    start: dt.datetime
    end: dt.datetime


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as sorted intervals that neither overlap nor touch."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def clip(intervals: Iterable[Interval], window: Interval) -> list[Interval]:
    """The union of the intervals, cut to the window."""
    cut = [Interval(max(start, window.start), min(end, window.end)) for start, end in intervals]
    return union(each for each in cut if each.start <= each.end)


def intersection(these: list[Interval], those: list[Interval]) -> list[Interval]:
    """The time that both have. Both are sorted, and none of their intervals overlap."""
    found = []
    i = j = 0
    while i < len(these) and j < len(those):
        start, end = max(these[i].start, those[j].start), min(these[i].end, those[j].end)
        if start < end:
            found.append(Interval(start, end))
        if these[i].end < those[j].end:
            i += 1
        else:
            j += 1
    return found


def occupancy_curve(presences: Iterable[list[Interval]]) -> list[tuple[dt.datetime, int]]:
    """Each moment at which the number of people changes, with the number from then on."""
    changes: Counter[dt.datetime] = Counter()
    for start, end in chain.from_iterable(presences):
        changes[start] += 1
        changes[end] -= 1
    moments = sorted(moment for moment, change in changes.items() if change)
    counts = accumulate(changes[moment] for moment in moments)
    return list(zip(moments, counts, strict=True))


def average_occupancy(curve: list[tuple[dt.datetime, int]], seconds: float) -> float:
    """The number of people at a time, on average over the live time of so many seconds."""
    # The last count is 0: everybody has left by the end.
    person_seconds = sum(
        count * (after - moment).total_seconds()
        for (moment, count), (after, _count) in pairwise(curve)
    )
    return person_seconds / seconds if seconds else 0.0


def total(intervals: Iterable[Interval]) -> float:
    """Their seconds, where none overlap."""
    return sum(map(duration, intervals))


def duration(interval: Interval) -> float:
    """In seconds."""
    return (interval.end - interval.start).total_seconds()

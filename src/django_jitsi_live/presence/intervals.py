"""Intervals of time: union, clipping, and how many overlap at each moment. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import chain, pairwise, repeat
from operator import itemgetter
from typing import NamedTuple


class Interval(NamedTuple):
    start: dt.datetime
    end: dt.datetime


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as sorted intervals that neither overlap nor touch."""
    ordered = sorted(intervals)
    if len(ordered) < 2:
        return ordered
    joined: list[Interval] = []
    for interval in ordered:
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def clip(intervals: Iterable[tuple[dt.datetime, dt.datetime]], window: Interval) -> list[Interval]:
    """The union of the intervals, cut to the window."""
    first, last = window
    cut = []
    for start, end in intervals:
        # Not by max() and min(), which take three times as long.
        interval = Interval(start if start > first else first, end if end < last else last)
        if interval.start <= interval.end:
            cut.append(interval)
    return union(cut)


def intersection(these: list[Interval], those: list[Interval]) -> list[Interval]:
    """The time that both have. Both are sorted, and none of their intervals overlap."""
    found = []
    i = j = 0
    while i < len(these) and j < len(those):
        (start, end), (first, last) = these[i], those[j]
        start = start if start > first else first
        if end < last:
            i += 1
        else:
            j += 1
            end = last
        if start < end:
            found.append(Interval(start, end))
    return found


def occupancy_curve(presences: Iterable[list[Interval]]) -> list[tuple[dt.datetime, int]]:
    """Each moment at which the number of people changes, with the number from then on."""
    intervals = [*chain.from_iterable(presences)]
    coming, going = sorted([start for start, _ in intervals]), sorted([end for _, end in intervals])
    changes = sorted(chain(zip(coming, repeat(1)), zip(going, repeat(-1))), key=itemgetter(0))
    number = 0
    reached: list[tuple[dt.datetime, int]] = []
    for moment, change in changes:
        number += change
        if reached and reached[-1][0] == moment:
            reached.pop()
        reached.append((moment, number))
    before = [0, *(number for _, number in reached)]
    # Without the moments at which as many came as left.
    return [each for each, last in zip(reached, before, strict=False) if each[1] != last]


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
    return sum([(end - start).total_seconds() for start, end in intervals])


def duration(interval: Interval) -> float:
    """In seconds."""
    return (interval.end - interval.start).total_seconds()

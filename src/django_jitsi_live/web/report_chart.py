"""The curve of the report, as coordinates of an SVG."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import NamedTuple

from ..attendance import Report
from ..presence import Interval
from .clock import Clock

WIDTH, HEIGHT = 720, 200
STEPS = 240  # of the curve; a multiple of TICKS
TICKS = 6


class Tick(NamedTuple):
    x: str
    text: str
    people: int


class Chart(NamedTuple):
    """Numbers are text, so that no language of the page writes them with a comma."""

    points: str
    ticks: list[Tick]
    peak: Tick
    peak_y: str


def chart(report: Report, clock: Clock) -> Chart:
    live: Interval = report.live  # type: ignore[assignment]  # checked by the caller
    counts = _counts(report, live)
    top = max(report.peak, 1)
    heights = [HEIGHT - HEIGHT * count / top for count in counts]
    corners = [(f"{_x(i)},{y:.1f} {_x(i + 1)},{y:.1f}") for i, y in enumerate(heights)]
    highest = counts.index(max(counts))
    tick_steps = range(0, STEPS + 1, STEPS // TICKS)
    ticks = [_tick(step, live, clock, counts[min(step, STEPS - 1)]) for step in tick_steps]
    peak = _tick(highest, live, clock, report.peak)
    return Chart(" ".join(corners), ticks, peak, f"{heights[highest]:.1f}")


def _counts(report: Report, live: Interval) -> list[int]:
    """The highest number of people in each step of the live time."""
    moments = [moment for moment, _count in report.curve]
    found = []
    for step in range(STEPS):
        first = bisect_right(moments, _moment(step, live)) - 1
        last = bisect_right(moments, _moment(step + 1, live)) - 1
        within = report.curve[max(first, 0) : last + 1] if last >= 0 else []
        found.append(max((count for _moment, count in within), default=0))
    return found


def _moment(step: int, live: Interval) -> dt.datetime:
    return live.start + (live.end - live.start) * step / STEPS


def _tick(step: int, live: Interval, clock: Clock, count: int) -> Tick:
    # Otherwise all ticks of a short session would show the same minute.
    is_short = live.end - live.start < TICKS * dt.timedelta(minutes=1)
    text = clock.time(_moment(step, live), has_seconds=is_short)
    return Tick(_x(step), text, count)


def _x(step: int) -> str:
    return f"{WIDTH * step / STEPS:.1f}"

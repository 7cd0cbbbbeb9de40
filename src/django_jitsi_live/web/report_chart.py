"""The curve of the report, as coordinates of an SVG."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import NamedTuple

from ..attendance import Interval, Report
from ..moments import local_time

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


def chart(report: Report) -> Chart:
    live: Interval = report.live  # type: ignore[assignment]  # checked by the caller
    counts = _counts(report, live)
    top = max(report.peak, 1)
    heights = [HEIGHT - HEIGHT * count / top for count in counts]
    corners = [(f"{_x(i)},{y:.1f} {_x(i + 1)},{y:.1f}") for i, y in enumerate(heights)]
    highest = counts.index(max(counts))
    tick_steps = range(0, STEPS + 1, STEPS // TICKS)
    ticks = [_tick(step, live, counts[min(step, STEPS - 1)]) for step in tick_steps]
    peak = _tick(highest, live, report.peak)
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


def _tick(step: int, live: Interval, count: int) -> Tick:
    moment = local_time(_moment(step, live))
    # Otherwise all ticks of a short session would show the same minute.
    is_short = live.end - live.start < TICKS * dt.timedelta(minutes=1)
    return Tick(_x(step), moment.strftime("%H:%M:%S" if is_short else "%H:%M"), count)


def _x(step: int) -> str:
    return f"{WIDTH * step / STEPS:.1f}"

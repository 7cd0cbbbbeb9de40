"""The curves and the bars of the report, as coordinates of an SVG.

Numbers are text, so that no language of the page writes them with a comma.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from ..attendance import Report
from ..presence import Interval
from .clock import Clock

WIDTH, HEIGHT, MARGIN = 720, 200, 40
SMALL_WIDTH, SMALL_HEIGHT = 360, 160
STEPS = 240  # of the curve; a multiple of TICKS
TICKS = 6
CHARACTER = 15  # the width of one in the large letters that phones get


class Tick(NamedTuple):
    x: str
    text: str
    people: int
    anchor: str = "middle"
    """Which end of the text is at ``x``, so that none of it is cut off."""


class Chart(NamedTuple):
    points: str
    ticks: list[Tick]
    peak: Tick
    peak_y: str


def chart(report: Report, clock: Clock) -> Chart:
    """The people who were present, over the live time."""
    live: Interval = report.live  # type: ignore[assignment]  # checked by the caller
    counts = _counts(report, live)
    top = max(report.peak, 1)
    heights = [HEIGHT - HEIGHT * count / top for count in counts]
    corners = [(f"{_x(i)},{y:.1f} {_x(i + 1)},{y:.1f}") for i, y in enumerate(heights)]
    highest = counts.index(max(counts))
    tick_steps = range(0, STEPS + 1, STEPS // TICKS)
    ticks = [_tick(step, live, clock, counts[min(step, STEPS - 1)]) for step in tick_steps]
    peak = _tick(highest, live, clock, report.peak)
    anchor = _anchor(WIDTH * highest / STEPS, len(f"{report.peak} at {peak.text}"))
    return Chart(" ".join(corners), ticks, peak._replace(anchor=anchor), f"{heights[highest]:.1f}")


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
    return Tick(_x(step), text, count, _anchor(WIDTH * step / STEPS, len(text)))


def _anchor(x: float, length: int) -> str:
    half = length * CHARACTER / 2
    if x - half < -MARGIN:
        return "start"
    return "end" if x + half > WIDTH + MARGIN else "middle"


def _x(step: int) -> str:
    return f"{WIDTH * step / STEPS:.1f}"


class Bar(NamedTuple):
    """The people who stayed for so many minutes, and those who stayed at least as long."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    minutes: str
    people: int
    at_least: int
    percent: int


class StayChart(NamedTuple):
    """How long people stayed."""

    points: str
    ticks: list[Tick]
    bars: list[Bar]


def stay_chart(report: Report) -> StayChart | None:
    """None without people."""
    if not report.distribution:
        return None
    whole = report.distribution[-1].to_seconds
    points = [
        f"{SMALL_WIDTH * each.seconds / whole:.1f},{SMALL_HEIGHT * (1 - each.share):.1f}"
        for each in report.survival
    ]
    last = f"{SMALL_WIDTH * report.survival[-1].seconds / whole:.1f},{SMALL_HEIGHT}"
    return StayChart(" ".join([*points, last]), _minute_ticks(report), [*_bars(report)])


def _minute_ticks(report: Report) -> list[Tick]:
    edges = [0, *(each.to_seconds for each in report.distribution)]
    every = -(-len(edges) // (TICKS + 1))
    return [
        Tick(f"{SMALL_WIDTH * edge / edges[-1]:.1f}", str(edge // 60), 0) for edge in edges[::every]
    ]


def _bars(report: Report) -> list[Bar]:
    buckets = report.distribution
    top = max(each.people for each in buckets)
    at_least = [*accumulate(each.people for each in reversed(buckets))][::-1]
    width = SMALL_WIDTH / len(buckets)
    return [
        Bar(
            x=f"{i * width + 1:.1f}",
            y=f"{SMALL_HEIGHT * (1 - each.people / top):.1f}",
            width=f"{width - 2:.1f}",
            height=f"{SMALL_HEIGHT * each.people / top:.1f}",
            middle=f"{(i + 0.5) * width:.1f}",
            minutes=f"{each.from_seconds // 60}\N{EN DASH}{each.to_seconds // 60}",
            people=each.people,
            at_least=at_least[i],
            percent=round(100 * at_least[i] / at_least[0]),
        )
        for i, each in enumerate(buckets)
    ]

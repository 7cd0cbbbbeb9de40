"""Which runs a report is about: an occasion, one run, or all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from .. import moments
from ..conf import conf
from ..exceptions import RunNotFound
from ..models import EndedBecause, LiveSession, Role, Run, Viewing
from ..presence import Interval, all_runs, all_stays

SAME_OCCASION = dt.timedelta(hours=6)
"""Runs without a schedule that are less than this apart belong together."""
MAX_NUMBER_LENGTH = 9
AUDIENCE = (Role.ATTENDEE, "")
"""Attendees and guests."""


class Choice(NamedTuple):
    """The runs that a report is about, of all runs of its session."""

    runs: list[Run]
    all_runs: list[Run]


def choose_runs(session: LiveSession, run: str = "") -> Choice:
    """``run`` is a number, ``"latest"`` or ``"all"``; empty for the latest occasion.

    Raises ``RunNotFound``.
    """
    runs = runs_of([session])[session.pk]
    if not run:
        return Choice(latest_occasion(runs), runs)
    if run == "all":
        return Choice(_those_that_count([each for each in runs if not each.is_rehearsal]), runs)
    wanted = _number(run, runs)
    chosen = [each for each in runs if each.number == wanted]
    if not chosen and (run != "latest" or runs):
        raise RunNotFound
    return Choice(chosen, runs)


def occasion_of(run: Run) -> list[Run]:
    """The runs that count of the occasion to which that run belongs; none if it is a rehearsal."""
    # No others are of the same occasion: an event that takes place each day soon has hundreds.
    same_schedule = Q(starts_at=run.starts_at)
    groups = _occasions(runs_of([run.session], same_schedule)[run.session.pk])
    return next((_those_that_count(group) for group in groups if run in group), [])


def runs_of(sessions: Collection[LiveSession], which: Q | None = None) -> dict[int, list[Run]]:
    """All runs of the sessions, or ``which`` of them, with ``has_audience`` and ``has_viewings``,
    in their order, by the session's key."""
    audience = all_stays().people().filter(run=OuterRef("pk"), role__in=AUDIENCE)
    viewings = Viewing.objects.filter(recording__run=OuterRef("pk"))
    found = all_runs().filter(which or Q(), session__in=sessions)
    found = found.annotate(has_audience=Exists(audience), has_viewings=Exists(viewings))
    by_key = {session.pk: session for session in sessions}
    runs: dict[int, list[Run]] = {pk: [] for pk in by_key}
    for run in found.order_by("number"):
        run.session = by_key[run.session_id]
        runs[run.session_id].append(run)
    return runs


def _number(run: str, runs: list[Run]) -> int | None:
    if run == "latest":
        return runs[-1].number if runs else None
    is_number = run.isascii() and run.isdigit() and len(run) <= MAX_NUMBER_LENGTH
    return int(run) if is_number else None


def latest_occasion(runs: Iterable[Run]) -> list[Run]:
    """The runs that count of the latest occasion; none where nothing has been live."""
    groups = [*_occasions(runs)]
    attended = [group for group in groups if any(map(_is_attended, group))]
    return _those_that_count((attended or groups or [[]])[-1])


def _is_attended(run: Run) -> bool:
    return run.is_open or _has_audience(run)


def _those_that_count(runs: list[Run]) -> list[Run]:
    """Without those that nobody of the audience was in, unless that is all of them."""
    counted = [each for each in _rooms_in_turn(runs) if any(map(_has_audience, each))]
    return [*chain.from_iterable(counted)] or runs


def _rooms_in_turn(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs, together with those in which they went on when they moved to another room."""
    groups: list[list[Run]] = []
    for run in runs:
        if groups and groups[-1][-1].ended_because == EndedBecause.MOVED:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _has_audience(run: Run) -> bool:
    return bool(run.has_audience)  # type: ignore[attr-defined]  # an annotation


def _occasions(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs that are no rehearsals, in groups, by the time of the last run of each."""
    live = [run for run in runs if not run.is_rehearsal]
    groups: list[list[Run]] = []
    for run in live:
        same = next((group for group in groups if _is_same_occasion(group[-1], run)), None)
        if same is None:
            groups.append([run])
        else:
            same.append(run)
    yield from sorted(groups, key=lambda group: group[-1].number)


def _is_same_occasion(earlier: Run, later: Run) -> bool:
    if earlier.starts_at is not None or later.starts_at is not None:
        is_same: bool = earlier.starts_at == later.starts_at
        return is_same
    over_since = earlier.over_since
    return over_since is None or later.opened_at - over_since < SAME_OCCASION


def live_times(runs: Iterable[Run]) -> dict[Run, Interval]:
    """When each run was live, until now where it still is.

    Of a run that never was, when its room was open.
    """
    now = moments.now()
    return {run: _live_time(run, run.over_since or now) for run in runs}


def _live_time(run: Run, end: dt.datetime) -> Interval:
    start = run.started_at or run.opened_at
    return Interval(start, max(start, end))


def counted_times(live: Mapping[Run, Interval]) -> list[Interval]:
    """The live time that shares are of: within the schedule, where there is one, and where the
    event took place then."""
    counted = [(run, window) for run, window in live.items() if not run.is_rehearsal]
    if conf.ATTENDANCE_BASIS == "scheduled":
        scheduled = [each for run, window in counted for each in _within_schedule(run, window)]
        if scheduled:
            return scheduled
    return [window for _run, window in counted]


def _within_schedule(run: Run, window: Interval) -> list[Interval]:
    start = max(window.start, run.starts_at or window.start)
    end = min(window.end, run.ends_at or window.end)
    return [Interval(start, end)] if start < end else []


def have_been_live(runs: Iterable[Run]) -> bool:
    """Whether the audience was let into any of them, at the time that was announced."""
    return not all(run.is_rehearsal for run in runs)


def are_over(runs: Iterable[Run]) -> bool:
    return not any(run.is_open for run in runs)

"""The report: who attended, as the sum of all stays.

The attendance of a person is the time in which the person was in the room, as ``evidence`` tells,
while the session was live. Two tabs, two devices, two sources and two runs never count twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, NamedTuple

from ..conf import conf
from ..models import Confirmation, LiveSession, Run, is_guest, latest_run
from ..presence import (
    Evidence,
    Interval,
    Occupants,
    Row,
    average_occupancy,
    duration,
    intersection,
    is_viewer,
    occupancy_curve,
    occupants_of,
    stay_database,
    total,
    union,
)
from ..sessions import require_host
from .absence import Absentees
from .durations import distribution, survival
from .occasions import Choice, are_over, choose_runs, counted_times, have_been_live, live_times
from .people import has_role, highest_role, jitsi_name, latest_name
from .removals import with_removals
from .values import Absent, Attendance, Report, RunSummary, count_roles
from .watching import unlisted, with_viewings

NOBODY = Report(0, 0, 0, 0, 0, [], [])


def report(user: Any, event_id: object, run: str = "") -> Report:
    """The report for a host.

    ``run`` is the number of a run, ``"latest"``, or ``"all"``; empty for the latest occasion.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``RunNotFound``.
    """
    visit = require_host(user, event_id)
    return event_report(visit.event, visit.session, run)


def report_of(session: LiveSession | None, run: str = "") -> Report:
    """The report of a session. No permission is checked. Raises ``RunNotFound``."""
    return NOBODY if session is None else event_report(session.event, session, run)


def event_report(
    event: Any, session: LiveSession | None, run: str = "", *, max_absent: int | None = None
) -> Report:
    """The report of an event, which may have no session yet. No permission is checked.

    At most ``max_absent`` of those who were absent are listed. Raises ``RunNotFound``.
    """
    absentees = open_report(event, session, run)
    absentees.limit = max_absent
    return absentees.complete([*absentees])


def open_report(event: Any, session: LiveSession | None, run: str = "") -> Absentees:
    """The same before those who are registered are read."""
    if session is None:
        return Absentees(event, NOBODY, is_known=False)
    choice = choose_runs(session, run)
    found = replace(_report_of_choice(session, choice), runs=[*_summaries(choice)])
    return Absentees(event, found, is_known=have_been_live(choice.runs))


def attendance_rows(user: Any, event_id: object, run: str = "") -> Iterator[Attendance | Absent]:
    """The same for a host, a person at a time: see ``rows_of``. Raises what ``report`` does."""
    return rows_of(require_host(user, event_id).session, run)


def rows_of(session: LiveSession | None, run: str = "") -> Iterator[Attendance | Absent]:
    """The people of the report, and then those who were absent, read as they are asked for.

    No permission is checked. Raises ``RunNotFound``, at once.
    """
    if session is None:
        return iter(())
    return _rows(session, choose_runs(session, run))


def _rows(session: LiveSession, choice: Choice) -> Iterator[Attendance | Absent]:
    report = _report_of_choice(session, choice)
    yield from report.people
    listed = set()
    for absent in Absentees(session.event, report, is_known=have_been_live(choice.runs)):
        if absent.watched_at:
            listed.add(absent.user)
        yield absent
    yield from unlisted(report, listed)


def _report_of_choice(session: LiveSession, choice: Choice) -> Report:
    found = report_of_runs(choice.runs, announced_participants(choice.runs))
    return with_removals(session, with_viewings(choice.runs, found))


def _summaries(choice: Choice) -> Iterator[RunSummary]:
    for run, live in live_times(choice.all_runs).items():
        yield RunSummary(
            run=run.number,
            opened_at=run.opened_at,
            started_at=run.started_at,
            ended_at=run.over_since,
            ended_because=run.ended_because,
            live_seconds=round(duration(live)) if run.started_at else 0,
            is_rehearsal=run.is_rehearsal,
            is_counted=run in choice.runs,
        )


def announced_participants(runs: Collection[Run]) -> set[str]:
    """The participants whose attendance of these runs was announced as confirmed."""
    rows = Confirmation.objects.using(stay_database()).filter(run__in=runs)
    return set(rows.values_list("participant", flat=True)) if runs else set()


def present(user: Any, event_id: object) -> list[dict[str, str]]:
    """The people in the room now: their names and roles, sorted by name.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``.
    """
    session = require_host(user, event_id).live_session
    if session is None:
        return []
    run = latest_run(session)
    if run is None:
        return []
    occupants = occupants_of(live_times([run]))
    named = [
        {"display_name": latest_name(rows), "role": highest_role(rows)}
        for rows, evidence in occupants.values()
        if evidence.is_there and not rows[0].is_recorder
    ]
    return sorted(named, key=lambda person: person["display_name"].casefold())


def report_of_runs(runs: Collection[Run], announced: set[str]) -> Report:
    """The report of runs of one session. ``announced``: see ``add_up``."""
    if not runs:
        return NOBODY
    windows = live_times(runs)
    return report_of_occupants(windows, occupants_of(windows), announced)


def report_of_occupants(
    windows: Mapping[Run, Interval], occupants: Occupants, announced: set[str]
) -> Report:
    """The same, of runs with their live times, at least one, and of those who were there."""
    live = [window for run, window in windows.items() if run.started_at] or [*windows.values()]
    times = Times(union(live), union(counted_times(windows)), is_over=are_over(windows))
    return add_up(occupants, times, announced)


class Times(NamedTuple):
    """What a report is of."""

    live: list[Interval]
    """When the session was live; at least one."""
    counted: list[Interval]
    """What shares are of."""
    is_over: bool = True


def add_up(occupants: Occupants, times: Times, announced: set[str]) -> Report:
    """The report of the stays.

    ``announced`` are participants whose attendance was announced already: they stay confirmed.
    """
    count = _Count(times, announced, total(times.counted), conf.ATTENDANCE_THRESHOLD)
    there = {name: each for name, each in occupants.items() if each[1].presence}
    people = [count.person(name, *each) for name, each in there.items() if has_role(each[0])]
    unconfirmed = [
        count.unconfirmed(name, rows, evidence)
        for name, (rows, evidence) in occupants.items()
        if evidence.unconfirmed and not evidence.presence
    ]
    curve = occupancy_curve(
        evidence.presence for rows, evidence in there.values() if not rows[0].is_recorder
    )
    seconds = [each.seconds for each in people if each.is_length_known]
    counted_seconds = round(count.whole)
    return Report(
        live_seconds=round(total(times.live)),
        peak=max((count for _moment, count in curve), default=0),
        average=round(average_occupancy(curve, total(times.live)), 2),
        median_seconds=round(median(seconds or [0])),
        unidentified=len(there) - len(people),
        people=sorted(people, key=_by_name),
        curve=curve,
        live=Interval(times.live[0].start, times.live[-1].end),
        unconfirmed=sorted(unconfirmed, key=_by_name),
        counted_seconds=counted_seconds,
        by_role=count_roles(people, unidentified=len(there) - len(people)),
        viewers=sum(person.is_viewer for person in [*people, *unconfirmed]),
        survival=survival(seconds, counted_seconds),
        distribution=distribution(seconds, counted_seconds),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    times: Times
    announced: set[str]
    whole: float
    """The seconds that shares are of."""
    threshold: float

    def person(self, participant: str, rows: list[Row], evidence: Evidence) -> Attendance:
        seconds = total(intersection(evidence.presence, self.times.counted))
        share = min(1.0, seconds / self.whole) if self.whole else 0.0
        has_enough = self.times.is_over and share >= self.threshold
        return self._attendance(
            participant,
            rows,
            evidence.presence,
            seconds=seconds,
            share=round(share, 4),
            is_there=not self.times.is_over and evidence.is_there,
            confirmed=participant in self.announced or has_enough,
        )

    def unconfirmed(self, participant: str, rows: list[Row], evidence: Evidence) -> Attendance:
        return self._attendance(
            participant,
            rows,
            evidence.unconfirmed,
            seconds=total(evidence.unconfirmed),
            share=0.0,
            is_there=False,
            confirmed=participant in self.announced,
        )

    @staticmethod
    def _attendance(
        participant: str,
        rows: list[Row],
        presence: list[Interval],
        *,
        seconds: float,
        share: float,
        is_there: bool,
        confirmed: bool,
    ) -> Attendance:
        name, in_jitsi = latest_name(rows), jitsi_name(rows)
        return Attendance(
            user=participant,
            display_name=name,
            role=highest_role(rows),
            first_joined_at=presence[0].start,
            last_left_at=None if is_there else presence[-1].end,
            seconds=round(seconds),
            share=share,
            confirmed=confirmed,
            jitsi_name="" if in_jitsi == name else in_jitsi,
            is_length_known=is_there or _lasts(presence) or _has_left_surely(rows),
            is_guest=is_guest(participant),
            is_viewer=is_viewer(rows),
        )


def _lasts(presence: list[Interval]) -> bool:
    return any(start < end for start, end in presence)


def _has_left_surely(rows: list[Row]) -> bool:
    return any(row.is_left_certain for row in rows)


def _by_name(person: Attendance) -> tuple[str, str]:
    return person.display_name.casefold(), person.user

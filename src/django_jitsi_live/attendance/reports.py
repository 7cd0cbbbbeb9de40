"""The report: who attended, as the sum of all stays.

The attendance of a person is the union of that person's stays, clipped to the time in which the
session was live. Two tabs, two devices and two sources never count twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet

from .. import moments
from ..conf import conf
from ..models import Confirmation, LiveSession, Role, Source, Stay, heartbeat_timeout
from ..sessions import require_host
from .intervals import Interval, average_occupancy, clip, duration, occupancy_curve
from .records import all_stays, stay_database


@dataclass(frozen=True, slots=True)
class Attendance:
    """The attendance of one person in one run of a session."""

    user: str
    """The policy's participant id."""
    display_name: str
    role: str
    first_joined_at: dt.datetime
    last_left_at: dt.datetime | None
    """None while the person is in the room."""
    seconds: int
    share: float
    """Of the live time, 0 to 1."""
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one run. Averages and the curve count people, guests included."""

    live_seconds: int
    peak: int
    average: float
    """Number of people in the room, on average over the live time."""
    median_seconds: int
    """The median time that the people in ``people`` were in the room."""
    unidentified: int
    """Number of occupants who are not users: guests and recorders."""
    people: list[Attendance]
    curve: list[tuple[dt.datetime, int]] = field(repr=False)
    """Each moment at which the number of people changed, with the number from then on."""
    live: Interval | None = None

    def as_dict(self) -> dict[str, Any]:
        names = [name for name in self.__slots__ if name not in {"people", "curve", "live"}]
        people = [asdict(person) for person in self.people]
        return {name: getattr(self, name) for name in names} | {"people": people}


def report(user: Any, event_id: object) -> Report:
    """The report for a host. Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``."""
    return report_of(require_host(user, event_id).session)


def report_of(session: LiveSession | None) -> Report:
    """The report of a session. No permission is checked."""
    if session is None or session.started_at is None:
        return Report(0, 0, 0, 0, 0, [], [])
    return report_of_run(session, announced_participants(session))


def announced_participants(session: LiveSession) -> set[str]:
    """The participants of this run whose attendance was announced as confirmed."""
    rows = Confirmation.objects.using(stay_database())
    this_run = rows.filter(session=session, room_name=session.room_name)
    return set(this_run.values_list("participant", flat=True))


def present(user: Any, event_id: object) -> list[dict[str, str]]:
    """The people in the room now: their names and roles, sorted by name.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``.
    """
    session = require_host(user, event_id).live_session
    if session is None:
        return []
    stays = all_stays().of_run(session).open_at(moments.now()).people()
    people = _by_participant(_load_rows(stays))
    named = [
        {"display_name": _latest_name(rows), "role": _highest_role(rows)}
        for rows in people.values()
    ]
    return sorted(named, key=lambda person: person["display_name"].casefold())


class _Row(NamedTuple):
    participant: str
    display_name: str
    role: str
    is_recorder: bool
    source: str
    joined_at: dt.datetime
    left_at: dt.datetime | None
    last_seen_at: dt.datetime


def _load_rows(stays: QuerySet[Stay]) -> list[_Row]:
    return [_Row(*values) for values in stays.values_list(*_Row._fields)]


def report_of_run(session: LiveSession, announced: set[str]) -> Report:
    """The report of a session that was started. ``announced``: see ``add_up``."""
    started_at = cast("dt.datetime", session.started_at)
    is_over = not session.is_active
    until = session.ended_at if is_over and session.ended_at else moments.now()
    live = Interval(started_at, max(started_at, until))
    rows = _load_rows(all_stays().of_run(session))
    return add_up(rows, live, announced, is_over=is_over)


def add_up(
    rows: Iterable[_Row], live: Interval, announced: set[str], *, is_over: bool = True
) -> Report:
    """The report of the stays.

    ``announced`` are participants whose attendance was announced already: they stay confirmed.
    """
    occupants = _by_participant(rows)
    presences = {name: clip(_stay_intervals(rows, live), live) for name, rows in occupants.items()}
    known = {
        name: rows for name, rows in occupants.items() if _highest_role(rows) and presences[name]
    }
    people = [
        _attendance(name, rows, presences[name], live, announced, is_over)
        for name, rows in known.items()
    ]
    curve = occupancy_curve(
        presences[name] for name, rows in occupants.items() if not rows[0].is_recorder
    )
    return Report(
        live_seconds=round(duration(live)),
        peak=max((count for _moment, count in curve), default=0),
        average=round(average_occupancy(curve, live), 2),
        median_seconds=round(median([person.seconds for person in people] or [0])),
        unidentified=sum(
            1 for name, rows in occupants.items() if presences[name] and not _highest_role(rows)
        ),
        people=sorted(people, key=lambda person: (person.display_name.casefold(), person.user)),
        curve=curve,
        live=live,
    )


def _attendance(
    participant: str,
    rows: list[_Row],
    presence: list[Interval],
    live: Interval,
    announced: set[str],
    is_over: bool,
) -> Attendance:
    seconds = sum(map(duration, presence))
    share = min(1.0, seconds / duration(live)) if duration(live) else 0.0
    is_there = not is_over and any(_stay_end(row, live.end) is None for row in rows)
    return Attendance(
        user=participant,
        display_name=_latest_name(rows),
        role=_highest_role(rows),
        first_joined_at=presence[0].start,
        last_left_at=None if is_there else presence[-1].end,
        seconds=round(seconds),
        share=round(share, 4),
        confirmed=participant in announced or (is_over and share >= conf.ATTENDANCE_THRESHOLD),
    )


def _by_participant(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.participant].append(row)
    return grouped


def _latest_name(rows: list[_Row]) -> str:
    # The same name whatever the order of the rows.
    return max((row.joined_at, row.display_name) for row in rows)[1]


def _highest_role(rows: list[_Row]) -> str:
    roles = {row.role for row in rows}
    return next((role.value for role in (Role.HOST, Role.ATTENDEE) if role in roles), "")


def _stay_intervals(rows: Iterable[_Row], live: Interval) -> Iterator[Interval]:
    for row in rows:
        end = _stay_end(row, live.end)
        yield Interval(row.joined_at, max(row.joined_at, live.end) if end is None else end)


def _stay_end(row: _Row, until: dt.datetime) -> dt.datetime | None:
    """When the stay ended; None if it was still open at ``until``."""
    if row.left_at is not None:
        return row.left_at
    is_silent = row.source == Source.PAGE and row.last_seen_at < until - heartbeat_timeout()
    return row.last_seen_at if is_silent else None


def inferred_end(stay: Stay) -> dt.datetime:
    """When an open stay must have ended: its session is over, or its page is silent."""
    session = stay.session
    of_this_run = stay.room_name == session.room_name and not session.is_active
    until = session.ended_at if of_this_run and session.ended_at else stay.last_seen_at
    is_silent = stay.source == Source.PAGE and stay.last_seen_at < until - heartbeat_timeout()
    found: dt.datetime = stay.last_seen_at if is_silent else max(until, stay.joined_at)
    return found

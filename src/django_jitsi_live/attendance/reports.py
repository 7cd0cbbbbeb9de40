"""The report: who attended, as the sum of all stays.

The attendance of a person is the time in which the person was in the room, as ``evidence`` tells,
while the session was live. Two tabs, two devices and two sources never count twice.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, cast

from .. import moments
from ..conf import conf
from ..models import Confirmation, LiveSession, Role
from ..sessions import require_host
from .evidence import Evidence, Row
from .intervals import Interval, average_occupancy, duration, occupancy_curve
from .presence import Occupants, occupants_of
from .records import stay_database


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
    jitsi_name: str = ""
    """What a Jitsi server calls the person; empty where that is the display name."""


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
    unconfirmed: list[Attendance] = field(default_factory=list)
    """Whom only their own pages report, though a Jitsi server has reported on the run. They count
    nowhere, and are never confirmed."""

    def as_dict(self) -> dict[str, Any]:
        lists = {"people": self.people, "unconfirmed": self.unconfirmed}
        names = [name for name in self.__slots__ if name not in {*lists, "curve", "live"}]
        numbers = {name: getattr(self, name) for name in names}
        return numbers | {name: [*map(asdict, people)] for name, people in lists.items()}


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
    now = moments.now()
    occupants = occupants_of(session, Interval(cast("dt.datetime", session.started_at), now))
    named = [
        {"display_name": _latest_name(rows), "role": _highest_role(rows)}
        for rows, evidence in occupants.values()
        if evidence.is_there and not rows[0].is_recorder
    ]
    return sorted(named, key=lambda person: person["display_name"].casefold())


def report_of_run(session: LiveSession, announced: set[str]) -> Report:
    """The report of a session that was started. ``announced``: see ``add_up``."""
    started_at = cast("dt.datetime", session.started_at)
    is_over = not session.is_active
    until = session.ended_at if is_over and session.ended_at else moments.now()
    live = Interval(started_at, max(started_at, until))
    return add_up(occupants_of(session, live), live, announced, is_over=is_over)


def add_up(
    occupants: Occupants, live: Interval, announced: set[str], *, is_over: bool = True
) -> Report:
    """The report of the stays.

    ``announced`` are participants whose attendance was announced already: they stay confirmed.
    """
    count = _Count(live, announced, is_over)
    there = {name: each for name, each in occupants.items() if each[1].presence}
    people = [count.person(name, *each) for name, each in there.items() if _highest_role(each[0])]
    unconfirmed = [
        count.unconfirmed(name, rows, evidence)
        for name, (rows, evidence) in occupants.items()
        if evidence.unconfirmed
    ]
    curve = occupancy_curve(
        evidence.presence for rows, evidence in there.values() if not rows[0].is_recorder
    )
    return Report(
        live_seconds=round(duration(live)),
        peak=max((count for _moment, count in curve), default=0),
        average=round(average_occupancy(curve, live), 2),
        median_seconds=round(median([person.seconds for person in people] or [0])),
        unidentified=len(there) - len(people),
        people=sorted(people, key=_by_name),
        curve=curve,
        live=live,
        unconfirmed=sorted(unconfirmed, key=_by_name),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    live: Interval
    announced: set[str]
    is_over: bool

    def person(self, participant: str, rows: list[Row], evidence: Evidence) -> Attendance:
        share = self._share(evidence.presence)
        has_enough = self.is_over and share >= conf.ATTENDANCE_THRESHOLD
        return self._attendance(
            participant,
            rows,
            evidence.presence,
            share=round(share, 4),
            is_there=not self.is_over and evidence.is_there,
            confirmed=participant in self.announced or has_enough,
        )

    def unconfirmed(self, participant: str, rows: list[Row], evidence: Evidence) -> Attendance:
        return self._attendance(
            participant,
            rows,
            evidence.unconfirmed,
            share=0.0,
            is_there=False,
            confirmed=participant in self.announced,
        )

    def _share(self, presence: list[Interval]) -> float:
        seconds = sum(map(duration, presence))
        return min(1.0, seconds / duration(self.live)) if duration(self.live) else 0.0

    @staticmethod
    def _attendance(
        participant: str,
        rows: list[Row],
        presence: list[Interval],
        *,
        share: float,
        is_there: bool,
        confirmed: bool,
    ) -> Attendance:
        name, jitsi_name = _latest_name(rows), _jitsi_name(rows)
        return Attendance(
            user=participant,
            display_name=name,
            role=_highest_role(rows),
            first_joined_at=presence[0].start,
            last_left_at=None if is_there else presence[-1].end,
            seconds=round(sum(map(duration, presence))),
            share=share,
            confirmed=confirmed,
            jitsi_name="" if jitsi_name == name else jitsi_name,
        )


def _by_name(person: Attendance) -> tuple[str, str]:
    return person.display_name.casefold(), person.user


def _latest_name(rows: list[Row]) -> str:
    # The same name whatever the order of the rows.
    return max((row.joined_at, row.display_name) for row in rows)[1]


def _jitsi_name(rows: list[Row]) -> str:
    return max((row.joined_at, row.jitsi_name) for row in rows)[1]


def _highest_role(rows: list[Row]) -> str:
    roles = {row.role for row in rows}
    return next((role.value for role in Role if role in roles), "")

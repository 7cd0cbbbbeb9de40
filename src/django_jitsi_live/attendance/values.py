"""What a report is made of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..models import Role
from ..plain import plain_dict
from ..presence import Interval
from .durations import Bucket, Stayed


@dataclass(frozen=True, slots=True)
class Attendance:
    """The attendance of one person in one occasion, or in one run."""

    user: str
    """The policy's participant id."""
    display_name: str
    role: str
    first_joined_at: dt.datetime
    last_left_at: dt.datetime | None
    """None while the person is in the room."""
    seconds: int
    """In the room during the time that counts."""
    share: float
    """Of the time that counts, 0 to 1."""
    confirmed: bool
    jitsi_name: str = ""
    """What a Jitsi server calls the person; empty where that is the display name."""
    is_length_known: bool = True
    """False where only the joining was ever recorded: nothing says for how long the person stayed,
    and ``seconds`` and ``share`` are 0."""
    is_removed: bool = False
    """Whether a host has removed the person from the event, and nobody has readmitted them."""
    watched_at: dt.datetime | None = None
    """When the person has watched a recording, for the first time. That is no attendance."""
    is_guest: bool = False
    """Whether the person came by a personal link, and has no account here."""
    is_viewer: bool = False
    """Whether Jitsi let the person in as a visitor only, who sees and hears and is not seen."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A person who is registered, and was not there."""

    user: str
    """The policy's participant id."""
    display_name: str
    role: str = Role.ATTENDEE.value
    is_removed: bool = False
    watched_at: dt.datetime | None = None
    """As of those who were there."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A person who has watched a recording, and was not there."""

    user: str
    """The policy's participant id."""
    display_name: str
    watched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A person who is removed from the event."""

    user: str
    """The policy's participant id."""
    display_name: str
    """Empty for somebody who was made anonymous."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of the session, as reports list it."""

    run: int
    """Its number."""
    opened_at: dt.datetime
    started_at: dt.datetime | None
    """None if it was never live."""
    ended_at: dt.datetime | None
    """None while it goes on."""
    ended_because: str
    """An ``EndedBecause``, or empty."""
    live_seconds: int
    is_rehearsal: bool
    """Whether it was never live, or over before the scheduled start."""
    is_counted: bool
    """Whether this report is about it."""


def count_roles(people: Iterable[Attendance], unidentified: int = 0) -> dict[str, int]:
    counts = Counter(person.role for person in people)
    return {role.value: counts[role.value] for role in Role} | {"unidentified": unidentified}


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one or several runs. Averages and the curve count people, guests included."""

    live_seconds: int
    peak: int
    average: float
    """Number of people in the room, on average over the live time."""
    median_seconds: int
    """The median time that the people in ``people`` were in the room, as far as it is known."""
    unidentified: int
    """Number of occupants who are neither users nor guests with a link, such as recorders."""
    people: list[Attendance]
    curve: list[tuple[dt.datetime, int]] = field(repr=False)
    """Each moment at which the number of people changed, with the number from then on."""
    live: Interval | None = None
    unconfirmed: list[Attendance] = field(default_factory=list)
    """Whom only their own pages report, though a Jitsi server has reported on the run. They count
    nowhere, and are never confirmed."""
    counted_seconds: int = 0
    """The time that shares are of: see ``JITSI_LIVE_ATTENDANCE_BASIS``."""
    runs: list[RunSummary] = field(default_factory=list)
    """All runs of the session, in their order."""
    by_role: dict[str, int] = field(default_factory=lambda: count_roles([]))
    """The number of people by their strongest role; those who are no users are unidentified."""
    registered: int | None = None
    """The number of registered users; None where that is not known."""
    no_shows: int | None = None
    """How many of them were not there. None where that is not known, or nobody was let in yet."""
    no_show_rate: float | None = None
    """Their share, 0 to 1; None as above, and where nobody is registered."""
    absent: list[Absent] | None = None
    """Who they are."""
    survival: list[Stayed] = field(default_factory=list)
    """How many of ``people`` stayed for at least so long."""
    distribution: list[Bucket] = field(default_factory=list)
    """``people`` by the time for which they stayed."""
    removed: list[KeptOut] = field(default_factory=list)
    """Who is removed from the event, whether or not they were there. The first comes first."""
    watched_later: int = 0
    """How many people have watched a recording, whether or not they were there."""
    watched: list[Watched] = field(default_factory=list)
    """Who of them is not in ``people``. The first comes first."""
    viewers: int = 0
    """How many of those in ``people`` and ``unconfirmed`` were viewers only."""

    @property
    def is_recorded(self) -> bool:
        """Whether anybody's presence is known. It is not where a front end reports none, or where
        the records are too old to be kept: then nobody is known to have been absent."""
        return bool(self.people or self.unidentified or self.unconfirmed)

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self, without=("curve", "live"))

"""Who sits, who waits, and which seats a person may take: pure, from the rows of one session."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count, islice
from typing import NamedTuple

PLACE_KEPT = dt.timedelta(minutes=3)
"""So long whoever does not ask keeps the place in the line, and is passed over meanwhile: browsers
let a hidden tab ask once a minute."""
SEAT_LOST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Until when a row is held of which somebody else has taken the seat: its person was gone, and is
the first in line on coming back."""
MAX_CHOICE = 256
"""Among so many free seats one is chosen by chance: people who come at one moment are fewer."""

MIN_RETRY, MAX_RETRY = 2, 20  # seconds
ASKING_AT_ONCE = 5
"""So many more people in line, and whoever is behind them asks a second later."""


class SeatRow(NamedTuple):
    """A seat, or somebody who waits for one."""

    pk: int
    participant: str
    number: int | None
    asked_at: dt.datetime
    held_until: dt.datetime
    is_held: bool
    """Whether its person is in the room, or has time to come in; False for whoever waits."""


@dataclass(frozen=True, slots=True)
class Seating:
    """How things stand for one person."""

    own: SeatRow | None
    asked_at: dt.datetime
    """By which the person is in line."""
    is_new: bool
    """Whether the person was not in line before."""
    place: int
    """How many are in line before."""
    number: int | None
    """The seat that the person has or may take; None where the room is full."""
    left: SeatRow | None
    """Somebody else who has left that seat."""

    @property
    def retry_after(self) -> int:
        """Seconds until the person asks again: seldom, where it is not the turn for long."""
        return min(MIN_RETRY + self.place // ASKING_AT_ONCE, MAX_RETRY)


def seating(
    rows: list[SeatRow],
    participant: str,
    capacity: int,
    now: dt.datetime,
    tried: Collection[int] = (),
) -> Seating:
    """``rows`` are all seats of the session, all who wait, and the person's own row. Seats that
    were ``tried`` are somebody else's by now."""
    own = next((row for row in rows if row.participant == participant), None)
    asked_at = own.asked_at if own and _keeps_place(own, now) else now
    place = sum(_waits_before(row, own, asked_at, now) for row in rows)
    number, left = None, None
    if own and own.is_held:
        number = own.number
    else:
        others = {row.number: row for row in rows if row.number is not None}
        taken = {number for number, row in others.items() if row.is_held} | {*tried}
        free = capacity - len(taken)
        number = _choose(taken, others, own, free) if free > place else None
        left = others.get(number) if number else None
    is_left = left is not None and left is not own
    return Seating(own, asked_at, _is_new(own, now), place, number, left if is_left else None)


def _has_sat(own: SeatRow) -> bool:
    return own.number is not None or own.held_until == SEAT_LOST


def _keeps_place(own: SeatRow, now: dt.datetime) -> bool:
    return _has_sat(own) or own.held_until > now - PLACE_KEPT


def _is_new(own: SeatRow | None, now: dt.datetime) -> bool:
    return own is None or _has_sat(own) or not _keeps_place(own, now)


def _waits_before(
    row: SeatRow, own: SeatRow | None, asked_at: dt.datetime, now: dt.datetime
) -> bool:
    """Whether that is somebody else who still asks, and did so earlier."""
    waits = row.number is None and row.held_until > now and row is not own
    # Two who came at the same moment are in the order of their rows.
    return waits and (own is None or (row.asked_at, row.pk) < (asked_at, own.pk))


def _choose(
    taken: Collection[int], rows: Mapping[int, SeatRow], own: SeatRow | None, free: int
) -> int:
    """The own seat, else one that nobody has, else one that somebody has left.

    Of the lowest alone, as many as are free: after the capacity was lowered, people sit on higher
    numbers, and those who come at one moment must not take more than there are.
    """
    unoccupied = (number for number in count(1) if number not in taken)
    numbers = [*islice(unoccupied, min(free, MAX_CHOICE))]
    if own and own.number in numbers:
        return own.number
    return random.choice([each for each in numbers if each not in rows] or numbers)

"""Writes old sessions as runs of the event's live session, each in its place by time.

Nothing that is here already is changed, but for the numbers of runs that are later than a new one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from ...models import LiveSession, Run, Source, Stay
from ...presence import all_runs
from ...sessions import session_database
from .people import Participant
from .rows import OldSession, Opened

MAX_ROOM_NAME = 120
# What a session tells of its latest run. Of an old one, no server has told anything.
OF_RUN = ("room_name", "server", "started_by_id", "started_at", "ended_at")
TOLD = ("role_mismatch", "refusals", "role_witness")
PRESENT = (*OF_RUN, *TOLD)
FAR_FUTURE = dt.datetime.max.replace(tzinfo=dt.UTC)


def digest(table: str, key: Any) -> str:
    """What identifies a row of an old table: the same whenever it is brought over."""
    return sha256(f"{table}:{key}".encode()).hexdigest()[:48]


class History:
    """The live session of an event with its runs, and what is to be added to them."""

    def __init__(self, event: Any, *, lock: bool) -> None:
        sessions = LiveSession.objects.using(session_database())
        rows = sessions.select_for_update() if lock else sessions
        self.session = rows.filter(event=event).first() or LiveSession(event=event)
        self.runs: list[Run] = []
        if self.session.pk is not None:
            self.runs = [*all_runs().filter(session=self.session).order_by("number")]

    def has(self, session: Opened, others: Iterable[OldSession], table: str) -> bool:
        """Whether the old session is a run already: by the name of its room."""
        opened = {run.room_name: run.opened_at for run in self.runs}
        name = session.old.room_name
        is_only_one = sum(each.room_name == name for each in others) == 1
        return substitute_name(table, session.old) in opened or (
            name in opened and (is_only_one or opened[name] == session.live.start)
        )

    def add(self, runs: Sequence[Run], created_at: dt.datetime) -> None:
        """Write the runs, which are in the order of their starts."""
        latest = runs[-1]
        if self.session.pk is None:
            self.session.created_at = created_at
            self._show(latest)
            self.session.save(using=session_database(), force_insert=True)
        shifted, numbers = number_runs(
            [(run.number, self._opened_at(run)) for run in self.runs],
            [run.opened_at for run in runs],
        )
        # From the last one on, so that no two have the same number at any time.
        for run, number in reversed([*zip(self.runs, shifted, strict=True)]):
            if run.number != number:
                all_runs().filter(pk=run.pk).update(number=number)
        for run, number in zip(runs, numbers, strict=True):
            run.session, run.number = self.session, number
            run.save(using=session_database(), force_insert=True)
        is_latest = not shifted or numbers[-1] > shifted[-1]
        if is_latest and not self.session.is_open:
            self._show(latest)
            self.session.run = latest
            self.session.save(using=session_database(), update_fields=[*PRESENT, "run"])

    def _opened_at(self, run: Run) -> dt.datetime:
        """When it was opened; a run that is still open stays the last one."""
        run.session = self.session
        return FAR_FUTURE if run.is_open else run.opened_at

    def _show(self, run: Run) -> None:
        """Make the run what the session presents."""
        for name in PRESENT:
            setattr(self.session, name, getattr(run, name, ""))


def number_runs(
    existing: Iterable[tuple[int, dt.datetime]], new: Sequence[dt.datetime]
) -> tuple[list[int], list[int]]:
    """The numbers of existing runs, which never shrink, and those of new ones, by their openings.

    ``existing`` are numbers and openings; both are sorted.
    """
    shifted: list[int] = []
    numbers: list[int] = []
    reached = None
    for number, opened_at in existing:
        # Openings of two servers of the site may be in another order than their numbers.
        reached = opened_at if reached is None else max(reached, opened_at)
        before = shifted[-1] if shifted else 0
        earlier = [each for each in new[len(numbers) :] if each < reached]
        numbers += range(before + 1, before + 1 + len(earlier))
        shifted.append(number + len(numbers))
    last = shifted[-1] if shifted else 0
    numbers += range(last + 1, last + 1 + len(new) - len(numbers))
    return shifted, numbers


def substitute_name(table: str, old: OldSession) -> str:
    """The name of its room where its own cannot be kept."""
    return f"old-{digest(table, old.key)}"


def is_free(room_name: str) -> bool:
    """Whether a run can have a room of that name."""
    if not 0 < len(room_name) <= MAX_ROOM_NAME:
        return False
    taken = all_runs().filter(room_name=room_name).exists()
    sessions = LiveSession.objects.using(session_database())
    return not taken and not sessions.filter(room_name=room_name).exists()


def make_run(session: Opened, room_name: str, started_by: Any) -> Run:
    """The run, not saved. Its schedule is not known, and what has ended it neither."""
    return Run(
        room_name=room_name,
        opened_at=session.live.start,
        started_at=session.live.start,
        ended_at=session.live.end,
        started_by=started_by,
    )


def make_stay(run: Run, join: Participant, table: str, **person: Any) -> Stay:
    """The stay, not saved. When the person left was never recorded.

    So it is as long as what is known: a moment, which is in no share. For people who were there
    before the start, that is the start.
    """
    known_until = max(join.joined_at, run.opened_at)
    return Stay(
        run=run,
        user=join.user,
        joined_at=join.joined_at,
        last_seen_at=known_until,
        left_at=known_until,
        source=Source.PAGE,
        key=f"import-{digest(table, join.key)}",
        **person,
    )

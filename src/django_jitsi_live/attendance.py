"""Who attended: the record that stays add up to.

The attendance of a person is the union of that person's stays, clipped to the time in which the
session was live. Two tabs, two devices and two sources never count twice.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import accumulate, chain, pairwise
from statistics import median
from typing import Any, NamedTuple, cast

from django.db import router, transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone

from .conf import conf
from .exceptions import NotAuthenticated, NotHost
from .models import Confirmation, LiveSession, Role, Source, Stay, patience
from .policy import Visit, get_visit
from .signals import attendance_confirmed, session_ended


class Interval(NamedTuple):
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person in one run of a session."""

    user: str
    """The policy's participant id."""
    display_name: str
    role: str
    first_joined_at: dt.datetime
    last_left_at: dt.datetime | None
    """None while the person is there."""
    seconds: int
    share: float
    """Of the live time, 0 to 1."""
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The latest run of a session. Averages and the curve are about people, guests included."""

    live_seconds: int
    peak: int
    average: float
    """People in the room at a time, on average over the live time."""
    median_seconds: int
    """Of the time that the people in ``people`` were there."""
    unidentified: int
    """Occupants who are no users: guests, and recorders."""
    people: list[Attendance]
    curve: list[tuple[dt.datetime, int]] = field(repr=False)
    """From each of these moments on, that many people were in the room."""
    live: Interval | None = None

    def as_dict(self) -> dict[str, Any]:
        names = [name for name in self.__slots__ if name not in {"people", "curve", "live"}]
        people = [asdict(person) for person in self.people]
        return {name: getattr(self, name) for name in names} | {"people": people}


def report(user: Any, event_id: object) -> Report:
    """Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``."""
    return report_of(visit_as_host(user, event_id).session)


def report_of(session: LiveSession | None) -> Report:
    """The report of a session, for people whom the edge has let see it."""
    if session is None or session.started_at is None:
        return Report(0, 0, 0, 0, 0, [], [])
    return _report(session, set(_confirmations(session).values_list("participant", flat=True)))


def present(user: Any, event_id: object) -> list[dict[str, str]]:
    """Who is in the room now: names and roles of people, by name.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``.
    """
    session = visit_as_host(user, event_id).live_session
    if session is None:
        return []
    stays = Stay.objects.of_run(session).open_at(timezone.now()).people()
    people = _by_participant(_rows(stays))
    named = [{"display_name": _latest_name(rows), "role": _role(rows)} for rows in people.values()]
    return sorted(named, key=lambda person: person["display_name"].casefold())


def visit_as_host(user: Any, event_id: object) -> Visit:
    visit = get_visit(user, event_id)
    if visit.user is None:
        raise NotAuthenticated
    if visit.role is not Role.HOST:
        raise NotHost
    return visit


# Confirmed attendance


@receiver(session_ended)
def confirm_at_the_end(session: LiveSession, **kwargs: Any) -> None:
    confirm(session)


def confirm_on_commit(session: LiveSession) -> None:
    """After a message that came after the end."""
    confirm_the_gone = partial(confirm, session, only_gone=True)
    transaction.on_commit(confirm_the_gone, using=_database(), robust=True)


def confirm(session: LiveSession, *, only_gone: bool = False) -> int:
    """Announce whose share has reached the threshold, and return how many those are.

    Once for each user and run, and only after the end: until then every share can still shrink.
    So it can of those who, as a late message says, had come: with ``only_gone`` they wait until
    their leaving is told, too.
    """
    new = unconfirmed(session)
    if only_gone and new:
        there = _still_there(session)
        new = {participant: new[participant] for participant in new if participant not in there}
    claim = secrets.token_hex(16)
    user_ids = _user_ids(session) if new else {}
    claimed = [
        _confirmation(session, participant, user_ids[participant], claim)
        for participant in new
        if participant in user_ids
    ]
    if not claimed:
        return 0
    with transaction.atomic(using=_database()):
        rows = Confirmation.objects.using(_database())
        # Of several that confirm at one moment, each row is made by one.
        rows.bulk_create(claimed, ignore_conflicts=True, batch_size=1000)
        ours = list(rows.filter(claim=claim).select_related("user"))
        for row in ours:
            _announce(session, row.user, new[row.participant])
    return len(ours)


def unconfirmed(session: LiveSession) -> dict[str, float]:
    """Shares by participant of those who have been there for long enough, once it is over."""
    if session.is_active or session.started_at is None:
        return {}
    announced = set(_confirmations(session).values_list("participant", flat=True))
    return {
        person.user: person.share
        for person in _report(session, announced).people
        if person.confirmed and person.user not in announced
    }


def _confirmations(session: LiveSession) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.using(_database())
    return rows.filter(session=session, room_name=session.room_name)


def _still_there(session: LiveSession) -> set[str]:
    """Participants of whom a Jitsi server has told that they came, and not that they left."""
    stays = Stay.objects.using(_database()).of_run(session).filter(is_left_certain=False)
    return set(stays.exclude(source=Source.PAGE).values_list("participant", flat=True))


def _user_ids(session: LiveSession) -> dict[str, Any]:
    """Primary keys by participant, of accounts that there still are."""
    stays = Stay.objects.using(_database()).of_run(session).filter(user__isnull=False)
    return dict(stays.values_list("participant", "user_id"))


def _confirmation(session: LiveSession, participant: str, user_id: Any, claim: str) -> Confirmation:
    return Confirmation(
        session=session,
        room_name=session.room_name,
        user_id=user_id,
        participant=participant,
        confirmed_at=timezone.now(),
        claim=claim,
    )


def _announce(session: LiveSession, user: Any, share: float) -> None:
    values = {"session": session, "user": user, "share": share}
    send = partial(attendance_confirmed.send_robust, sender=LiveSession, **values)
    transaction.on_commit(send, using=_database(), robust=True)


def _database() -> str:
    return router.db_for_write(Stay)


# Adding up


class _Row(NamedTuple):
    participant: str
    display_name: str
    role: str
    is_recorder: bool
    source: str
    joined_at: dt.datetime
    left_at: dt.datetime | None
    last_seen_at: dt.datetime


def _rows(stays: QuerySet[Stay]) -> list[_Row]:
    return [_Row(*values) for values in stays.values_list(*_Row._fields)]


def _report(session: LiveSession, announced: set[str]) -> Report:
    started_at = cast("dt.datetime", session.started_at)
    is_over = not session.is_active
    until = session.ended_at if is_over and session.ended_at else timezone.now()
    live = Interval(started_at, max(started_at, until))
    rows = _rows(Stay.objects.using(_database()).of_run(session))
    return add_up(rows, live, announced, is_over=is_over)


def add_up(
    rows: Iterable[_Row], live: Interval, announced: set[str], *, is_over: bool = True
) -> Report:
    """The report of the stays. ``announced`` are the participants whose attendance has been."""
    occupants = _by_participant(rows)
    presences = {name: clip(_intervals(rows, live), live) for name, rows in occupants.items()}
    known = {name: rows for name, rows in occupants.items() if _role(rows) and presences[name]}
    people = [
        _attendance(name, rows, presences[name], live, announced, is_over)
        for name, rows in known.items()
    ]
    curve = curve_of(presences[name] for name, rows in occupants.items() if not rows[0].is_recorder)
    return Report(
        live_seconds=round(_seconds(live)),
        peak=max((count for _moment, count in curve), default=0),
        average=round(_average(curve, live), 2),
        median_seconds=round(median([person.seconds for person in people] or [0])),
        unidentified=sum(
            1 for name, rows in occupants.items() if presences[name] and not _role(rows)
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
    seconds = sum(map(_seconds, presence))
    share = min(1.0, seconds / _seconds(live)) if _seconds(live) else 0.0
    is_there = not is_over and any(_end(row, live.end) is None for row in rows)
    return Attendance(
        user=participant,
        display_name=_latest_name(rows),
        role=_role(rows),
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
    # In case of doubt the same one, whatever the order of the rows.
    return max((row.joined_at, row.display_name) for row in rows)[1]


def _role(rows: list[_Row]) -> str:
    roles = {row.role for row in rows}
    return next((role.value for role in (Role.HOST, Role.ATTENDEE) if role in roles), "")


def _intervals(rows: Iterable[_Row], live: Interval) -> Iterator[Interval]:
    for row in rows:
        end = _end(row, live.end)
        yield Interval(row.joined_at, max(row.joined_at, live.end) if end is None else end)


def _end(row: _Row, until: dt.datetime) -> dt.datetime | None:
    """When the stay ended; None when it was still open at that moment."""
    if row.left_at is not None:
        return row.left_at
    is_silent = row.source == Source.PAGE and row.last_seen_at < until - patience()
    return row.last_seen_at if is_silent else None


def end_of(stay: Stay) -> dt.datetime:
    """When a stay ended that nobody has reported the end of, its session being over or silent."""
    session = stay.session
    of_this_run = stay.room_name == session.room_name and not session.is_active
    until = session.ended_at if of_this_run and session.ended_at else stay.last_seen_at
    is_silent = stay.source == Source.PAGE and stay.last_seen_at < until - patience()
    return stay.last_seen_at if is_silent else max(until, stay.joined_at)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time in intervals that neither overlap nor touch, in order."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def clip(intervals: Iterable[Interval], window: Interval) -> list[Interval]:
    """What of them is in the window, as their union."""
    cut = [Interval(max(start, window.start), min(end, window.end)) for start, end in intervals]
    return union(each for each in cut if each.start <= each.end)


def curve_of(presences: Iterable[list[Interval]]) -> list[tuple[dt.datetime, int]]:
    """How many are there from each moment on at which that changes."""
    changes: Counter[dt.datetime] = Counter()
    for start, end in chain.from_iterable(presences):
        changes[start] += 1
        changes[end] -= 1
    moments = sorted(moment for moment, change in changes.items() if change)
    counts = accumulate(changes[moment] for moment in moments)
    return list(zip(moments, counts, strict=True))


def _average(curve: list[tuple[dt.datetime, int]], live: Interval) -> float:
    # The last count is none: everybody has left by the end.
    total = sum(
        count * (after - moment).total_seconds()
        for (moment, count), (after, _count) in pairwise(curve)
    )
    return total / _seconds(live) if _seconds(live) else 0.0


def _seconds(interval: Interval) -> float:
    return (interval.end - interval.start).total_seconds()

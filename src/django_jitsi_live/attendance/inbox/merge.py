"""Messages of Jitsi servers become stays.

Messages get lost, are repeated and overtake each other. So each is merged into what is known: the
earliest time of joining counts, and the latest time of leaving, in whatever order they arrive.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from django.db import transaction

from ... import moments
from ...models import JitsiMessage, LiveSession, Run, Source, Stay
from ...presence import all_runs, all_stays, stay_database, stays_of
from ...servers import Server
from ...signals import participant_joined, participant_left
from ..confirmations import confirm_on_commit
from ..records import save_times, send_on_commit
from .clock import PROMPT
from .messages import Occupant, RoomMessage
from .people import People
from .reported import note_report

PIECE = 500
"""Occupants that are merged in one transaction."""


def record(server: Server, source: Source, message: RoomMessage) -> None:
    """Merge a message into the stays of its room's run. Rooms that are not ours are ignored.

    A long message is merged in pieces, each in a transaction of its own: after a failure it can be
    sent again.
    """
    received_at = moments.now()
    corrected = message
    pieces = [*_pieces(message.occupants)]
    for number in range(max(1, len(pieces))):
        with transaction.atomic(using=stay_database()):
            run = _lock_run(server, message)
            if run is None:
                return
            if number == 0:
                corrected = note_report(server, source, run, message, received_at)
                pieces = [*_pieces(corrected.occupants)]
                if corrected.emptied_at is not None:
                    _mark_room_emptied(server, run, corrected)
            if pieces:
                _merge_occupants(source, run, pieces[number])
            if number >= len(pieces) - 1:
                _finish(source, run, corrected)


def _pieces(occupants: Iterable[Occupant]) -> Iterator[tuple[Occupant, ...]]:
    remaining = iter(occupants)
    while piece := tuple(islice(remaining, PIECE)):
        yield piece


def _lock_run(server: Server, message: RoomMessage) -> Run | None:
    """The run of the room: one message about it at a time, so that each sees what the others have
    written. Its session is not locked: an end locks that first, and the run after it."""
    rooms = all_runs().filter(
        server=server.alias, room_name=server.local_room_name(message.room_name)
    )
    run = rooms.select_for_update().first()
    if run is not None:
        run.session = LiveSession.objects.using(stay_database()).get(pk=run.session_id)
    return run


def _finish(source: Source, run: Run, message: RoomMessage) -> None:
    if message.emptied_at is not None:
        _close_left_behind(source, run, message.emptied_at)
    if not run.is_open:
        confirm_on_commit(run)


def is_processed(server: Server, key: str) -> bool:
    """Whether a message with that key was processed."""
    messages = JitsiMessage.objects.using(stay_database())
    return messages.filter(server=server.alias, key=key).exists()


def mark_processed(server: Server, key: str, type_: str, body: str = "") -> None:
    """Remember that a message was processed; ``body`` is kept if it was of no use."""
    message = JitsiMessage(server=server.alias, key=key, type=type_, body=body)
    JitsiMessage.objects.using(stay_database()).bulk_create([message], ignore_conflicts=True)


def _mark_room_emptied(server: Server, run: Run, message: RoomMessage) -> None:
    emptied = JitsiMessage(
        server=server.alias,
        key=message.key,
        type=message.type,
        room_name=run.room_name,
        emptied_at=message.emptied_at,
    )
    JitsiMessage.objects.using(stay_database()).bulk_create([emptied], ignore_conflicts=True)


def _merge_occupants(source: Source, run: Run, occupants: Iterable[Occupant]) -> None:
    occupants = list(occupants)
    stays = all_stays().filter(source=source, key__in=[o.key for o in occupants])
    # The signals carry session and user: without this they would be read from a replica.
    known = {stay.key: stay for stay in stays.select_related("run__session", "user")}
    unknown = [occupant for occupant in occupants if occupant.key not in known]
    new = _new_stays(source, run, unknown) if unknown else {}
    changed = {}
    for occupant in occupants:
        if occupant.key in new:
            _apply(new[occupant.key], occupant)
        elif _apply(known[occupant.key], occupant):
            changed[occupant.key] = known[occupant.key]
    Stay.objects.using(stay_database()).bulk_create(new.values())
    save_times(changed.values())
    _announce_new(new.values())


def _new_stays(source: Source, run: Run, occupants: list[Occupant]) -> dict[str, Stay]:
    people, emptied = People(run.session, occupants), _times_emptied(run)
    return {
        occupant.key: Stay(
            run=run,
            **people.fields(occupant),
            is_recorder=occupant.is_recorder,
            endpoint=occupant.endpoint,
            joined_at=min(occupant.times),
            last_seen_at=max(occupant.times),
            left_at=occupant.left_at or _next(emptied, min(occupant.times)),
            is_left_certain=occupant.left_at is not None,
            source=source,
            key=occupant.key,
        )
        for occupant in occupants
    }


def _announce_new(stays: Iterable[Stay]) -> None:
    for stay in stays:
        send_on_commit(participant_joined, stay)
        if stay.left_at is not None:
            send_on_commit(participant_left, stay)


def _times_emptied(run: Run) -> list[dt.datetime]:
    messages = JitsiMessage.objects.using(stay_database()).filter(
        server=run.server, room_name=run.room_name, emptied_at__isnull=False
    )
    times = messages.order_by("emptied_at").values_list("emptied_at", flat=True)
    return [moment for moment in times if moment is not None]


def _next(moments: list[dt.datetime], moment: dt.datetime) -> dt.datetime | None:
    """The first of the sorted moments that is later."""
    later = moments[bisect_right(moments, moment) :]
    return later[0] if later else None


def _apply(stay: Stay, occupant: Occupant) -> bool:
    """Merge the occupant's times into the stay. Returns whether that changed it."""
    before = (stay.joined_at, stay.last_seen_at, stay.left_at, stay.is_left_certain)
    occupant = _by_same_clock(stay, occupant)
    stay.joined_at = min(stay.joined_at, *occupant.times)
    stay.last_seen_at = max(stay.last_seen_at, *occupant.times)
    if occupant.left_at is not None:
        certain = [stay.left_at] if stay.is_left_certain and stay.left_at else []
        stay.left_at = max(occupant.left_at, *certain) if certain else occupant.left_at
        stay.is_left_certain = True
        if before[2] is None and stay.pk:
            send_on_commit(participant_left, stay)
    return before != (stay.joined_at, stay.last_seen_at, stay.left_at, stay.is_left_certain)


def _by_same_clock(stay: Stay, occupant: Occupant) -> Occupant:
    """The occupant as the stay knows it, where the server's clock was set in between."""
    if stay.source != Source.EVENT_SYNC or occupant.joined_at is None:
        return occupant
    # Each message has the same time of joining, by the clock as it was then.
    if abs((occupant.joined_at - stay.joined_at).total_seconds()) <= PROMPT:
        return occupant
    left_at = occupant.left_at and max(occupant.left_at, stay.joined_at)
    known = stay.left_at if stay.is_left_certain else left_at
    return replace(occupant, joined_at=stay.joined_at, left_at=known)


def _close_left_behind(source: Source, run: Run, emptied_at: dt.datetime) -> None:
    """End stays that are open, or whose inferred end is later than the room was empty."""
    stays = stays_of(run)
    left_behind = stays.filter(source=source, is_left_certain=False, joined_at__lt=emptied_at)
    left_behind = left_behind.exclude(left_at__lte=emptied_at)
    were_open = [*left_behind.filter(left_at=None).select_related("user")]
    if were_open or left_behind.exists():
        left_behind.update(left_at=emptied_at)
    for stay in were_open:
        stay.left_at, stay.run = emptied_at, run
        send_on_commit(participant_left, stay)

"""Reads who was in the rooms of runs: the stays of each participant, and what they tell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ..models import Run, ServerReport, Source, Stay, heartbeat_timeout
from .evidence import (
    REPORTED_WITHIN,
    Evidence,
    Row,
    ServerRecord,
    open_ends,
    server_record,
    weigh,
)
from .intervals import Interval, occupancy_curve, union
from .rows import all_stays, stay_database, stays_of

Occupants = dict[str, tuple[list[Row], Evidence]]
"""The stays of each participant, and what they tell."""


def occupants_of(windows: Mapping[Run, Interval]) -> Occupants:
    """Everybody who has a stay in the runs, with what that tells of the time of each run."""
    [found] = occupants_of_each([windows])
    return found


def occupants_of_each(groups: Sequence[Mapping[Run, Interval]]) -> list[Occupants]:
    """The same for groups of runs, in as many queries as for one."""
    runs = [run for windows in groups for run in windows]
    rows = _grouped(_load_rows(all_stays().filter(run__in=runs)), "run_id")
    records = _server_records(runs)
    return [_occupants(windows, rows, records) for windows in groups]


def _occupants(
    windows: Mapping[Run, Interval],
    rows: Mapping[int, list[Row]],
    records: Mapping[int, ServerRecord],
) -> Occupants:
    found: Occupants = {}
    for run, window in windows.items():
        weighed = _weigh_all(rows.get(run.pk, []), window, records.get(run.pk))
        for name, (stays, evidence) in weighed.items():
            if name in found:
                others, other = found[name]
                found[name] = ([*others, *stays], _both(other, evidence))
            else:
                found[name] = (stays, evidence)
    return found


def _both(one: Evidence, two: Evidence) -> Evidence:
    return Evidence(
        union([*one.presence, *two.presence]),
        union([*one.unconfirmed, *two.unconfirmed]),
        one.is_there or two.is_there,
    )


def _load_rows(stays: QuerySet[Stay]) -> list[Row]:
    return [*map(Row._make, stays.values_list(*Row._fields))]


def _server_records(runs: Iterable[Run]) -> dict[int, ServerRecord]:
    """What Jitsi servers have reported, by the primary key of the run."""
    reports = ServerReport.objects.using(stay_database()).filter(run__in=[*runs])
    records: dict[int, ServerRecord] = {}
    for run_id, *values in reports.values_list("run_id", *ServerRecord._fields):
        record = ServerRecord(*values)
        known = records.get(run_id, record)
        records[run_id] = ServerRecord(
            min(known.knows_since, record.knows_since), max(known.heard_at, record.heard_at)
        )
    return records


def _weigh_all(rows: list[Row], live: Interval, record: ServerRecord | None) -> Occupants:
    known, timeout = server_record(rows, record), heartbeat_timeout()
    return {
        name: (stays, weigh(stays, known, live, timeout))
        for name, stays in _grouped(rows, "participant").items()
    }


def is_viewer(stays: Iterable[Row]) -> bool:
    """Whether a person's own pages say that Jitsi let the person in as a visitor, each time. The
    servers of visitors report nothing."""
    pages = [stay.is_viewer for stay in stays if stay.is_of_page]
    return bool(pages) and all(pages)


def left_by_page(run: Run, now: dt.datetime) -> dict[int, dt.datetime]:
    """Stays by primary key that a Jitsi server has reported and not ended for some minutes, though
    the person's page is gone: with the time at which it was."""
    rows = _load_rows(stays_of(run))
    record = _server_records([run]).get(run.pk)
    known, timeout = server_record(rows, record), heartbeat_timeout()
    ends = chain.from_iterable(
        open_ends(stays, known, now, timeout) for stays in _grouped(rows, "participant").values()
    )
    return {row.pk: end for row, end in ends if end < now - REPORTED_WITHIN}


def _grouped(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def is_used_since(run: Run, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether anybody was in the room since that time."""
    occupants = occupants_of({run: Interval(run.opened_at, now)})
    found = (evidence for _stays, evidence in occupants.values() if evidence.presence)
    return any(each.is_there or each.presence[-1].end >= since for each in found)


def inferred_end(stay: Stay) -> dt.datetime:
    """When an open stay must have ended: its session is over, or its page is silent."""
    until = stay.run.over_since or stay.last_seen_at
    is_silent = stay.source == Source.PAGE and stay.last_seen_at < until - heartbeat_timeout()
    found: dt.datetime = stay.last_seen_at if is_silent else max(until, stay.joined_at)
    return found


class LastPresence(NamedTuple):
    """When people were last known to be in a room; None for never."""

    anybody: dt.datetime | None
    together: dt.datetime | None
    """At least two of them at once."""


def last_presence(run: Run, now: dt.datetime) -> LastPresence:
    """When people, not recorders, were last in the run's room; ``now`` while they are."""
    occupants = occupants_of({run: Interval(run.opened_at, now)})
    people = [evidence.presence for rows, evidence in occupants.values() if not rows[0].is_recorder]
    curve = occupancy_curve(people)
    together = [after for (_moment, count), (after, _count) in pairwise(curve) if count > 1]
    return LastPresence(curve[-1][0] if curve else None, together[-1] if together else None)

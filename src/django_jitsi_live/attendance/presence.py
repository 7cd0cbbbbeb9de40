"""Reads who was in the room of a run: the stays of each participant, and what they tell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import cast

from django.db.models import QuerySet

from ..models import LiveSession, ServerReport, Source, Stay, heartbeat_timeout
from .evidence import (
    REPORTED_WITHIN,
    Evidence,
    Row,
    ServerRecord,
    open_ends,
    server_record,
    weigh,
)
from .intervals import Interval
from .records import all_stays, stay_database

Occupants = dict[str, tuple[list[Row], Evidence]]
"""The stays of each participant, and what they tell."""


def occupants_of(session: LiveSession, live: Interval) -> Occupants:
    """Everybody who has a stay in the run, with what that tells of the live time."""
    record = _server_record(session)
    return _weigh_all(_load_rows(all_stays().of_run(session)), live, record)


def _load_rows(stays: QuerySet[Stay]) -> list[Row]:
    return [Row(*values) for values in stays.values_list(*Row._fields)]


def _server_record(session: LiveSession) -> ServerRecord | None:
    reports = ServerReport.objects.using(stay_database()).filter(
        session=session, room_name=session.room_name
    )
    records = [ServerRecord(*each) for each in reports.values_list(*ServerRecord._fields)]
    if not records:
        return None
    return ServerRecord(
        min(each.knows_since for each in records), max(each.heard_at for each in records)
    )


def _weigh_all(rows: Iterable[Row], live: Interval, record: ServerRecord | None) -> Occupants:
    rows = list(rows)
    known, timeout = server_record(rows, record), heartbeat_timeout()
    return {
        name: (stays, weigh(stays, known, live, timeout))
        for name, stays in _by_participant(rows).items()
    }


def left_by_page(session: LiveSession, now: dt.datetime) -> dict[int, dt.datetime]:
    """Stays by primary key that a Jitsi server has reported and not ended for some minutes, though
    the person's page is gone: with the time at which it was."""
    rows = _load_rows(all_stays().of_run(session))
    known, timeout = server_record(rows, _server_record(session)), heartbeat_timeout()
    ends = chain.from_iterable(
        open_ends(stays, known, now, timeout) for stays in _by_participant(rows).values()
    )
    return {row.pk: end for row, end in ends if end < now - REPORTED_WITHIN}


def _by_participant(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.participant].append(row)
    return grouped


def is_used_since(session: LiveSession, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether anybody was in the room of the live session since that time."""
    occupants = occupants_of(session, Interval(cast("dt.datetime", session.started_at), now))
    found = (evidence for _stays, evidence in occupants.values() if evidence.presence)
    return any(each.is_there or each.presence[-1].end >= since for each in found)


def inferred_end(stay: Stay) -> dt.datetime:
    """When an open stay must have ended: its session is over, or its page is silent."""
    session = stay.session
    of_this_run = stay.room_name == session.room_name and not session.is_active
    until = session.ended_at if of_this_run and session.ended_at else stay.last_seen_at
    is_silent = stay.source == Source.PAGE and stay.last_seen_at < until - heartbeat_timeout()
    return stay.last_seen_at if is_silent else max(until, stay.joined_at)

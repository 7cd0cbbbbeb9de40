"""What the sources together tell about one person: when the person was in the room. Pure.

A page tells what its own user lets it tell. So where a Jitsi server has reported on a run, its
record decides who was there and when, and pages only mend what it could not know: how it was
before the server began to report, and when those left whose leaving it never reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from .intervals import Interval, clip, union

# Prosody reports a lost connection after 61 seconds, and tries again for some seconds. A server
# that reports anything later than this, but no leaving, knows that the person is still there.
REPORTED_WITHIN = dt.timedelta(minutes=3)


class Row(NamedTuple):
    """A stay, as far as reports need it."""

    participant: str
    display_name: str
    jitsi_name: str
    role: str
    is_recorder: bool
    source: str
    joined_at: dt.datetime
    left_at: dt.datetime | None
    is_left_certain: bool
    last_seen_at: dt.datetime
    pk: int
    run_id: int = 0
    is_viewer: bool = False

    @property
    def is_of_page(self) -> bool:
        return self.source == "page"


class ServerRecord(NamedTuple):
    """That a Jitsi server has reported on the run."""

    knows_since: dt.datetime
    heard_at: dt.datetime
    """When its last report came."""


class Evidence(NamedTuple):
    """When one person was in the room, as sorted intervals."""

    presence: list[Interval]
    unconfirmed: list[Interval]
    """What only the person's own pages tell, on a run on which a Jitsi server has reported."""
    is_there: bool
    """Whether the person was still in the room at the end of the time asked about."""


def server_record(rows: Iterable[Row], record: ServerRecord | None) -> ServerRecord | None:
    """What is known of a server: its record, else what its stays themselves tell."""
    reported = [row for row in rows if not row.is_of_page]
    if record is not None or not reported:
        return record
    return ServerRecord(
        min(row.joined_at for row in reported), max(row.last_seen_at for row in reported)
    )


def weigh(
    rows: Iterable[Row], record: ServerRecord | None, live: Interval, timeout: dt.timedelta
) -> Evidence:
    """The presence of one person, cut to the live time.

    ``rows`` are all stays of the person in the run. A page is silent after ``timeout``.
    """
    pages, stays = _stretches(rows, record, live.end, timeout)
    if record is None:
        return Evidence(_cut(pages, live), [], _any_open(pages))
    if not stays:
        return Evidence([], _cut(pages, live), is_there=False)
    unseen = Interval(live.start, max(live.start, min(record.knows_since, live.end)))
    presence = union([*_cut(stays, live), *_cut(pages, unseen)])
    return Evidence(presence, [], _any_open(stays))


def open_ends(
    rows: Iterable[Row], record: ServerRecord | None, until: dt.datetime, timeout: dt.timedelta
) -> list[tuple[Row, dt.datetime]]:
    """The open stays of a person that a server has reported, and that the page has ended."""
    _pages, stays = _stretches(rows, record, until, timeout)
    return [(row, end) for row, end in stays if row.left_at is None and end is not None]


class Stretch(NamedTuple):
    """A stay with its end, None where it is open."""

    row: Row
    end: dt.datetime | None


def _stretches(
    rows: Iterable[Row], record: ServerRecord | None, until: dt.datetime, timeout: dt.timedelta
) -> tuple[list[Stretch], list[Stretch]]:
    """What the person's pages report, and what a server does."""
    pages: list[Stretch] = []
    reported: list[Row] = []
    for row in rows:
        if row.is_of_page:
            pages.append(Stretch(row, _page_end(row, until, timeout)))
        else:
            reported.append(row)
    return pages, [Stretch(row, _reported_end(row, pages, record)) for row in reported]


def _page_end(row: Row, until: dt.datetime, timeout: dt.timedelta) -> dt.datetime | None:
    """When the page's stay ended; None if it was still open at ``until``."""
    if row.left_at is not None:
        return row.left_at
    return row.last_seen_at if row.last_seen_at < until - timeout else None


def _reported_end(
    row: Row, pages: list[Stretch], record: ServerRecord | None
) -> dt.datetime | None:
    """When the stay that a server reported ended. Where it did not say, the person's page may."""
    if row.is_left_certain:
        return row.left_at
    same = [page for page in pages if _overlap(row, page)]
    gone_at = max((page.end for page in same if page.end is not None), default=None)
    if gone_at is None or any(page.end is None for page in same):
        return row.left_at
    if row.left_at is not None and row.left_at <= gone_at:
        return row.left_at
    has_said_so = any(page.end == gone_at and page.row.is_left_certain for page in same)
    knows_better = record is not None and record.heard_at >= gone_at + REPORTED_WITHIN
    return row.left_at if knows_better and not has_said_so else max(row.joined_at, gone_at)


def _overlap(row: Row, page: Stretch) -> bool:
    begins_in_time = row.left_at is None or page.row.joined_at < row.left_at
    return begins_in_time and (page.end is None or page.end > row.joined_at)


def _cut(stretches: Iterable[Stretch], window: Interval) -> list[Interval]:
    ends = ((row.joined_at, window.end if end is None else end) for row, end in stretches)
    return clip(ends, window)


def _any_open(stretches: Iterable[Stretch]) -> bool:
    return any(each.end is None for each in stretches)

"""PostgreSQL goes away under load and comes back; nobody touches the site."""

from __future__ import annotations

from functools import partial
from time import monotonic

import pytest

from tests.faults.crowd import assert_answered, at_once, crowd
from tests.faults.database import Database
from tests.faults.site import Answer, Site

BUSY = (503, "busy")
NOT_LIVE = (403, "not_live")
GONE = (500, None)
"""The page for server errors of the host project's own."""

RECOVERY = 2
"""Seconds for what was under way, once the database takes connections again."""


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_site_recovers_by_itself_and_keeps_what_it_answered(
    site: Site, database: Database, event: int, mode: str
) -> None:
    people = [
        [partial(site.start, event), partial(site.end, event)],
        *[[partial(site.join, event, attendee)] for attendee in range(3)],
        *[[partial(site.status, event)] for _ in range(2)],
    ]
    with crowd(*people) as asking:
        asking.wait_for(60)
        database.server.stop(mode)
        asking.wait_for(30, since=monotonic())
        database.server.start()
        back = monotonic()
        asking.wait_for(90, since=back + RECOVERY)
    answers = asking.answers
    print(f"recovered: {max(a.ended - back for a in answers if a.outcome == GONE):.2f} s")
    assert GONE in {answer.outcome for answer in answers}
    assert_answered(
        answers,
        start={200, GONE, BUSY},
        end={200, GONE, BUSY},
        join={200, GONE, NOT_LIVE},
        status={200, GONE},
    )
    afterwards = [answer for answer in answers if answer.began > back + RECOVERY]
    assert_answered(afterwards, start={200}, end={200}, join={200, NOT_LIVE}, status={200})
    assert_kept(database, event, answers)


def test_connections_that_broke_while_nobody_asked_are_noticed_by_nobody(
    site: Site, database: Database, event: int
) -> None:
    assert_answered([site.start(event)], start={200})
    joins = [partial(site.join, event, attendee=number % 8) for number in range(100)]
    assert_answered(at_once(joins), join={200})
    database.server.stop("fast")
    database.server.start()
    assert_answered(at_once(joins), join={200})
    database.assert_consistent(event)


def assert_kept(database: Database, event: int, answers: list[Answer]) -> None:
    rooms = {answer.room for answer in answers if answer.room}
    assert rooms <= set(database.runs(event))
    database.assert_consistent(event, every_signal=False)
    # One host alone starts and ends: after an end that was answered, there is another room.
    done = [answer for answer in answers if answer.asked in {"start", "end"}]
    ended: set[str] = set()
    room = None
    for answer in (answer for answer in done if answer.status == 200):
        if answer.asked == "start":
            room = answer.room
            assert room not in ended
        elif room:
            ended.add(room)

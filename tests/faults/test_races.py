"""Hosts and attendees who ask several processes at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from tests.faults.crowd import assert_answered, at_once, crowd
from tests.faults.database import Database
from tests.faults.site import Site, deployed

BUSY = (503, "busy")
NOT_LIVE = (403, "not_live")

# Levels at which PostgreSQL refuses what would be fine one after the other.
STRICT = [
    {"isolation": "REPEATABLE_READ"},
    {"isolation": "SERIALIZABLE"},
    {"isolation": "REPEATABLE_READ", "atomic_requests": True},
]


@pytest.fixture(scope="module", params=[{"atomic_requests": True}, *STRICT], ids=str)
def odd(request: Any, database: Database, tmp_path_factory: Any) -> Iterator[tuple[Site, bool]]:
    """A site whose database is set otherwise than usual, and whether it is strict."""
    log = tmp_path_factory.mktemp("odd") / "log"
    with deployed(database, log, **request.param) as site:
        yield site, request.param in STRICT


def two_hundred_starts(site: Site, event: int) -> list[Any]:
    return at_once(partial(site.start, event, host=number % 2) for number in range(200))


@pytest.mark.parametrize("ended_before", [False, True])
def test_two_hundred_starts_of_two_hosts_make_one_room(
    site: Site, database: Database, event: int, ended_before: bool
) -> None:
    rooms = []
    if ended_before:
        rooms = [site.start(event).room]
        site.end(event)
    answers = two_hundred_starts(site, event)
    assert_answered(answers, start={200})
    assert {answer.room for answer in answers} == {database.session(event)["room_name"]}
    assert database.runs(event) == [*rooms, answers[0].room]
    database.assert_consistent(event)


def test_two_hundred_starts_make_one_room_a_run_however_the_database_is_set(
    odd: tuple[Site, bool], database: Database, event: int
) -> None:
    site, is_strict = odd
    answers = two_hundred_starts(site, event)
    assert_answered([site.end(event)], end={200})
    answers += two_hundred_starts(site, event)
    assert_answered(answers, start={200, BUSY} if is_strict else {200})
    assert {answer.room for answer in answers if answer.room} == set(database.runs(event))
    database.assert_consistent(event)


def race(site: Site, event: int, rounds: int) -> list[Any]:
    """Both hosts start and end, and nobody waits for the other."""
    calls = [partial(act, event, host=host) for act in (site.start, site.end) for host in (0, 1)]
    return [answer for _ in range(rounds) for answer in at_once(calls * 2)]


def test_start_against_end_leaves_one_run_after_the_other(
    site: Site, database: Database, event: int
) -> None:
    answers = race(site, event, rounds=40)
    assert_answered(answers, start={200, BUSY}, end={200, BUSY})
    assert {answer.room for answer in answers if answer.room} <= set(database.runs(event))
    assert all(not a.body["is_active"] for a in answers if (a.asked, a.status) == ("end", 200))
    database.assert_consistent(event)


def test_start_against_end_however_the_database_is_set(
    odd: tuple[Site, bool], database: Database, event: int
) -> None:
    site, _ = odd
    answers = race(site, event, rounds=20)
    assert_answered(answers, start={200, BUSY}, end={200, BUSY})
    assert {answer.room for answer in answers if answer.room} <= set(database.runs(event))
    database.assert_consistent(event)


def test_nobody_gets_in_after_the_end(site: Site, database: Database, event: int) -> None:
    ends = []
    people = [[partial(site.join, event, attendee=number)] for number in range(6)]
    with crowd(*people) as asking:
        for number in range(20):
            started = site.start(event, host=number % 2)
            asking.wait_for(10)
            ended = site.end(event, host=number % 2)
            asking.wait_for(20)
            ends.append((started, ended))
    answers = asking.answers
    assert_answered(answers, join={200, NOT_LIVE})
    assert {answer.room for answer in answers if answer.room} <= set(database.runs(event))
    for answer in (answer for answer in answers if answer.room):
        # A grant was asked for before the end of its room was known to anybody.
        (ended,) = [end for start, end in ends if start.room == answer.room]
        assert answer.began < ended.ended
    for (_, ended), (started, _) in pairwise(ends):
        meanwhile = [a for a in answers if ended.ended < a.began and a.ended < started.began]
        assert meanwhile
        assert {answer.outcome for answer in meanwhile} == {NOT_LIVE}
    database.assert_consistent(event)


SLEEP = """
UPDATE jitsi_live_stay SET joined_at = joined_at - interval '2 hours',
    last_seen_at = last_seen_at - interval '1 hour' WHERE key = ANY(%s)
"""
STAYS = """
SELECT count(*) AS began, count(left_at) AS ended FROM jitsi_live_stay
WHERE run_id IN (SELECT id FROM jitsi_live_run WHERE session_id = %s)
"""


def test_pages_that_wake_up_and_are_closed_at_once(
    site: Site, database: Database, event: int
) -> None:
    room = site.start(event).room
    keys = [site.stay(event, "joined", attendee=n % 8).body["stay"] for n in range(40)]
    database.rows(SLEEP, keys)
    for number, key in enumerate(keys):
        tell = partial(site.stay, event, attendee=number % 8, stay=key)
        answers = at_once([partial(tell, "seen"), partial(tell, "left")] * 2)
        assert_answered(answers, stays={200})
    (stays,) = database.rows(STAYS, database.session(event)["id"])
    assert database.rooms("participant_joined", event) == {room: stays["began"]}
    assert database.rooms("participant_left", event) == {room: stays["ended"]}

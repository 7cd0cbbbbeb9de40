"""Several that tidy up at one moment, as two machines with the same crontab do."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from tests.faults.crowd import assert_answered, at_once
from tests.faults.database import Database
from tests.faults.site import Site
from tests.patience import until

TIDY = ("-m", "django", "jitsi_live_tidy")
SESSIONS = 20

HOURS_AGO = """
WITH moved AS (
    UPDATE jitsi_live_livesession SET started_at = started_at - interval '2 hours'
    WHERE event_id = ANY(%s) RETURNING run_id
)
UPDATE jitsi_live_run SET opened_at = opened_at - interval '2 hours',
    started_at = started_at - interval '2 hours'
WHERE id IN (SELECT run_id FROM moved)
"""
WATCHED_FOR_LONG = """
UPDATE jitsi_live_stay SET joined_at = joined_at - interval '2 hours',
    last_seen_at = last_seen_at - interval '30 minutes'
WHERE run_id IN (SELECT run_id FROM jitsi_live_livesession WHERE event_id = ANY(%s))
"""
TIDYING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'jitsi_live_tidy'"


@pytest.fixture
def idle(site: Site, database: Database) -> list[int]:
    """Events that are live, and whose people closed their laptops half an hour ago."""
    database.rows("TRUNCATE jitsi_live_livesession CASCADE")  # what other tests have left live
    events = [database.events.pop() for _ in range(SESSIONS)]
    for event in events:
        assert_answered([site.start(event)], start={200})
        stays = [site.stay(event, "joined", attendee=number) for number in range(3)]
        assert_answered(stays, stays={201})
    database.rows(WATCHED_FOR_LONG, events)
    database.rows(HOURS_AGO, events)
    return events


def numbers(printed: str) -> dict[str, int]:
    """What the command says that it did."""
    words = (line.split(maxsplit=1) for line in printed.splitlines())
    return {what: int(number) for number, what in words}


def test_what_several_tidy_up_at_once_is_done_once(database: Database, idle: list[int]) -> None:
    printed = at_once([partial(database.run, *TIDY)] * 3)
    done = sum(map(Counter, map(numbers, printed)), Counter())
    assert done["sessions ended"] == SESSIONS
    assert done["stays closed"] == SESSIONS * 3
    for event in idle:
        database.assert_consistent(event)
        assert not database.session(event)["is_active"]
        (room,) = database.runs(event)
        assert database.rooms("participant_left", event) == {room: 3}
        assert database.rooms("attendance_confirmed", event) == {room: 3}


def test_tidying_up_while_hosts_start_again_ends_no_new_run(
    site: Site, database: Database, idle: list[int]
) -> None:
    def restart(event: int) -> Any:
        return [site.end(event), site.start(event)]

    tidying = [database.begin(*TIDY) for _ in range(2)]
    until(lambda: database.rows(TIDYING))
    answers = [answer for event in idle for answer in restart(event)]
    printed = [process.communicate()[0] for process in tidying]
    assert [process.returncode for process in tidying] == [0, 0]
    assert_answered(answers, start={200}, end={200})
    for event in idle:
        database.assert_consistent(event)
        assert database.session(event)["is_active"]
        first, _second = database.runs(event)
        assert database.rooms("attendance_confirmed", event) == {first: 3}
    assert all(map(numbers, printed))

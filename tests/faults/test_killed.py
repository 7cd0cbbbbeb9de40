"""Processes of the site that are killed in the middle of whatever they do.

``JITSI_LIVE_FAULTS_KILLS`` is how many, ``JITSI_LIVE_FAULTS_SEED`` makes it the same ones again.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
from collections import Counter
from functools import partial

from tests.faults.crowd import assert_answered, at_once, crowd
from tests.faults.database import Database
from tests.faults.site import WORKERS, Answer, Site
from tests.patience import until

KILLS = int(os.environ.get("JITSI_LIVE_FAULTS_KILLS", "30"))
SEED = int(os.environ.get("JITSI_LIVE_FAULTS_SEED", secrets.randbelow(10**6)))
DROPPED = 0
BUSY = (503, "busy")
NOT_LIVE = (403, "not_live")

STAYS = """
SELECT stay.*, run.room_name FROM jitsi_live_stay stay JOIN jitsi_live_run run ON run.id = run_id
JOIN jitsi_live_livesession session ON session.id = run.session_id
"""
IN_TRANSACTION = "SELECT pid FROM pg_stat_activity WHERE starts_with(state, 'idle in transaction')"


class Watcher:
    """A page that joins, gives signs of life and leaves, and remembers what it was answered."""

    def __init__(self, site: Site, event: int, attendee: int) -> None:
        self._tell = partial(site.stay, event, attendee=attendee)
        self.joined: set[str] = set()
        self.left: set[str] = set()

    def watch(self) -> Answer:
        answer = self._tell("joined")
        if answer.status != 201:
            return answer
        key = answer.body["stay"]
        self.joined.add(key)
        seen, left = self._tell("seen", stay=key), self._tell("left", stay=key)
        assert_answered([seen, left], stays={200, DROPPED})
        if left.status == 200:
            self.left.add(key)
        return answer


def test_killed_processes_lose_and_double_nothing(
    site: Site, database: Database, event: int
) -> None:
    print(f"seed: {SEED}")
    chance = random.Random(SEED)
    watchers = [Watcher(site, event, attendee) for attendee in (0, 1)]
    with crowd(
        *[[partial(site.start, event, host), partial(site.end, event, host)] for host in (0, 1)],
        *[[partial(site.join, event, attendee)] for attendee in (2, 3)],
        *[[watcher.watch] for watcher in watchers],
    ) as asking:
        for _ in range(KILLS):
            asking.wait_for(chance.randint(1, 20))
            kill(site, chance)
    answers = asking.answers
    assert_answered(
        answers,
        start={200, DROPPED, BUSY},
        end={200, DROPPED, BUSY},
        join={200, DROPPED, NOT_LIVE},
        stays={201, DROPPED, NOT_LIVE},
    )
    rooms = {answer.room for answer in answers if answer.room}
    assert rooms <= set(database.runs(event))
    database.assert_consistent(event, every_signal=False)
    assert_stays_are_kept(database, event, watchers)
    until(lambda: not database.rows(IN_TRANSACTION))
    assert_is_as_before(site, database, database.events.pop())


def kill(site: Site, chance: random.Random) -> None:
    # All are there again, whatever happened before.
    workers = until(lambda: len(site.workers()) == WORKERS and site.workers())
    victim = chance.choice(workers)
    os.kill(victim, signal.SIGKILL)
    until(lambda: victim not in site.workers())


def assert_stays_are_kept(database: Database, event: int, watchers: list[Watcher]) -> None:
    rows = {row["key"]: row for row in database.rows(f"{STAYS} WHERE event_id = %s", event)}
    runs = set(database.runs(event))
    assert {row["room_name"] for row in rows.values()} <= runs
    for watcher in watchers:
        assert watcher.joined <= set(rows)
        assert all(rows[key]["is_left_certain"] for key in watcher.left)
    # A stay that nobody was told of is of one whose answer was lost, and is closed by tidying up.
    assert Counter(database.rooms("participant_joined", event)).total() <= len(rows)


def assert_is_as_before(site: Site, database: Database, event: int) -> None:
    starts = at_once([partial(site.start, event)] * 20)
    assert_answered(starts, start={200})
    assert_answered([site.join(event), site.end(event)], join={200}, end={200})
    assert database.runs(event) == [starts[0].room]
    database.assert_consistent(event)

"""The cache of the site is killed under load, hangs, and comes back."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.faults.conftest import missing, unless_required
from tests.faults.crowd import Crowd, assert_answered, crowd
from tests.faults.database import Database
from tests.faults.redis import Redis
from tests.faults.site import Answer, Site

NOT_LIVE = (403, "not_live")
STALE = 3
"""Seconds after which nobody is told any more what was before a change. They count from when the
requests are answered that were under way: of these, one that is slow may put an old status into the
cache."""


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if problem := missing(redis=True):
        unless_required(problem)
    server = Redis(tmp_path)
    server.start()
    yield server
    server.kill()


def test_status_is_right_with_the_cache_and_without(
    deploy: Callable[..., Site], database: Database, event: int, redis: Redis
) -> None:
    site = deploy(cache=redis.url)
    assert_answered([site.status(event)], status={200})
    start, end = partial(site.start, event), partial(site.end, event)
    # What becomes of the cache before a host starts or ends.
    fates: list[tuple[Callable[[], None], Callable[[], Answer]]] = [
        (lambda: None, start),
        (lambda: None, end),
        (redis.kill, start),
        (redis.start, end),
        (partial(redis.send, signal.SIGSTOP), start),
        (partial(redis.send, signal.SIGCONT), end),
    ]
    people = [*[[partial(site.status, event)] for _ in range(3)], [partial(site.join, event)]]
    changes = []
    with crowd(*people) as asking:
        for befall, change in fates:
            befall()
            changes.append(change_and_look(asking, change))
    answers = asking.answers
    print(f"slowest: {max(answer.ended - answer.began for answer in answers):.2f} s")
    assert_answered(changes, start={200}, end={200})
    assert_answered(answers, status={200}, join={200, NOT_LIVE})
    for before, after in pairwise([*changes, None]):
        assert_right(answers, before, after)
    database.assert_consistent(event)


def change_and_look(asking: Crowd, change: Callable[[], Answer]) -> Answer:
    """Change something, and go on when it has been looked at for long enough."""
    answer = change()
    asking.wait_for_those_under_way()
    asking.wait_for(6, "status", since=monotonic() + STALE)
    return answer


def assert_right(answers: list[Answer], change: Any, following: Any) -> None:
    """What is told after a change, once it is known everywhere, until the next one."""
    until = following.began if following else answers[-1].ended
    under_way = [each.ended for each in answers if each.began < change.ended < each.ended]
    since = max([change.ended, *under_way]) + STALE
    told = [
        answer
        for answer in answers
        if answer.asked == "status" and since < answer.began and answer.ended < until
    ]
    assert told
    assert {answer.body["is_active"] for answer in told} == {change.asked == "start"}

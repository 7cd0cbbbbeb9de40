"""Two transactions at one moment, in an order that does not depend on the speed of the machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from django.db import connection, connections, transaction

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite lets one transaction write at a time: run it by `python -m tests`",
)

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND wait_event_type = 'Lock'
"""


def overlap(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Call both in threads. ``second`` begins when ``first`` has written and not committed yet.

    ``first`` commits as soon as ``second`` waits for it, or has not waited and is done.
    """
    has_written, may_commit = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                has_written.set()
                may_commit.wait()
        finally:
            has_written.set()
            connections.close_all()

    def follow() -> None:
        try:
            second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        has_written.wait()
        following = pool.submit(follow)
        try:
            _wait_until_done_or_waiting(following)
        finally:
            may_commit.set()
        holding.result()
        following.result()


def _wait_until_done_or_waiting(following: Future[None]) -> None:
    while not wait([following], timeout=0.02).done:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            [(waiting,)] = cursor.fetchall()
        if waiting:
            return

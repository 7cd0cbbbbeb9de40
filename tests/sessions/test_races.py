"""Real threads, each with a database connection of its own."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import connection, connections, transaction

from django_jitsi_live import moments, services
from django_jitsi_live.exceptions import Busy, NotLive
from django_jitsi_live.models import LiveSession, Removal, Run
from django_jitsi_live.signals import session_ended, session_started
from tests.patience import PATIENCE
from tests.runs import rewrite

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, call: Any) -> list[Any]:
    def run(number: int) -> Any:
        try:
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def announced() -> Any:
    rooms: list[str] = []

    def listen(session: LiveSession, **kwargs: Any) -> None:
        rooms.append(session.room_name)

    session_started.connect(listen)
    yield rooms
    session_started.disconnect(listen)


@pytest.mark.parametrize("ended_before", [False, True])
def test_fifty_simultaneous_starts_make_one_room(
    event: Any, host: Any, announced: Any, ended_before: bool
) -> None:
    if ended_before:
        services.start(host, event.pk)
        services.end(host, event.pk)
        announced.clear()
    grants = at_once(50, lambda number: services.start(host, event.pk))
    session = LiveSession.objects.get()
    assert {grant.room_name for grant in grants} == {session.room_name}
    assert announced == [session.room_name]


def test_two_hosts_who_start_at_once_are_in_one_room(
    settings: Any, event: Any, host: Any, make_user: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    hosts = [host, make_user("olga")]
    event.speakers.set(hosts)
    grants = at_once(2, lambda number: services.start(hosts[number], event.pk))
    assert {grant.room_name for grant in grants} == {LiveSession.objects.get().room_name}


def test_simultaneous_ends_agree(live: Any, host: Any) -> None:
    sessions = at_once(10, lambda number: services.end(host, live.pk))
    assert {session.ended_at for session in sessions} == {LiveSession.objects.get().ended_at}


@pytest.fixture
def ended() -> Any:
    ends: list[str] = []

    def listen(session: LiveSession, **kwargs: Any) -> None:
        ends.append(session.room_name)

    session_ended.connect(listen)
    yield ends
    session_ended.disconnect(listen)


def test_of_two_hundred_who_ask_when_it_is_over_one_ends_it(
    settings: Any, live: Any, host: Any, student: Any, ended: Any
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 600
    a_minute_ago = moments.now() - dt.timedelta(minutes=1)
    rewrite(started_at=a_minute_ago - dt.timedelta(minutes=10), closes_at=a_minute_ago)
    people = [host, student, None]

    def ask(number: int) -> bool:
        return any(
            services.status(live.pk, people[(number + turn) % 3], fresh=True).is_active
            for turn in range(4)
        )

    assert not any(at_once(50, ask))
    assert ended == [LiveSession.objects.get().room_name]
    assert LiveSession.objects.get().ended_at == Run.objects.get().ended_at == a_minute_ago


@pytest.mark.parametrize(
    ("act", "is_live_before"),
    [
        (services.start, False),
        (services.backstage, False),
        (services.reopen, False),
        (services.extend, True),
        (services.end, True),
    ],
)
def test_session_locked_by_another_transaction_is_busy(
    settings: Any, live: Any, host: Any, act: Any, is_live_before: bool
) -> None:
    rewrite(closes_at=moments.now() + dt.timedelta(hours=1))
    if not is_live_before:
        services.end(host, live.pk)
    with kept_by_another():
        with connection.cursor() as cursor:
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute("PRAGMA busy_timeout=1" if is_sqlite else "SET lock_timeout=1")
        with pytest.raises(Busy):
            act(host, live.pk)
    connection.close()
    before = LiveSession.objects.get()
    act(host, live.pk)
    after = LiveSession.objects.get()
    assert (before.is_active, before.closes_at) != (after.is_active, after.closes_at)


@contextmanager
def kept_by_another() -> Iterator[None]:
    """The row of the session, by a transaction that does not come to its end."""
    is_kept, is_over = threading.Event(), threading.Event()

    def keep() -> None:
        try:
            with transaction.atomic():
                LiveSession.objects.update(server="default")
                is_kept.set()
                is_over.wait(PATIENCE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        keeping = pool.submit(keep)
        try:
            assert is_kept.wait(PATIENCE)
            yield
        finally:
            is_over.set()
            keeping.result()


def test_the_threads_write_to_one_database() -> None:
    """In-memory SQLite would make all of the above meaningless, were it not shared."""
    table = LiveSession._meta.db_table
    tables = at_once(2, lambda number: connection.introspection.table_names())
    assert all(table in names for names in tables)


def test_a_session_that_moves_and_ends_at_once_is_over(live: Any, host: Any) -> None:
    def act(number: int) -> None:
        with suppress(NotLive):  # the end was faster
            (services.move, services.end)[number](host, live.pk)

    at_once(2, act)
    services.end(host, live.pk)
    assert LiveSession.objects.get().is_active is False
    assert not Run.objects.filter(ended_at=None).exists()


def test_of_many_removals_and_readmissions_one_state_remains(
    live: Any, host: Any, student: Any
) -> None:
    def toggle(number: int) -> Any:
        act = services.remove if number % 2 else services.readmit
        return act(host, live.pk, str(student.pk))

    at_once(10, toggle)
    services.remove(host, live.pk, str(student.pk))
    assert Removal.objects.count() == 1

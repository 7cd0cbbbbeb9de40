"""Server push, as an ASGI server drives it."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import json
import signal
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.db import OperationalError, connection, connections
from django.test import AsyncClient, Client

from django_jitsi_live import moments, services
from django_jitsi_live.crowd import hub, polling, status_messages
from django_jitsi_live.models import LiveSession
from django_jitsi_live.policy import Policy
from django_jitsi_live.web import streaming
from tests.asgi import Server, uvicorn
from tests.patience import PATIENCE, until
from tests.projects.webinar.webinars.models import Event
from tests.runs import rewrite

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def push(settings: Any, monkeypatch: Any) -> Iterator[None]:
    """Streams are on, without jitter; afterwards no hub is left."""
    settings.JITSI_LIVE_STREAM = True
    monkeypatch.setattr(polling, "with_jitter", int)
    yield
    assert hub._hubs == {}
    hub.loader_thread.submit(int).result()  # what it was told to close is closed


def path_of(event: Any) -> str:
    return f"/api/live/stream/{event.pk}/"


class Listener:
    """A client of the site's ASGI application."""

    def __init__(
        self,
        path: str,
        *,
        method: str = "GET",
        cookie: str = "",
        address: str = "",
        name: str = "status",
    ) -> None:
        self.name = name
        path, _, query = path.partition("?")
        headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
        headers += [(b"accept-encoding", b"gzip")]
        scope: dict[str, Any] = {"type": "http", "method": method, "path": path}
        scope["query_string"] = query.encode()
        scope |= {"headers": headers, "client": (address, 50123) if address else None}
        self._connection = ApplicationCommunicator(ASGIHandler(), scope)
        self.status = 0
        self.headers: dict[str, str] = {}

    async def open(self) -> Listener:
        await self._connection.send_input({"type": "http.request"})
        start = await self._connection.receive_output(PATIENCE)
        self.status = start["status"]
        self.headers = {key.decode(): value.decode() for key, value in start["headers"]}
        return self

    async def part(self) -> str:
        """The next chunk; empty at the end."""
        message = await self._connection.receive_output(PATIENCE)
        return str(message.get("body", b"").decode())

    async def told(self) -> dict[str, Any]:
        """The next message; everything before it is skipped."""
        while part := await self.part():
            if part.startswith(f"event: {self.name}\ndata: "):
                assert part.endswith("}\n\n")
                told: dict[str, Any] = json.loads(part.split("\n")[1].removeprefix("data: "))
                return told
        raise AssertionError("The stream is over.")

    async def leave(self) -> None:
        await self._connection.send_input({"type": "http.disconnect"})
        await self.end()

    async def end(self) -> None:
        """Wait for the answer's end: Django leaves the body's file open where it is cancelled."""
        await self._connection.wait(PATIENCE)


@asynccontextmanager
async def listeners(path: str, count: int = 1, **how: Any) -> AsyncIterator[list[Listener]]:
    crowd = [await Listener(path, **how).open() for _ in range(count)]
    yield crowd
    for each in crowd:
        await each.leave()


async def elsewhere(act: Callable[..., Any], *arguments: Any) -> Any:
    """Run it in a thread with a database connection of its own.

    Again and again, where it may not: SQLite in memory does not wait for whoever reads the table.
    """
    done: list[Any] = []

    def is_done() -> bool:
        with suppress(OperationalError):
            done.append(act(*arguments))
        return bool(done)

    def run() -> Any:
        try:
            until(is_done)
        finally:
            connections.close_all()

    await asyncio.to_thread(run)
    return done[0]


async def happens(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


@pytest.fixture
def polls(monkeypatch: Any) -> list[str]:
    """The event of each poll."""
    polls: list[str] = []
    load = status_messages._load_statuses

    def noted(event_ids: Any, settle: Any) -> list[Any]:
        polls.extend(event_ids)
        return load(event_ids, settle)

    monkeypatch.setattr(status_messages, "_load_statuses", noted)
    return polls


# Messages


def test_stream_sends_the_status_and_its_changes(event: Any, host: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            waiting = await listener.told()
            assert waiting == await elsewhere(lambda: services.status(event.pk).as_dict())
            await elsewhere(services.start, host, event.pk)
            live = await listener.told()
            assert (live["is_active"], live["room_name"], live["present"]) == (True, None, None)
            assert live["started_at"].endswith("Z")
            await elsewhere(services.end, host, event.pk)
            assert (await listener.told())["is_active"] is False

    run(scenario())


def test_stream_learns_that_a_session_ends_by_itself(live: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(live)) as [listener]:
            assert (await listener.told())["state"] == "live"
            hours_ago = moments.now() - dt.timedelta(hours=13)
            await elsewhere(lambda: rewrite(started_at=hours_ago, closes_at=moments.now()))
            told = await listener.told()
            assert (told["is_active"], told["state"]) == (False, "ended")
        assert not await elsewhere(lambda: LiveSession.objects.get().is_active)

    run(scenario())


def test_stream_says_nothing_of_a_backstage(event: Any, host: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert (await listener.told())["state"] == "scheduled"
            await elsewhere(services.backstage, host, event.pk)
            await elsewhere(services.start, host, event.pk)
            assert (await listener.told())["state"] == "live"

    run(scenario())


def test_late_stream_starts_with_the_current_status(live: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(live), 2) as [first, second]:
            assert (await first.told())["is_active"] is True
            assert await second.told() == await elsewhere(lambda: answer_of_status(live))

    run(scenario())


def answer_of_status(event: Any) -> Any:
    return Client().get(f"/api/live/status/{event.pk}/").json()


def test_stream_starts_with_the_retry_delay(event: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            name, _, value = (await listener.part()).removesuffix("\n\n").partition(": ")
            assert name == "retry"
            assert 2000 <= int(value) <= 10_000

    run(scenario())


def test_host_gets_the_anonymous_status(live: Any, host: Any) -> None:
    client = Client()
    client.force_login(host)
    cookie = client.cookies["sessionid"].OutputString()

    async def scenario() -> None:
        async with listeners(path_of(live), cookie=cookie) as [listener]:
            assert (await listener.told())["room_name"] is None
            assert "Set-Cookie" not in listener.headers
            assert "Cookie" not in listener.headers.get("Vary", "")

    run(scenario())


def test_proxies_neither_cache_nor_buffer_a_stream(event: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert listener.status == 200
            assert listener.headers["Content-Type"] == "text/event-stream"
            assert listener.headers["Cache-Control"] == "no-store"
            assert listener.headers["X-Accel-Buffering"] == "no"

    run(scenario())


def test_gzip_middleware_leaves_streams_alone(settings: Any, event: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *settings.MIDDLEWARE]

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert (await listener.told())["is_active"] is False

    run(scenario())


def test_volatile_fields_are_not_published(live: Any, monkeypatch: Any, polls: list[str]) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.01)
    load, left = status_messages._load_statuses, iter(range(1000, 0, -1))

    def load_next(event_ids: Any, settle: Any) -> list[Any]:
        return [{**each, "join_spread": next(left)} for each in load(event_ids, settle)]

    monkeypatch.setattr(status_messages, "_load_statuses", load_next)

    async def scenario() -> None:
        async with listeners(path_of(live)) as [listener]:
            told = await listener.told()
            await happens(lambda: len(polls) > 5)
            async with listeners(path_of(live)) as [late]:
                assert (await late.told())["join_spread"] < told["join_spread"]
            with pytest.raises(asyncio.TimeoutError):
                await listener._connection.receive_output(0.1)

    with pytest.raises(asyncio.CancelledError):  # how that ends who was asked in vain
        run(scenario())


def test_slow_stream_skips_replaced_messages_only(event: Any, host: Any) -> None:
    async def scenario() -> None:
        response: Any = await AsyncClient().get(path_of(event))
        parts = aiter(response.streaming_content)
        assert [(await anext(parts))[:6] for _ in range(2)] == [b"retry:", b"event:"]
        channel = channel_of(event)
        await elsewhere(services.start, host, event.pk)
        await happens(lambda: channel.version == 2)
        await elsewhere(services.end, host, event.pk)
        await happens(lambda: channel.version == 3)
        assert b'"is_active": false' in await anext(parts)
        await parts.aclose()

    async_to_sync(scenario)()


def channel_of(event: Any) -> hub.Channel:
    [running] = hub._hubs.values()
    return running._channels[str(event.pk)]


def test_two_messages_at_once_wake_a_stream_once() -> None:
    async def scenario() -> None:
        channel = hub.Channel("1")
        waiting = asyncio.create_task(channel.wait(PATIENCE))
        await happens(lambda: bool(channel._waiting))
        channel.wake()
        channel.wake()
        await waiting
        assert channel._waiting == set()

    run(scenario())


# Refused requests


def refusal(path: str, method: str = "GET") -> tuple[int, str, Listener]:
    async def scenario() -> tuple[int, str, Listener]:
        listener = await Listener(path, method=method).open()
        answer = await listener.part()
        await listener.end()
        return listener.status, json.loads(answer)["code"] if answer else "", listener

    return asyncio.run(scenario())


@pytest.mark.parametrize("event_id", ["0", "-", "%00", "4711"])
def test_an_unknown_event_has_no_stream(event: Any, event_id: str) -> None:
    assert refusal(f"/api/live/stream/{event_id}/")[:2] == (404, "not_found")


def test_stream_is_off_by_default(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_STREAM = False
    assert refusal(path_of(event))[:2] == (404, "not_found")


def test_under_wsgi_there_is_no_stream(event: Any, client: Client) -> None:
    answer = client.get(path_of(event))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS"])
def test_stream_allows_get_only(event: Any, method: str) -> None:
    assert refusal(path_of(event), method)[0] == 405


def test_full_process_refuses_another_stream(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_STREAMS", 1)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [first]:
            await first.told()
            second = await Listener(path_of(event)).open()
            assert (second.status, second.headers["Retry-After"]) == (503, "10")
            assert json.loads(await second.part())["code"] == "busy"
            await second.end()

    run(scenario())


def test_client_that_opens_too_many_channels_is_throttled(settings: Any, event: Any) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_status": "2/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates

    async def scenario() -> None:
        async with listeners(path_of(event), 3) as crowd:  # of one event, which is one question
            assert [each.status for each in crowd] == [200] * 3
            answers = [await Listener(f"/api/live/stream/no-{n}/").open() for n in range(2)]
            assert [each.status for each in answers] == [404, 429]
            assert int(answers[-1].headers["Retry-After"]) > 0
            assert json.loads(await answers[-1].part())["code"] == "throttled"
            for each in answers:
                await each.end()

    run(scenario())


def test_stream_needs_no_login(settings: Any, event: Any) -> None:
    login_required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, login_required]

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert listener.status == 200

    run(scenario())


def test_stream_works_with_atomic_requests(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert listener.status == 200

    run(scenario())


# The hub


@pytest.mark.slow
def test_many_streams_cost_one_poll_a_second(event: Any, polls: list[str]) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event), 20):
            begin, before = time.monotonic(), len(polls)
            await happens(lambda: len(polls) == before + 3)
            assert time.monotonic() - begin > 1.9

    run(scenario())


def test_each_event_has_a_channel_of_its_own(
    event: Any, live: Any, host: Any, student: Any
) -> None:
    other = type(event).objects.create(title="Another", slug="another", organizer=host)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [first], listeners(path_of(other)) as [second]:
            assert (await first.told())["is_active"] is True
            assert (await second.told())["is_active"] is False
            await second.leave()
            await elsewhere(services.end, host, event.pk)
            assert (await first.told())["is_active"] is False

    run(scenario())


def test_change_in_this_process_is_sent_at_once(event: Any, host: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 3600)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            await elsewhere(services.start, host, event.pk)
            assert (await listener.told())["is_active"] is True

    run(scenario())


def test_each_event_loop_has_a_hub_of_its_own(event: Any, host: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 3600)
    gate = threading.Barrier(3, timeout=PATIENCE)

    async def scenario() -> list[bool]:
        async with listeners(path_of(event)) as [listener]:
            first = await listener.told()
            await asyncio.to_thread(gate.wait)
            second = await listener.told()
            return [first["is_active"], second["is_active"]]

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(lambda: asyncio.run(scenario())) for _ in range(2)]
        gate.wait()
        services.start(host, event.pk)
        assert [each.result() for each in both] == [[False, True]] * 2


def test_hub_stops_with_its_last_stream(event: Any, polls: list[str], caplog: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event), 3) as crowd:
            for each in crowd:
                await each.told()
            [running] = hub._hubs.values()
            await crowd[0].leave()
            assert running.streams == 2
            assert len(channel_of(event)._waiting) == 2
        await happens(lambda: not hub._hubs)
        assert running._task.done()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert others == set()

    run(scenario())
    assert caplog.records == []
    assert hub.loader_thread.submit(has_connection).result() is False


def has_connection() -> bool:
    return connection.connection is not None


def test_channel_without_listeners_is_closed(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.01)

    async def scenario() -> None:
        response: Any = await AsyncClient().get(path_of(event))
        assert response.status_code == 200
        await happens(lambda: not hub._hubs)

    async_to_sync(scenario)()


def test_hub_survives_a_broken_database(
    event: Any, host: Any, monkeypatch: Any, polls: list[str], caplog: Any
) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.05)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            await elsewhere(rename, "webinars_event", "gone")
            before = len(polls)
            await happens(lambda: len(polls) > before + 1)  # one of them has failed
            errors = list(caplog.records)
            assert {record.levelname for record in errors} == {"ERROR"}
            await happens(lambda: len(polls) > before + 4)
            assert caplog.records == errors
            await elsewhere(rename, "gone", "webinars_event")
            await elsewhere(services.start, host, event.pk)
            assert (await listener.told())["is_active"] is True

    run(scenario())


def rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def test_new_stream_is_busy_while_the_database_is_broken(event: Any) -> None:
    rename("webinars_event", "gone")
    try:
        status, code, listener = refusal(path_of(event))
    finally:
        rename("gone", "webinars_event")
    assert (status, code, listener.headers["Retry-After"]) == (503, "busy", "10")


class Hidden(Policy):
    def events(self) -> Any:
        return super().events().none()


@pytest.mark.slow
def test_stream_of_a_deleted_event_ends(settings: Any, event: Any, monkeypatch: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            settings.JITSI_LIVE_POLICY = "tests.crowd.test_stream.Hidden"
            assert await listener.part() == ":\n\n"
            assert await listener.part() == ""

    run(scenario())


# Open streams


def test_silent_stream_sends_keepalives(event: Any, monkeypatch: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            assert [await listener.part() for _ in range(3)] == [":\n\n"] * 3

    monkeypatch.setattr(streaming, "KEEPALIVE_SECONDS", 0.05)
    run(scenario())


def test_slow_first_look_is_waited_for_longer_than_a_keepalive(
    event: Any, monkeypatch: Any
) -> None:
    load, is_late = status_messages._load_statuses, threading.Event()

    def load_late(event_ids: Any, settle: Any) -> list[Any]:
        is_late.wait(0.2)
        return load(event_ids, settle)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert (await listener.told())["is_active"] is False

    monkeypatch.setattr(status_messages, "_load_statuses", load_late)
    monkeypatch.setattr(streaming, "KEEPALIVE_SECONDS", 0.01)
    run(scenario())


def test_long_stream_ends_so_that_the_browser_reconnects(event: Any, monkeypatch: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert (listener.status, (await listener.part())[:6]) == (200, "retry:")
            while part := await listener.part():
                # On a slow machine it may end before it has told anything.
                assert part == ":\n\n" or part.startswith("event: status\n")

    monkeypatch.setattr(streaming, "MAX_STREAM_SECONDS", 0.2)
    monkeypatch.setattr(streaming, "KEEPALIVE_SECONDS", 0.05)
    run(scenario())


asked: list[Any] = []


def asking(get_response: Any) -> Any:
    """Middleware that queries the database in each request."""

    def middleware(request: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        asked.append(connections["default"])
        return get_response(request)

    return middleware


def test_an_open_stream_holds_neither_thread_nor_connection(settings: Any, event: Any) -> None:
    settings.MIDDLEWARE = ["tests.crowd.test_stream.asking", *settings.MIDDLEWARE]
    asked.clear()

    async def scenario() -> None:
        before = threading.active_count()
        async with listeners(path_of(event), 20) as crowd:
            for each in crowd:
                await each.told()
            assert len(asked) == 20
            await happens(lambda: all(each.connection is None for each in asked))
            await happens(lambda: threading.active_count() < before + 5)

    run(scenario())


# The room page


def room_data(event: Any, client: Any) -> Any:
    async def ask() -> Any:
        url = f"/api/live/room/{event.pk}/"
        return (await client.get(url, headers={"accept": "application/json"})).json()

    return async_to_sync(ask)()


def test_page_has_the_address_of_the_stream(settings: Any, event: Any) -> None:
    assert room_data(event, AsyncClient())["stream_url"] == path_of(event)
    settings.JITSI_LIVE_STREAM = False
    assert room_data(event, AsyncClient())["stream_url"] == ""


def test_page_under_wsgi_has_no_address_of_a_stream(event: Any, client: Client) -> None:
    page = client.get(f"/api/live/room/{event.pk}/", headers={"accept": "application/json"})
    assert page.json()["stream_url"] == ""


# A server of its own


@pytest.fixture
def server(event: Any, tmp_path: Path) -> Iterator[Server]:
    with uvicorn(tmp_path) as server:
        yield server


class Visitor:
    """A client with an open stream of the server."""

    def __init__(self, server: Server, event: Any) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self.connection.request("GET", path_of(event))
        self.response = self.connection.getresponse()
        assert self.response.status == 200

    def told(self) -> Any:
        while line := self.response.readline():
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))
        raise AssertionError("The stream is over.")

    def leave(self) -> None:
        self.response.close()
        self.connection.close()

    def drop(self) -> None:
        """Drop the connection without closing it."""
        now = struct.pack("ii", 1, 0)
        self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.leave()


def looks_of(server: Server) -> int:
    return server.queries.read_text().count('FROM "webinars_event"')


@pytest.mark.slow
def test_streams_of_a_server_send_a_change_at_the_next_poll(
    server: Server, event: Any, host: Any
) -> None:
    crowd = [Visitor(server, event) for _ in range(6)]
    assert [each.told()["is_active"] for each in crowd] == [False] * 6
    crowd.pop().drop()
    before = looks_of(server)
    services.start(host, event.pk)  # which the server has to find out by itself
    assert [each.told()["is_active"] for each in crowd] == [True] * 5
    assert looks_of(server) <= before + 3  # one that came too early, one that saw, one meanwhile
    for each in crowd:
        each.leave()


@pytest.mark.slow
def test_streams_of_a_server_cost_one_query_a_second(server: Server, event: Any) -> None:
    crowd = [Visitor(server, event) for _ in range(6)]
    begin, before = time.monotonic(), looks_of(server)
    until(lambda: looks_of(server) == before + 3)
    assert time.monotonic() - begin > 1.9
    for each in crowd:
        each.leave()
    until(lambda: is_quiet(server))


def is_quiet(server: Server) -> bool:
    before = looks_of(server)
    time.sleep(2)  # in which a watch would have looked
    return looks_of(server) == before


@pytest.mark.slow
def test_streams_of_many_events_cost_a_server_one_query_a_second(
    server: Server, event: Any, host: Any
) -> None:
    events = [event, *(another_event(host, n) for n in range(40))]
    crowd = [Visitor(server, each) for each in events]
    assert [each.told()["is_active"] for each in crowd] == [False] * 41
    begin, before = time.monotonic(), looks_of(server)
    time.sleep(3)  # in which 41 channels of their own would have looked 123 times
    # Streams that were opened at different moments keep to a few polls a second.
    assert looks_of(server) - before <= 2 + (time.monotonic() - begin) / hub.MIN_PAUSE_SECONDS
    for each in crowd:
        each.leave()


def another_event(host: Any, number: int) -> Any:
    return Event.objects.create(title=f"{number}", slug=f"event-{number}", organizer=host)


@pytest.mark.slow
def test_server_that_stops_closes_its_streams(server: Server, event: Any) -> None:
    visitor = Visitor(server, event)
    visitor.told()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(PATIENCE)
    assert "Traceback" not in server.said.read_text()
    visitor.leave()

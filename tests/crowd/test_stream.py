"""Server push, as an ASGI server drives it."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.db import connection, connections
from django.test import AsyncClient, Client

from django_jitsi_live import services
from django_jitsi_live.crowd import hub, polling
from django_jitsi_live.policy import Policy
from django_jitsi_live.web import streaming
from tests.asgi import Server, until, uvicorn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def push(settings: Any, monkeypatch: Any) -> Iterator[None]:
    """Push is on, and nothing left to chance; afterwards nothing of it is left."""
    settings.JITSI_LIVE_STREAM = True
    monkeypatch.setattr(polling, "with_jitter", int)
    yield
    assert hub._hubs == {}
    hub.loader_thread.submit(int).result()  # what it was told to close is closed


def path_of(event: Any) -> str:
    return f"/api/live/stream/{event.pk}/"


class Listener:
    """A client of the site's ASGI application."""

    def __init__(self, path: str, *, method: str = "GET", cookie: str = "") -> None:
        headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
        headers += [(b"accept-encoding", b"gzip")]
        scope = {"type": "http", "method": method, "path": path, "headers": headers}
        self._connection = ApplicationCommunicator(ASGIHandler(), scope)
        self.status = 0
        self.headers: dict[str, str] = {}

    async def open(self) -> Listener:
        await self._connection.send_input({"type": "http.request"})
        start = await self._connection.receive_output(10)
        self.status = start["status"]
        self.headers = {key.decode(): value.decode() for key, value in start["headers"]}
        return self

    async def part(self) -> str:
        """What comes next; empty at the end."""
        message = await self._connection.receive_output(10)
        return str(message.get("body", b"").decode())

    async def told(self) -> dict[str, Any]:
        """The next status, whatever comes before."""
        while part := await self.part():
            if part.startswith("event: status\ndata: "):
                assert part.endswith("}\n\n")
                told: dict[str, Any] = json.loads(part.split("\n")[1].removeprefix("data: "))
                return told
        raise AssertionError("The stream is over.")

    async def leave(self) -> None:
        await self._connection.send_input({"type": "http.disconnect"})
        await self._connection.wait(10)


@asynccontextmanager
async def listeners(path: str, count: int = 1, **how: Any) -> AsyncIterator[list[Listener]]:
    crowd = [await Listener(path, **how).open() for _ in range(count)]
    yield crowd
    for each in crowd:
        await each.leave()


async def elsewhere(act: Callable[..., Any], *arguments: Any) -> Any:
    """In a thread with a database connection of its own."""

    def run() -> Any:
        try:
            return act(*arguments)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def happens(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


@pytest.fixture
def looks(monkeypatch: Any) -> list[str]:
    """The events that were looked at, each time."""
    looks: list[str] = []
    look = hub._load_status

    def noted(event_id: str) -> dict[str, Any]:
        looks.append(event_id)
        return look(event_id)

    monkeypatch.setattr(hub, "_load_status", noted)
    return looks


# What is told


def test_a_listener_is_told_how_things_stand_and_what_changes(event: Any, host: Any) -> None:
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


def test_who_comes_late_hears_how_things_stand_then(live: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(live), 2) as [first, second]:
            assert (await first.told())["is_active"] is True
            assert await second.told() == await elsewhere(lambda: answer_of_status(live))

    run(scenario())


def answer_of_status(event: Any) -> Any:
    return Client().get(f"/api/live/status/{event.pk}/").json()


def test_a_stream_begins_with_when_to_come_back(event: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            name, _, value = (await listener.part()).removesuffix("\n\n").partition(": ")
            assert name == "retry"
            assert 2000 <= int(value) <= 10_000

    run(scenario())


def test_hosts_are_told_what_everybody_is_told(live: Any, host: Any) -> None:
    client = Client()
    client.force_login(host)
    cookie = client.cookies["sessionid"].OutputString()

    async def scenario() -> None:
        async with listeners(path_of(live), cookie=cookie) as [listener]:
            assert (await listener.told())["room_name"] is None
            assert "Set-Cookie" not in listener.headers
            assert "Cookie" not in listener.headers.get("Vary", "")

    run(scenario())


def test_no_proxy_keeps_a_stream_or_waits_for_its_end(event: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert listener.status == 200
            assert listener.headers["Content-Type"] == "text/event-stream"
            assert listener.headers["Cache-Control"] == "no-store"
            assert listener.headers["X-Accel-Buffering"] == "no"

    run(scenario())


def test_compression_of_the_site_leaves_streams_alone(settings: Any, event: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *settings.MIDDLEWARE]

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert (await listener.told())["is_active"] is False

    run(scenario())


def test_what_time_alone_changes_is_no_news(live: Any, monkeypatch: Any, looks: list[str]) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.01)
    look, left = hub._load_status, iter(range(1000, 0, -1))
    monkeypatch.setattr(
        hub, "_load_status", lambda event_id: {**look(event_id), "join_spread": next(left)}
    )

    async def scenario() -> None:
        async with listeners(path_of(live)) as [listener]:
            told = await listener.told()
            await happens(lambda: len(looks) > 5)
            async with listeners(path_of(live)) as [late]:
                assert (await late.told())["join_spread"] < told["join_spread"]
            with pytest.raises(asyncio.TimeoutError):
                await listener._connection.receive_output(0.1)

    with pytest.raises(asyncio.CancelledError):  # how that ends who was asked in vain
        run(scenario())


def test_a_slow_listener_misses_what_is_overtaken_and_no_more(event: Any, host: Any) -> None:
    async def scenario() -> None:
        response: Any = await AsyncClient().get(path_of(event))
        parts = aiter(response.streaming_content)
        assert [(await anext(parts))[:6] for _ in range(2)] == [b"retry:", b"event:"]
        watched = watched_of(event)
        await elsewhere(services.start, host, event.pk)
        await happens(lambda: watched.version == 2)
        await elsewhere(services.end, host, event.pk)
        await happens(lambda: watched.version == 3)
        assert b'"is_active": false' in await anext(parts)
        await parts.aclose()

    async_to_sync(scenario)()


def watched_of(event: Any) -> hub.Channel:
    [running] = hub._hubs.values()
    return running._channels[str(event.pk)]


def test_two_pieces_of_news_in_one_moment_wake_once() -> None:
    async def scenario() -> None:
        watched = hub.Channel("1")
        waiting = asyncio.create_task(watched.wait(10))
        await happens(lambda: bool(watched._waiting))
        watched.wake()
        watched.wake()
        await waiting
        assert watched._waiting == set()

    run(scenario())


# Who is turned away


def refusal(path: str, method: str = "GET") -> tuple[int, str, Listener]:
    async def scenario() -> tuple[int, str, Listener]:
        listener = await Listener(path, method=method).open()
        answer = await listener.part()
        await listener._connection.wait(10)
        return listener.status, json.loads(answer)["code"] if answer else "", listener

    return asyncio.run(scenario())


@pytest.mark.parametrize("event_id", ["0", "-", "%00", "4711"])
def test_an_unknown_event_has_no_stream(event: Any, event_id: str) -> None:
    assert refusal(f"/api/live/stream/{event_id}/")[:2] == (404, "not_found")


def test_there_is_no_stream_unless_the_site_wants_it(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_STREAM = False
    assert refusal(path_of(event))[:2] == (404, "not_found")


def test_under_wsgi_there_is_no_stream(event: Any, client: Client) -> None:
    answer = client.get(path_of(event))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS"])
def test_a_stream_is_got_and_nothing_else(event: Any, method: str) -> None:
    assert refusal(path_of(event), method)[0] == 405


def test_a_full_process_takes_no_more(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_STREAMS", 1)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [first]:
            await first.told()
            second = await Listener(path_of(event)).open()
            assert (second.status, second.headers["Retry-After"]) == (503, "10")
            assert json.loads(await second.part())["code"] == "busy"

    run(scenario())


def test_who_has_too_many_events_watched_is_refused(settings: Any, event: Any) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_status": "2/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates

    async def scenario() -> None:
        async with listeners(path_of(event), 3) as crowd:  # of one event, which is one question
            assert [each.status for each in crowd] == [200] * 3
            answers = [await Listener(f"/api/live/stream/no-{n}/").open() for n in range(2)]
            assert [each.status for each in answers] == [404, 429]
            assert int(answers[-1].headers["Retry-After"]) > 0
            assert json.loads(await answers[-1].part())["code"] == "throttled"

    run(scenario())


def test_nobody_has_to_be_logged_in(settings: Any, event: Any) -> None:
    login_required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, login_required]

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert listener.status == 200

    run(scenario())


def test_transactions_of_requests_do_not_matter(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            assert listener.status == 200

    run(scenario())


# The watch


def test_many_listeners_cost_one_look_each_second(event: Any, looks: list[str]) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event), 20):
            begin, before = time.monotonic(), len(looks)
            await happens(lambda: len(looks) == before + 3)
            assert time.monotonic() - begin > 1.9

    run(scenario())


def test_events_are_watched_apart(event: Any, live: Any, host: Any, student: Any) -> None:
    other = type(event).objects.create(title="Another", slug="another", organizer=host)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [first], listeners(path_of(other)) as [second]:
            assert (await first.told())["is_active"] is True
            assert (await second.told())["is_active"] is False
            await second.leave()
            await elsewhere(services.end, host, event.pk)
            assert (await first.told())["is_active"] is False

    run(scenario())


def test_what_this_process_does_is_told_at_once(event: Any, host: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 3600)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            await elsewhere(services.start, host, event.pk)
            assert (await listener.told())["is_active"] is True

    run(scenario())


def test_each_event_loop_has_a_watch_of_its_own(event: Any, host: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 3600)
    gate = threading.Barrier(3, timeout=10)

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


def test_the_watch_ends_with_its_last_listener(event: Any, looks: list[str], caplog: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event), 3) as crowd:
            for each in crowd:
                await each.told()
            [running] = hub._hubs.values()
            await crowd[0].leave()
            assert running.streams == 2
            assert len(watched_of(event)._waiting) == 2
        await happens(lambda: not hub._hubs)
        assert running._task.done()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert others == set()

    run(scenario())
    assert caplog.records == []
    assert hub.loader_thread.submit(has_connection).result() is False


def has_connection() -> bool:
    return connection.connection is not None


def test_nobody_listens_to_an_answer_that_never_began(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.01)

    async def scenario() -> None:
        response: Any = await AsyncClient().get(path_of(event))
        assert response.status_code == 200
        await happens(lambda: not hub._hubs)

    async_to_sync(scenario)()


def test_a_watch_survives_a_broken_database(
    event: Any, host: Any, monkeypatch: Any, looks: list[str], caplog: Any
) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.05)

    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            await elsewhere(rename, "webinars_event", "gone")
            before = len(looks)
            await happens(lambda: len(looks) > before + 3)
            await elsewhere(rename, "gone", "webinars_event")
            await elsewhere(services.start, host, event.pk)
            assert (await listener.told())["is_active"] is True

    run(scenario())
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def test_while_the_database_is_broken_one_is_told_to_come_back(event: Any) -> None:
    rename("webinars_event", "gone")
    try:
        status, code, listener = refusal(path_of(event))
    finally:
        rename("gone", "webinars_event")
    assert (status, code, listener.headers["Retry-After"]) == (503, "busy", "10")


class Hidden(Policy):
    def events(self) -> Any:
        return super().events().none()


def test_the_stream_of_an_event_that_is_gone_ends(
    settings: Any, event: Any, monkeypatch: Any
) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [listener]:
            await listener.told()
            settings.JITSI_LIVE_POLICY = "tests.crowd.test_stream.Hidden"
            assert await listener.part() == ":\n\n"
            assert await listener.part() == ""

    run(scenario())


# The life of a stream


def test_a_silent_stream_gives_signs_of_life(event: Any, monkeypatch: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [first]:
            await first.told()
            # Not before: a heartbeat is also the time that the first look at the event may take.
            monkeypatch.setattr(streaming, "KEEPALIVE_SECONDS", 0.05)
            async with listeners(path_of(event)) as [listener]:
                await listener.told()
                assert [await listener.part() for _ in range(3)] == [":\n\n"] * 3

    run(scenario())


def test_a_long_stream_ends_so_that_the_browser_comes_back(event: Any, monkeypatch: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event)) as [first]:
            await first.told()
            monkeypatch.setattr(streaming, "MAX_STREAM_SECONDS", 0.2)
            monkeypatch.setattr(streaming, "KEEPALIVE_SECONDS", 0.05)
            async with listeners(path_of(event)) as [listener]:
                await listener.told()
                while part := await listener.part():
                    assert part == ":\n\n"

    run(scenario())


asked: list[Any] = []


def asking(get_response: Any) -> Any:
    """Middleware that uses the database at each request."""

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


# What a page is told


def room_data(event: Any, client: Any) -> Any:
    async def ask() -> Any:
        url = f"/api/live/room/{event.pk}/"
        return (await client.get(url, headers={"accept": "application/json"})).json()

    return async_to_sync(ask)()


def test_a_page_is_told_where_the_stream_is(settings: Any, event: Any) -> None:
    assert room_data(event, AsyncClient())["stream_url"] == path_of(event)
    settings.JITSI_LIVE_STREAM = False
    assert room_data(event, AsyncClient())["stream_url"] == ""


def test_a_page_of_a_wsgi_server_is_told_of_no_stream(event: Any, client: Client) -> None:
    page = client.get(f"/api/live/room/{event.pk}/", headers={"accept": "application/json"})
    assert page.json()["stream_url"] == ""


# A server


@pytest.fixture
def server(event: Any, tmp_path: Path) -> Iterator[Server]:
    with uvicorn(tmp_path) as server:
        yield server


class Visitor:
    """Who has opened a stream of the server."""

    def __init__(self, server: Server, event: Any) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
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
        """Without a word of farewell."""
        now = struct.pack("ii", 1, 0)
        self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.leave()


def looks_of(server: Server) -> int:
    return server.queries.read_text().count('FROM "webinars_event"')


@pytest.mark.slow
def test_a_crowd_of_a_server_is_told_by_the_next_looks(
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
def test_a_crowd_of_a_server_costs_a_query_a_second(server: Server, event: Any) -> None:
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
def test_a_server_that_is_told_to_stop_lets_its_listeners_go(server: Server, event: Any) -> None:
    visitor = Visitor(server, event)
    visitor.told()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=10)
    assert "Traceback" not in server.said.read_text()
    visitor.leave()

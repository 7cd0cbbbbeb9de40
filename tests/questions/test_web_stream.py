"""The list is pushed, where the site has an ASGI server."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import AsyncClient, Client

from django_jitsi_live.crowd import hub, polling
from django_jitsi_live.questions import services
from django_jitsi_live.questions.public_list import Audience
from django_jitsi_live.questions.web import push, reader_key
from django_jitsi_live.questions.web.reader_key import make_reader_key
from tests.asgi import uvicorn
from tests.crowd.test_stream import Listener, elsewhere, happens, listeners, rename, run
from tests.patience import PATIENCE
from tests.questions.addresses import address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def pushing(settings: Any, monkeypatch: Any) -> Iterator[None]:
    """Streams are on, without jitter; afterwards no hub is left."""
    settings.JITSI_LIVE_STREAM = True
    monkeypatch.setattr(polling, "with_jitter", int)
    yield
    assert hub._hubs == {}
    hub.loader_thread.submit(int).result()


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why?")


def path_of(event: Any, audience: Audience = Audience.MEMBERS) -> str:
    return f"{address(event, 'stream')}?key={make_reader_key(event.pk, audience)}"


def texts(told: dict[str, Any]) -> list[str]:
    return [each["text"] for each in told["questions"]]


def test_stream_sends_the_list_and_each_change(event: Any, question: Any, host: Any) -> None:
    async def scenario() -> None:
        async with listeners(path_of(event), name="questions") as [listener]:
            first = await listener.told()
            assert first.keys() == {"version", "poll_after", "questions"}
            assert texts(first) == ["Why?"]
            await elsewhere(services.ask, host, event.pk, "How?")
            second = await listener.told()
            assert texts(second) == ["Why?", "How?"]
            assert second["version"] != first["version"]

    run(scenario())


def test_stream_sends_what_is_for_its_audience(event: Any, question: Any, host: Any) -> None:
    services.dismiss(host, event.pk, question.pk)

    async def scenario() -> None:
        for audience, found in ((Audience.MEMBERS, []), (Audience.MODERATORS, ["Why?"])):
            async with listeners(path_of(event, audience), name="questions") as [listener]:
                assert texts(await listener.told()) == found

    run(scenario())


def test_change_in_this_process_is_pushed_at_once(
    event: Any, question: Any, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 3600)

    async def scenario() -> None:
        async with listeners(path_of(event), name="questions") as [listener]:
            await listener.told()
            await elsewhere(services.vote, host, event.pk, question.pk)
            assert (await listener.told())["questions"][0]["votes"] == 1

    run(scenario())


def test_slow_client_skips_versions(event: Any, question: Any, host: Any) -> None:
    async def scenario() -> None:
        response: Any = await AsyncClient().get(path_of(event))
        parts = aiter(response.streaming_content)
        assert [(await anext(parts))[:6] for _ in range(2)] == [b"retry:", b"event:"]
        [running] = hub._hubs.values()
        channel = running._channels[f"members:{event.pk}"]
        for number in (2, 3):
            await elsewhere(services.ask, host, event.pk, f"Question {number}")
            await happens(lambda number=number: channel.version == number)
        assert b"Question 3" in await anext(parts)
        await parts.aclose()

    run(scenario())


def test_stream_ends_with_its_key(event: Any, question: Any, monkeypatch: Any) -> None:
    # By a clock that stands still, the key has a second left however long the opening takes. It is
    # the clock of the keys alone: the event loop goes by its own.
    monkeypatch.setattr(reader_key, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    monkeypatch.setattr(reader_key, "LIFETIME", 1)
    monkeypatch.setattr("django_jitsi_live.web.streaming.KEEPALIVE_SECONDS", 0.2)

    async def scenario() -> None:
        listener = await Listener(path_of(event), name="questions").open()
        assert listener.status == 200
        while await listener.part():
            pass
        await listener.end()

    run(scenario())


def refusal(path: str) -> tuple[int, str]:
    async def scenario() -> tuple[int, str]:
        listener = await Listener(path).open()
        answer = await listener.part()
        await listener.end()
        return listener.status, json.loads(answer)["code"]

    return asyncio.run(scenario())


@pytest.mark.parametrize("key", ["", "?key=x", "?key=members.9999999999." + "0" * 64])
def test_stream_needs_a_key(event: Any, key: str) -> None:
    assert refusal(address(event, "stream") + key) == (403, "key_expired")


def test_stream_of_an_event_that_is_gone_is_not_found(event: Any) -> None:
    path = path_of(event)
    event.delete()
    assert refusal(path) == (404, "not_found")


def test_stream_is_off_where_the_status_has_none(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_STREAM = False
    assert refusal(path_of(event)) == (404, "not_found")


def test_under_wsgi_there_is_no_stream(event: Any, student: Any, as_user: Any) -> None:
    answer = Client().get(path_of(event))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert as_user(student).get(address(event)).json()["stream_url"] is None


def test_full_process_refuses_another_stream(event: Any, question: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_STREAMS", 1)

    async def scenario() -> None:
        async with listeners(path_of(event), name="questions") as [first]:
            await first.told()
            second = await Listener(path_of(event)).open()
            assert (second.status, second.headers["Retry-After"]) == (503, "10")
            await second.part()
            await second.end()

    run(scenario())


def test_streams_of_both_kinds_have_hubs_of_their_own(event: Any, question: Any) -> None:
    async def scenario() -> None:
        status = f"/api/live/stream/{event.pk}/"
        async with (
            listeners(path_of(event), name="questions") as [list_],
            listeners(status) as [live],
        ):
            assert "is_active" in await live.told()
            assert "questions" in await list_.told()
            assert len(hub._hubs) == 2

    run(scenario())


def test_many_events_are_loaded_by_two_queries(
    event: Any, question: Any, host: Any, django_assert_num_queries: Any
) -> None:
    model = type(event)
    others = model.objects.bulk_create(
        [model(title=f"{n}", slug=f"event-{n}", organizer=host) for n in range(10)]
    )
    names = [f"{audience}:{each.pk}" for each in (event, *others) for audience in Audience]
    with django_assert_num_queries(2):
        loaded = push.QUESTIONS.load(names)
    assert all(isinstance(each, hub.Message) for each in loaded)
    with django_assert_num_queries(0):
        push.QUESTIONS.load(names)


def test_open_stream_survives_a_broken_database(
    event: Any, question: Any, host: Any, monkeypatch: Any, caplog: Any
) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.05)

    async def scenario() -> None:
        async with listeners(path_of(event), name="questions") as [listener]:
            await listener.told()
            await elsewhere(rename, "webinars_event", "gone")
            await happens(lambda: "questions of events" in caplog.text)
            await elsewhere(rename, "gone", "webinars_event")
            await elsewhere(services.ask, host, event.pk, "How?")
            assert texts(await listener.told()) == ["Why?", "How?"]

    run(scenario())


@pytest.mark.slow
def test_real_server_pushes_the_list(event: Any, question: Any, host: Any, tmp_path: Path) -> None:
    with uvicorn(tmp_path) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        client.request("GET", path_of(event))
        response = client.getresponse()
        assert response.status == 200
        assert "Why?" in data_line(response)
        services.ask(host, event.pk, "How?")
        assert "How?" in data_line(response)
        client.close()


def data_line(response: Any) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        line = response.readline().decode()
        if line.startswith("data: "):
            return str(line)
    raise AssertionError("Nothing was pushed.")


def test_description_names_the_stream(event: Any, student: Any) -> None:
    from django.core.handlers.asgi import ASGIRequest

    from django_jitsi_live.questions.web.description import describe

    request = ASGIRequest({"type": "http", "method": "GET", "path": "/", "headers": []}, None)
    described = describe(request, student, event.pk)
    assert described.stream_url == f"{address(event, 'stream')}?key={described.key}"

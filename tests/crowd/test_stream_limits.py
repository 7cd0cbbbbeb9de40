"""What streams may cost, whoever opens them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.crowd import hub, polling, status_messages
from django_jitsi_live.sessions import settle
from tests.crowd.test_stream import Listener, elsewhere, path_of, run
from tests.projects.webinar.webinars.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

CLIENT, OTHER = "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def push(settings: Any, monkeypatch: Any) -> Iterator[None]:
    settings.JITSI_LIVE_STREAM = True
    monkeypatch.setattr(polling, "with_jitter", int)
    yield
    assert hub._hubs == {}
    hub.loader_thread.submit(int).result()


@pytest.fixture
def events(event: Any, host: Any) -> list[Any]:
    numbers = range(20)
    others = [Event(title=f"{n}", slug=f"event-{n}", organizer=host) for n in numbers]
    return [event, *Event.objects.bulk_create(others)]


@asynccontextmanager
async def streams(events: list[Any], address: str = "") -> AsyncIterator[list[Listener]]:
    crowd = [await Listener(path_of(each), address=address).open() for each in events]
    yield crowd
    for each in crowd:
        await each.leave()


async def refusal(event: Any, address: str = "") -> tuple[int, str, bool]:
    listener = await Listener(path_of(event), address=address).open()
    code = json.loads(await listener.part())["code"]
    await listener.end()
    return listener.status, code, "Retry-After" in listener.headers


# Queries


def test_many_events_are_loaded_by_one_query(
    events: list[Any], django_assert_num_queries: Any
) -> None:
    ids = [*(str(each.pk) for each in events), "abc", "0" * 50]
    with django_assert_num_queries(1):
        loaded = status_messages._load_statuses(ids, settle)
    assert [isinstance(each, dict) for each in loaded] == [True] * 21 + [False] * 2


@pytest.mark.parametrize("lookup", ["pk", "id", "slug"])
def test_many_events_are_found_by_the_lookup_field(
    events: list[Any], settings: Any, lookup: str, host: Any
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = lookup
    services.start(host, getattr(events[3], lookup))
    loaded: Any = status_messages._load_statuses(
        [str(getattr(each, lookup)) for each in events], settle
    )
    assert [each["is_active"] for each in loaded] == [each is events[3] for each in events]


def counting(polls: list[int], load: Any) -> Any:
    """The loader, which notes how many events each poll asks for."""

    def counted(event_ids: list[str], settle: Any) -> Any:
        polls.append(len(event_ids))
        return load(event_ids, settle)

    return counted


@pytest.mark.slow
def test_every_poll_asks_for_all_events_that_are_due(events: list[Any], monkeypatch: Any) -> None:
    polls: list[int] = []
    load = status_messages._load_statuses
    monkeypatch.setattr(status_messages, "_load_statuses", counting(polls, load))

    async def scenario() -> None:
        async with streams(events) as crowd:
            for each in crowd:
                await each.told()
            [running] = hub._hubs.values()
            running.wake()
            while polls[-1] < len(events):
                await asyncio.sleep(0.01)

    run(scenario())


@pytest.mark.slow
def test_opening_streams_does_not_hasten_the_polls(events: list[Any], monkeypatch: Any) -> None:
    polls: list[int] = []
    load = status_messages._load_statuses
    monkeypatch.setattr(status_messages, "_load_statuses", counting(polls, load))

    async def scenario() -> None:
        begin = time.monotonic()
        async with streams(events):
            assert len(polls) <= 1 + (time.monotonic() - begin) / hub.MIN_PAUSE_SECONDS

    run(scenario())


def test_event_that_fails_does_not_disturb_the_others(events: list[Any], settings: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT = f"{__name__}.starts_at"
    Event.objects.filter(pk=events[2].pk).update(title="broken")
    loaded = status_messages._load_statuses([str(each.pk) for each in events], settle)
    assert all(isinstance(each, dict) for index, each in enumerate(loaded) if index != 2)


def starts_at(event: Any) -> None:
    assert event.title != "broken"


def test_streams_do_not_count_as_load(events: list[Any]) -> None:
    status_messages._load_statuses([str(each.pk) for each in events], settle)
    assert polling.request_rate._count == 0


# Numbers


def test_process_has_streams_of_so_many_events(events: list[Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_CHANNELS", 2)

    async def scenario() -> None:
        async with streams(events[:2]):
            assert await refusal(events[2]) == (503, "busy", True)
            async with streams(events[:1]) as [another]:  # of an event that has streams
                assert another.status == 200

    run(scenario())


def test_address_has_streams_of_so_many_events(events: list[Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_ADDRESS_CHANNELS", 2)

    async def scenario() -> None:
        async with streams(events[:2], CLIENT), streams(events[2:4], OTHER):
            assert await refusal(events[4], CLIENT) == (429, "throttled", True)
            async with streams(events[2:4], CLIENT) as others:  # that others have opened
                assert [each.status for each in others] == [200] * 2
        async with streams(events[4:6], CLIENT) as later:
            assert [each.status for each in later] == [200] * 2

    run(scenario())


def test_address_has_so_many_streams(events: list[Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_ADDRESS_STREAMS", 3)

    async def scenario() -> None:
        async with streams([events[0]] * 3, CLIENT), streams([events[0]], OTHER):
            assert await refusal(events[0], CLIENT) == (429, "throttled", True)
            [running] = hub._hubs.values()
        async with streams([events[0]] * 3, CLIENT) as later:
            assert [each.status for each in later] == [200] * 3
        assert running._address_streams == running._address_channels == {}

    run(scenario())


def test_addresses_in_one_network_are_one(events: list[Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_ADDRESS_STREAMS", 1)

    async def scenario() -> None:
        async with streams(events[:1], "2001:db8::1"):
            assert (await refusal(events[0], "2001:db8::2"))[0] == 429

    run(scenario())


def test_audience_behind_an_unknown_proxy_is_not_one_client(
    events: list[Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr(hub, "MAX_ADDRESS_STREAMS", 1)
    monkeypatch.setattr(hub, "MAX_ADDRESS_CHANNELS", 1)

    async def scenario() -> None:
        async with streams(events[:3]) as crowd:  # over a Unix socket, which has no address
            assert [each.status for each in crowd] == [200] * 3

    run(scenario())


def test_page_that_is_refused_a_stream_gets_the_status(events: list[Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "MAX_STREAMS", 0)

    async def scenario() -> None:
        assert (await refusal(events[0]))[0] == 503
        assert not (await elsewhere(services.status, events[0].pk)).is_active

    run(scenario())

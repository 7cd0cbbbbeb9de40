from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from django_jitsi_live import moments
from tests.keys import with_secret
from tests.schedules import MINUTE, Schedule
from tests.servers.scripted import SCRIPTED, ScriptedServer


class Clock:
    """A clock that stands still between the things that happen."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def wait(self, minutes: float) -> None:
        self._traveller.shift(minutes * MINUTE)


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC), tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def plan(settings: Any, event: Any, clock: Clock) -> Callable[..., None]:
    """The event begins in so many minutes, and takes so many."""
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}

    def schedule(begins_in: float = 0, length: float | None = 60) -> None:
        Schedule.plan(settings, moments.now() + begins_in * MINUTE, length)

    return schedule


@pytest.fixture
def server(settings: Any, monkeypatch: Any) -> Iterator[type[ScriptedServer]]:
    """A server that has calls for everything, and another one to move to."""
    settings.JITSI_LIVE_SERVERS = {
        alias: {"BACKEND": SCRIPTED, "DOMAIN": f"{alias}.example.org"}
        for alias in ("default", "other")
    }
    monkeypatch.setattr(ScriptedServer, "failure", None)
    monkeypatch.setattr(ScriptedServer, "abilities", {"end", "kick"})
    ScriptedServer.calls.clear()
    yield ScriptedServer
    ScriptedServer.calls.clear()

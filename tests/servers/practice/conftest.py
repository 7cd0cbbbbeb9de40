from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.servers import registry
from django_jitsi_live.servers.practice import switchboard
from tests.servers.practice.people import ENTRY, Person, token


@pytest.fixture(autouse=True)
def practice_server(settings: Any, monkeypatch: Any) -> None:
    settings.DEBUG = True
    settings.JITSI_LIVE_SERVERS = {"broken": {"BACKEND": "nowhere.Server"}, "default": ENTRY}
    monkeypatch.setattr(registry, "_ready_servers", {})
    monkeypatch.setattr(switchboard, "shared", switchboard.Switchboard())
    monkeypatch.setattr(switchboard, "MAX_POLL_SECONDS", 0.0)
    monkeypatch.setattr(switchboard, "EXPIRY_CHECK_SECONDS", 0.01)


@pytest.fixture
def helen() -> Person:
    return Person(token("1", "Helen", role="host"))


@pytest.fixture
def sam(helen: Person) -> Person:
    person = Person(token("2", "Sam"))
    helen.poll()
    return person

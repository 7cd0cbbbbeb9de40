from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from django_jitsi_live.invitations.addressees import Addressee
from tests.invitations.calendar import planned

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
STARTS_AT = dt.datetime(2026, 12, 1, 17, 30, tzinfo=dt.UTC)
ENDS_AT = dt.datetime(2026, 12, 1, 19, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def schedule(settings: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    settings.JITSI_LIVE_ENDS_AT = "ends_at"
    settings.JITSI_LIVE_CANCELLED = f"{planned.__name__}.is_cancelled"
    settings.JITSI_LIVE_SITE_URL = "https://example.org"
    settings.DEFAULT_FROM_EMAIL = "Webinars <webinars@example.org>"


@pytest.fixture
def dated(event: Any, clock: Any) -> Any:
    """The event, on the first of December."""
    planned.move(event, STARTS_AT, ENDS_AT)
    return event


@pytest.fixture
def sam() -> Addressee:
    return Addressee("1", "Sam Student", "sam@example.org", "en", "UTC")

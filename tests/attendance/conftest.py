from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.keys import with_secret

from .prosody import TOKEN, Page


class Evening:
    """A clock that stands still, and pages that beat while it is put forward."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller
        self.pages: list[Page] = []

    def open(self, user: Any, event: Any) -> Page:
        page = Page(user, event)
        self.pages.append(page)
        return page

    def close(self, page: Page) -> None:
        page.leave()
        self.pages.remove(page)

    def wait(self, minutes: float) -> None:
        while minutes > 0:
            self._traveller.shift(dt.timedelta(minutes=min(minutes, 2)))
            minutes -= 2
            for page in self.pages:
                page.beat()


@pytest.fixture
def evening(settings: Any, event: Any) -> Iterator[Evening]:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(EVENT_SYNC_TOKEN=TOKEN)}
    noon = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False) as traveller:
        yield Evening(traveller)

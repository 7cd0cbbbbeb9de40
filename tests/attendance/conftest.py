from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model

from django_jitsi_live import services
from tests.keys import with_secret
from tests.projects.webinar.webinars.models import Event, Registration

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


@pytest.fixture
def registered(event: Event) -> Callable[..., list[Any]]:
    """So many more people who are registered."""

    def register(number: int, name: str = "Ann") -> list[Any]:
        users = get_user_model().objects.bulk_create(
            get_user_model()(username=f"{name}{i}", first_name=f"{name}{i}") for i in range(number)
        )
        Registration.objects.bulk_create(Registration(event=event, user=user) for user in users)
        return users

    return register


@pytest.fixture
def hold(evening: Evening, event: Event, host: Any) -> Callable[..., None]:
    """An hour, with the host and others, each for some minutes."""

    def go(*visits: tuple[Any, float]) -> None:
        services.start(host, event.pk)
        evening.open(host, event)
        pages = [(evening.open(user, event), minutes) for user, minutes in visits]
        passed = 0.0
        for page, minutes in sorted(pages, key=lambda each: each[1]):
            evening.wait(minutes - passed)
            passed = minutes
            evening.close(page)
        evening.wait(60 - passed)
        services.end(host, event.pk)

    return go

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model

from django_jitsi_live.models import Kind
from tests.host_times import stored
from tests.invitations.ledger.smtp import MailServer
from tests.projects.webinar.webinars.models import Event, Registration

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
START = dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC)
cancelled: set[Any] = set()


def is_cancelled(event: Event) -> bool:
    return event.pk in cancelled


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """The clock stands still where a test puts it."""
    cancelled.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    """Sends everything."""
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    settings.JITSI_LIVE_ENDS_AT = "ends_at"
    settings.JITSI_LIVE_CANCELLED = f"{__name__}.is_cancelled"
    settings.JITSI_LIVE_SITE_URL = "https://example.org"
    settings.JITSI_LIVE_NOTIFICATIONS = {
        "reminder": [86400, 900],
        "not_started": 600,
        **dict.fromkeys(
            [kind.value for kind in Kind if kind not in {"reminder", "not_started"}], True
        ),
    }


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer().run() as server:
        yield server


@pytest.fixture
def server(settings: Any, mail_server: MailServer) -> MailServer:
    """The mail server of the site."""
    mail_server.use(settings)
    return mail_server


@pytest.fixture
def event(host: Any) -> Event:
    """The day after tomorrow, for an hour. Nobody is registered."""
    host.email = "helen@example.org"
    host.save()
    return Event.objects.create(
        title="Django in depth",
        slug="django-in-depth",
        organizer=host,
        starts_at=stored(START),
        ends_at=stored(START + dt.timedelta(hours=1)),
    )


@pytest.fixture
def register(event: Event) -> Callable[..., list[Any]]:
    """Registers new people, and sends no confirmation, as when the site imports them."""

    def register(count: int, of: Event = event) -> list[Any]:
        known = get_user_model().objects.count()
        names = [f"person{known + number}" for number in range(count)]
        users = get_user_model().objects.bulk_create(
            [get_user_model()(username=name, email=f"{name}@example.org") for name in names]
        )
        Registration.objects.bulk_create([Registration(event=of, user=user) for user in users])
        return users

    return register

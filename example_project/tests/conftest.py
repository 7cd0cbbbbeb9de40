from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_jitsi_live import services

from webinars.models import Event, Registration

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.fixture(autouse=True)
def _fast_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def helen(db) -> User:
    return User.objects.create_user("helen", first_name="Helen", last_name="Host")


@pytest.fixture
def sam(db) -> User:
    return User.objects.create_user("sam")


@pytest.fixture
def sofia(event) -> User:
    """Speaks at the event, and is not registered for it."""
    user = User.objects.create_user("sofia", first_name="Sofia", last_name="Speaker")
    event.speakers.add(user)
    return user


@pytest.fixture
def make_event(helen) -> Callable[..., Event]:
    def make(*, starts_in: timedelta = timedelta(hours=1), title: str = "Bread") -> Event:
        return Event.objects.create(
            title=title, organizer=helen, starts_at=timezone.now() + starts_in, duration=60
        )

    return make


@pytest.fixture
def event(make_event) -> Event:
    return make_event()


@pytest.fixture
def past_event(make_event) -> Event:
    return make_event(starts_in=timedelta(days=-1))


@pytest.fixture
def live_event(event, helen) -> Event:
    services.start(helen, event.pk)
    return Event.objects.get(pk=event.pk)


@pytest.fixture
def registration(event, sam) -> Registration:
    return Registration.objects.create(event=event, user=sam)


@pytest.fixture
def as_user(client) -> Callable[[User], Client]:
    def log_in(user: User) -> Client:
        client.force_login(user)
        return client

    return log_in


@pytest.fixture(autouse=True)
def _own_recordings(settings, tmp_path) -> None:
    options = {"location": tmp_path / "recordings"}
    recordings = {**settings.STORAGES["recordings"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "recordings": recordings}

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone, translation
from rest_framework.test import APIClient

from django_jitsi_live import services
from django_jitsi_live.crowd import polling, shared_cache
from django_jitsi_live.crowd.throttles import LiveThrottle
from django_jitsi_live.policy import hooks
from django_jitsi_live.sessions import enforcement
from django_jitsi_live.web import public_answer
from tests.projects.webinar.webinars.models import Event, Registration
from tests.replica import catch_up

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Workers that are slow to write down what they have covered are not killed meanwhile: it
    would look as if nothing had run it."""
    if config.pluginmanager.hasplugin("xdist"):
        from xdist.workermanage import NodeManager

        NodeManager.EXIT_TIMEOUT = 600
    # How long an example takes says how busy the machine is.
    hypothesis.settings.register_profile(
        "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect the tests a year ago: on a busy machine a test begins long after its module was
    imported, so a moment that a module has kept is no "now"."""
    with time_machine.travel(dt.timedelta(days=-365)):
        return (yield)


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: to look through them again and again took a sixth of the
    time of a run."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a run on another database is for, before tests are chosen by their marks."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def nothing_logged_yet() -> None:
    """Each test has the first failure of every hook in its process."""
    hooks._logged.clear()


@pytest.fixture(autouse=True)
def language_and_zone_of_the_settings() -> None:
    """A request leaves its language active in the thread, where a server would go on to the next
    request: nothing that an earlier test has asked for formats the dates of this one."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def no_server_has_failed(monkeypatch: Any) -> None:
    monkeypatch.setattr(enforcement, "_failed_at", {})


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: Any) -> None:
    """Each test starts with an empty cache and no load."""
    cache.clear()
    monkeypatch.setattr(shared_cache, "_suspended_until", 0.0)
    monkeypatch.setattr(polling, "request_rate", polling.RequestRate())
    public_answer._kept.clear()


@pytest.fixture(autouse=True)
def window_of_the_rates(monkeypatch: Any) -> None:
    """Requests are counted by windows of the clock, and none ends between two requests of a test:
    the machine may stand still there. A test that is about windows moves on by itself."""
    now = time.time()
    monkeypatch.setattr(LiveThrottle, "timer", staticmethod(lambda: now))


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    def make(username: str, **fields: Any) -> Any:
        return get_user_model().objects.create_user(username, password="pw", **fields)

    return make


@pytest.fixture
def host(make_user: Any) -> Any:
    return make_user("helen", first_name="Helen", last_name="Host")


@pytest.fixture
def student(make_user: Any) -> Any:
    return make_user("sam", first_name="Sam", last_name="Student")


@pytest.fixture
def stranger(make_user: Any) -> Any:
    return make_user("sid")


@pytest.fixture
def speaker(settings: Any, event: Event, make_user: Any) -> Any:
    """Speaks at the event, and is not registered for it."""
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "speakers"
    user = make_user("sofia", first_name="Sofia", last_name="Speaker")
    event.speakers.add(user)
    return user


@pytest.fixture
def event(host: Any, student: Any) -> Event:
    event = Event.objects.create(title="Django in depth", slug="django-in-depth", organizer=host)
    Registration.objects.create(event=event, user=student)
    return event


@pytest.fixture
def live(event: Event, host: Any) -> Event:
    services.start(host, event.pk)
    return event


@pytest.fixture
def as_user() -> Callable[[Any], APIClient]:
    """An API client that is logged in as the user, or anonymous."""

    def login(user: Any) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_login(user)
        return client

    return login


@pytest.fixture
def lagging_replica(settings: Any, event: Event) -> None:
    """Everything is read from a replica, unless the code asks for the database itself.

    It has the event and its people, and has heard of nothing since.
    """
    catch_up()
    settings.DATABASE_ROUTERS = ["tests.replica.ReadFromReplica"]


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """pytest-django's, but after the tests' database is there: while the settings still name one
    in memory, all threads of the server would share a single connection."""
    return live_server

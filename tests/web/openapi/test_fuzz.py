"""Schemathesis looks for an answer that the OpenAPI schema does not describe, and for a 500.

Needs the dependency group ``openapi``. The requests are the same in each run; for others set
JITSI_LIVE_FUZZ_SEED, for more JITSI_LIVE_FUZZ_EXAMPLES.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from rest_framework_simplejwt.tokens import AccessToken

from django_jitsi_live import services
from django_jitsi_live.crowd.throttles import DEFAULT_RATES
from tests.projects.webinar.webinars.models import Event
from tests.web.openapi.described import describe

pytestmark = [pytest.mark.once, pytest.mark.slow]

try:
    import schemathesis
except ImportError:
    if os.environ.get("JITSI_LIVE_REQUIRE_OPENAPI"):
        raise
    pytest.skip("Schemathesis is not installed: nothing was fuzzed.", allow_module_level=True)

# Films are bytes like any others.
schemathesis.serializer.alias(["video/mp4", "video/webm"], "application/octet-stream")

SEED = int(os.environ.get("JITSI_LIVE_FUZZ_SEED", "1"))
EXAMPLES = int(os.environ.get("JITSI_LIVE_FUZZ_EXAMPLES", "5"))

PEOPLE = {"host": 11, "attendee": 12, "stranger": 13}
EVENT = 7


def bearer(person: str) -> str:
    token = AccessToken()
    token["user_id"] = str(PEOPLE[person])
    token.set_exp(lifetime=dt.timedelta(days=1))
    return str(token)


def schema_for(person: str | None, event: object = None) -> Any:
    """What the person can ask; of one event, or of whatever comes to mind."""
    config: dict[str, Any] = {
        "seed": SEED,
        "generation": {"max-examples": EXAMPLES},
        "parameters": {"path.event_id": str(event)} if event else {},
        "auth": {"openapi": {"jwtAuth": {"bearer": bearer(person)}}} if person else {},
    }
    known = schemathesis.Config.from_dict(config)
    schema = schemathesis.openapi.from_dict(describe("3.0.3"), config=known)
    schema.app = get_wsgi_application()
    schema.hook("filter_headers")(names_no_host)
    return schema


def names_no_host(context: Any, headers: Any) -> bool:
    """A wrong one Django itself refuses, before it looks for a view."""
    return "host" not in {name.lower() for name in headers or {}}


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """As Django's test client does: at the end of a request the transaction of the test goes on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def unlimited(settings: Any) -> None:
    rates = dict.fromkeys(DEFAULT_RATES)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}


@pytest.fixture
def state(db: None, unlimited: None, kept_connection: None, request: Any) -> str:
    create = get_user_model().objects.create_user
    host, attendee, _stranger = (create(name, pk=pk) for name, pk in PEOPLE.items())
    event = Event.objects.create(pk=EVENT, title="Fuzz", slug="fuzz", organizer=host)
    event.registrations.create(user=attendee)
    if request.param != "before":
        services.start(host, event.pk)
    if request.param == "ended":
        services.end(host, event.pk)
    return str(request.param)


def described(*states: str) -> Any:
    def is_answered_as_described(case: Any, state: str) -> None:
        with transaction.atomic():
            case.call_and_validate()
            # The next request finds the same state.
            transaction.set_rollback(True)

    fuzzed = settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    )
    parametrized = pytest.mark.parametrize("state", states, indirect=True)
    return fuzzed(parametrized(is_answered_as_described))


STATES = ("before", "live", "ended")

test_host_is_answered = schema_for("host", EVENT).parametrize()(described(*STATES))
test_attendee_is_answered = schema_for("attendee", EVENT).parametrize()(described(*STATES))
test_stranger_is_answered = schema_for("stranger", EVENT).parametrize()(described(*STATES))
test_anonymous_is_answered = schema_for(None, EVENT).parametrize()(described(*STATES))
test_any_event_is_answered = schema_for("host").parametrize()(described("live"))

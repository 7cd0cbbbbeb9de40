"""Times are the same in the database with and without time zones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Max

from django_jitsi_live.models import LiveSession, MomentField

# 02:35 in summer, and 21 minutes before that on the clock, forty minutes later, in winter.
FIRST = dt.datetime(2026, 10, 25, 0, 35, tzinfo=dt.UTC)
SECOND = FIRST + dt.timedelta(minutes=39)


@pytest.fixture(params=[True, False], ids=["aware", "naive"])
def zones(request: Any, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    settings.USE_TZ = request.param


@pytest.fixture
def session(event: Any) -> LiveSession:
    return LiveSession.objects.create(event=event, room_name="room", started_at=FIRST)


@pytest.mark.usefixtures("zones")
def test_night_in_which_the_clock_is_put_back_keeps_its_order(session: LiveSession) -> None:
    LiveSession.objects.update(ended_at=SECOND)
    session.refresh_from_db()
    assert (session.started_at, session.ended_at) == (FIRST, SECOND)
    assert session.ended_at - session.started_at == SECOND - FIRST
    assert LiveSession.objects.filter(started_at__lt=SECOND).exists()
    assert LiveSession.objects.aggregate(last=Max("ended_at")) == {"last": SECOND}
    assert LiveSession.objects.values_list("started_at", flat=True).get() == FIRST


def test_naive_time_is_local_to_a_site_without_time_zones(
    settings: Any, session: LiveSession
) -> None:
    settings.USE_TZ, settings.TIME_ZONE = False, "Europe/Berlin"
    LiveSession.objects.update(ended_at=dt.datetime(2026, 7, 1, 12))  # noqa: DTZ001
    session.refresh_from_db()
    assert session.ended_at == dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC)
    assert session.ended_at.hour == 12  # as Django's templates show it
    found = LiveSession.objects.filter(ended_at__gte=dt.datetime(2026, 7, 1, 12))  # noqa: DTZ001
    assert found.exists()


def test_no_time_stays_none(settings: Any, session: LiveSession) -> None:
    settings.USE_TZ = False
    LiveSession.objects.update(ended_at=None)
    session.refresh_from_db()
    assert session.ended_at is None


def test_migrations_know_a_plain_field() -> None:
    _name, path, _arguments, options = MomentField(null=True).deconstruct()
    assert (path, options) == ("django.db.models.DateTimeField", {"null": True})

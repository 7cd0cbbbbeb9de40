"""What `jitsi_live_tidy` deletes, and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from django_jitsi_live import services
from django_jitsi_live.attendance import tidy
from django_jitsi_live.models import Confirmation, JitsiMessage, LiveSession, Source, Stay
from tests.runs import rewrite

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def session(live: Any, settings: Any) -> LiveSession:
    """Live for ten days already; a day is how long attendance is kept."""
    settings.JITSI_LIVE_RETENTION_DAYS = 1
    rewrite(started_at=timezone.now() - 10 * DAY)
    return LiveSession.objects.get()


def make_stay(session: LiveSession, user: Any, age: dt.timedelta, **fields: Any) -> Stay:
    joined_at = timezone.now() - age
    defaults = {
        "participant": str(user.pk),
        "role": "attendee",
        "last_seen_at": joined_at + MINUTE,
        "source": Source.EVENT_SYNC,
        "key": str(Stay.objects.count()),
    }
    return Stay.objects.create(
        run=session.run, user=user, joined_at=joined_at, **{**defaults, **fields}
    )


def make_confirmation(session: LiveSession, user: Any, age: dt.timedelta) -> Confirmation:
    return Confirmation.objects.create(
        run=session.run,
        user=user,
        participant=str(user.pk),
        confirmed_at=timezone.now() - age,
    )


def end_days_ago(days: int) -> None:
    rewrite(is_active=False, ended_at=timezone.now() - days * DAY)


def test_attendance_of_a_live_session_is_kept_however_old(
    session: LiveSession, student: Any, host: Any
) -> None:
    make_stay(session, student, 9 * DAY, left_at=timezone.now() - 8 * DAY)
    make_stay(session, host, 9 * DAY)
    make_confirmation(session, student, 9 * DAY)
    for dry_run in (True, False):
        done = tidy(dry_run=dry_run)
        assert (done["stays deleted"], done["confirmations deleted"]) == (0, 0)
    assert Stay.objects.count() == 2
    assert Confirmation.objects.count() == 1


def test_attendance_of_an_ended_session_is_kept_for_the_days_of_the_setting(
    session: LiveSession, student: Any, host: Any
) -> None:
    end_days_ago(2)
    for user, age in ((student, DAY + MINUTE), (host, DAY - MINUTE)):
        make_stay(session, user, age, left_at=timezone.now())
        make_confirmation(session, user, age)
    assert tidy(dry_run=True)["stays deleted"] == 1
    done = tidy()
    assert (done["stays deleted"], done["confirmations deleted"]) == (1, 1)
    assert Stay.objects.get().user == host
    assert Confirmation.objects.get().user == host
    assert LiveSession.objects.exists()


def test_attendance_of_one_session_goes_while_another_one_is_live(
    session: LiveSession, student: Any, host: Any
) -> None:
    make_stay(session, student, 9 * DAY)
    again = type(session.event).objects.create(title="Over", organizer=host)
    services.start(host, again.pk)
    over = LiveSession.objects.get(event_id=again.pk)
    services.end(host, again.pk)
    make_stay(over, student, 9 * DAY, left_at=timezone.now())
    assert tidy()["stays deleted"] == 1
    assert Stay.objects.get().session == session


def test_attendance_is_kept_for_ever_without_the_setting(
    settings: Any, session: LiveSession, student: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = None
    end_days_ago(9000)
    make_stay(session, student, 9001 * DAY, left_at=timezone.now())
    make_confirmation(session, student, 9001 * DAY)
    done = tidy()
    assert (done["stays deleted"], done["confirmations deleted"]) == (0, 0)


@pytest.mark.parametrize(("days", "kept_for"), [(None, 30), (90, 30), (7, 7)])
def test_messages_are_kept_for_a_month_or_less(
    settings: Any, session: LiveSession, days: int | None, kept_for: int
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = days
    for key, age in (("old", kept_for * DAY + MINUTE), ("new", kept_for * DAY - MINUTE)):
        JitsiMessage.objects.create(server="x", key=key, received_at=timezone.now() - age)
    assert tidy(dry_run=True)["messages deleted"] == 1
    assert tidy()["messages deleted"] == 1
    assert JitsiMessage.objects.get().key == "new"


def test_dry_run_changes_nothing(settings: Any, session: LiveSession, student: Any) -> None:
    settings.JITSI_LIVE_IDLE_END_AFTER = 60
    make_stay(session, student, 9 * DAY, source=Source.PAGE)
    done = tidy(dry_run=True)
    assert (done["stays closed"], done["sessions ended"]) == (1, 1)
    assert Stay.objects.get().left_at is None
    assert LiveSession.objects.get().is_active

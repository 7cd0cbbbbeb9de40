"""The end of a session that nobody ends: when it comes, for whom, and that it comes once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from django_jitsi_live import moments, services
from django_jitsi_live.attendance import stays
from django_jitsi_live.attendance.housekeeping import tidy
from django_jitsi_live.exceptions import NotHost, NotLive
from django_jitsi_live.models import LiveSession, Run, State, Stay
from django_jitsi_live.sessions import closing, schedule, transitions
from django_jitsi_live.signals import session_ended
from django_jitsi_live.templatetags.jitsi_live import jitsi_badge
from tests.attendance.prosody import Page
from tests.projects.webinar.webinars.models import Event

from .conftest import MINUTE, Clock

Plan = Callable[..., None]
HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)


def minutes_left(event: Event, host: Any) -> float | None:
    closes_at = services.status(event.pk, host).closes_at
    return None if closes_at is None else (closes_at - moments.now()) / MINUTE


def is_live(event: Event) -> bool:
    return services.status(event.pk, fresh=True).is_active


# When


@pytest.mark.parametrize(
    ("ends_at", "close_after", "max_length", "closes_at"),
    [
        (NOW + HOUR, 1800, 43200, NOW + 1.5 * HOUR),
        (NOW + HOUR, 0, 43200, NOW + HOUR),
        (NOW - 5 * HOUR, 1800, 43200, NOW + HOUR),  # at least an hour after a late start
        (NOW - 5 * HOUR, 1800, 600, NOW + HOUR / 6),  # but no longer than the longest time
        (NOW + 30 * HOUR, 1800, 43200, NOW + 12 * HOUR),
        (None, 1800, 43200, NOW + 12 * HOUR),
        (NOW + HOUR, None, 43200, NOW + 12 * HOUR),
        (NOW + 30 * HOUR, 1800, None, NOW + 30.5 * HOUR),
        (None, 1800, None, None),
        (NOW + HOUR, None, None, None),
        (dt.datetime.max.replace(tzinfo=dt.UTC), 1800, None, None),
        (dt.datetime.min.replace(tzinfo=dt.UTC), 1800, None, NOW + HOUR),
    ],
)
def test_closing_time(
    settings: Any,
    ends_at: dt.datetime | None,
    close_after: int | None,
    max_length: int | None,
    closes_at: dt.datetime | None,
) -> None:
    settings.JITSI_LIVE_CLOSE_AFTER = close_after
    settings.JITSI_LIVE_MAX_LENGTH = max_length
    assert schedule.closing_time(NOW, ends_at) == closes_at


def test_session_ends_by_itself_for_everybody(
    event: Event, host: Any, student: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(89)
    assert is_live(event)
    assert services.join(student, event.pk).expires_at == moments.now() + MINUTE
    clock.wait(1)
    for user in (None, student, host):
        assert services.status(event.pk, user).state is State.ENDED
        assert services.describe(user, event.pk).is_active is False
    with pytest.raises(NotLive):
        services.join(student, event.pk)
    session, run = LiveSession.objects.get(), Run.objects.get()
    assert (session.is_active, session.closes_at) == (False, None)
    assert session.ended_at == run.ended_at == moments.now()
    assert (run.ended_because, run.ended_by) == ("schedule", None)


def test_backstage_closes_by_itself(event: Event, host: Any, plan: Plan, clock: Clock) -> None:
    plan(begins_in=24 * 60)
    services.backstage(host, event.pk)
    clock.wait(12 * 60)
    assert services.status(event.pk, host).state is State.SCHEDULED
    assert (LiveSession.objects.get().ended_at, Run.objects.get().ended_because) == (None, "length")
    assert services.start(host, event.pk).is_active


def test_going_live_gives_a_new_closing_time(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan(begins_in=12 * 60)
    services.backstage(host, event.pk)
    assert minutes_left(event, host) == 12 * 60
    clock.wait(11 * 60)
    services.start(host, event.pk)
    assert minutes_left(event, host) == 60 + 60 + 30


def test_start_after_the_end_opens_a_new_room(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    first = services.start(host, event.pk)
    clock.wait(90)
    second = services.start(host, event.pk)
    assert second.room_name != first.room_name
    assert minutes_left(event, host) == 60


def test_page_learns_of_the_end_by_its_heartbeat(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    page = Page(host, event)
    clock.wait(90)
    assert stays.heartbeat(host, event.pk, page.key) is State.ENDED
    assert not LiveSession.objects.get().is_active
    assert stays.leave(host, event.pk, page.key) is State.ENDED


def test_badge_of_a_list_says_so_without_a_query(
    event: Event, host: Any, plan: Plan, clock: Clock, django_assert_num_queries: Any
) -> None:
    plan()
    services.start(host, event.pk)
    loaded = Event.objects.select_related("jitsi_live_session").get()
    assert jitsi_badge(loaded) == {"is_live": True}
    clock.wait(90)
    with django_assert_num_queries(0):
        assert jitsi_badge(loaded) == {"is_live": False}


def test_event_that_is_moved_while_it_is_live_moves_the_end(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    plan(length=180)
    clock.wait(90)
    assert is_live(event)
    assert minutes_left(event, host) == 120


def test_setting_that_is_switched_off_meanwhile_ends_nothing(
    settings: Any, event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    settings.JITSI_LIVE_CLOSE_AFTER = settings.JITSI_LIVE_MAX_LENGTH = None
    clock.wait(90)
    assert is_live(event)
    assert minutes_left(event, host) is None
    assert services.describe(host, event.pk).can_extend is False
    assert services.extend(host, event.pk).as_dict() == {"closes_at": None, "can_extend": False}


# While people are in


def test_two_people_keep_a_session_going_and_one_does_not(
    event: Event, host: Any, student: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    pages = [Page(host, event), Page(student, event)]

    def wait(minutes: int) -> None:
        for _minute in range(minutes):
            clock.wait(1)
            for page in pages:
                page.beat()

    wait(90)
    assert is_live(event)
    assert minutes_left(event, host) == 10
    wait(25)
    assert is_live(event)
    pages.pop().leave()
    wait(5)
    assert not is_live(event)
    assert LiveSession.objects.get().ended_at == moments.now()


def test_two_tabs_of_one_person_keep_nothing_going(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(89)
    pages = [Page(host, event), Page(host, event)]
    clock.wait(1)
    for page in pages:
        page.beat()
    assert not is_live(event)


def test_recorder_keeps_nothing_going(event: Event, host: Any, plan: Plan, clock: Clock) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(89)
    Page(host, event)
    recorder = {"participant": "recorder", "is_recorder": True, "source": "page", "key": "x"}
    times = {"joined_at": moments.now(), "last_seen_at": moments.now()}
    Stay.objects.create(run=Run.objects.get(), **recorder, **times)
    clock.wait(1)
    assert not is_live(event)


def test_nothing_goes_on_beyond_the_longest_time(
    settings: Any, event: Event, host: Any, student: Any, plan: Plan, clock: Clock
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 100 * 60
    plan()
    services.start(host, event.pk)
    clock.wait(89)
    Page(host, event), Page(student, event)
    clock.wait(2)
    assert is_live(event)
    assert minutes_left(event, host) == 9
    clock.wait(8)
    Page(host, event), Page(student, event)
    clock.wait(1)
    assert not is_live(event)
    assert Run.objects.get().ended_because == "length"


# By a click


def test_host_extends_by_half_an_hour(event: Event, host: Any, plan: Plan, clock: Clock) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(85)
    assert services.describe(host, event.pk).can_extend is True
    closing_at = services.extend(host, event.pk)
    assert closing_at.closes_at == moments.now() + 35 * MINUTE
    assert services.join(host, event.pk).expires_at == closing_at.closes_at
    clock.wait(20)
    assert is_live(event)


def test_nobody_extends_beyond_the_longest_time(
    settings: Any, event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 100 * 60
    plan()
    services.start(host, event.pk)
    assert services.extend(host, event.pk).as_dict() == {
        "closes_at": moments.now() + 100 * MINUTE,
        "can_extend": False,
    }
    assert services.extend(host, event.pk).closes_at == moments.now() + 100 * MINUTE


def test_only_hosts_extend_and_only_what_is_open(
    live: Event, host: Any, speaker: Any, student: Any
) -> None:
    for user in (speaker, student):
        with pytest.raises(NotHost):
            services.extend(user, live.pk)
    services.end(host, live.pk)
    with pytest.raises(NotLive):
        services.extend(host, live.pk)


def test_attendees_cannot_extend(live: Event, student: Any) -> None:
    assert services.describe(student, live.pk).can_extend is False


@pytest.mark.parametrize("other", ["extends", "ends"])
def test_two_hosts_who_extend_at_once_do_so_once(
    live: Event, host: Any, monkeypatch: Any, other: str
) -> None:
    """The other one is faster by a moment."""
    extend_close = transitions.extend_close
    before = LiveSession.objects.get().closes_at

    def beaten(session: LiveSession, closes_at: Any, user: Any) -> bool:
        if other == "ends":
            services.end(host, live.pk)
        else:
            LiveSession.objects.update(closes_at=closes_at)
        monkeypatch.undo()
        return extend_close(session, closes_at, user)

    LiveSession.objects.update(closes_at=before - HOUR)
    monkeypatch.setattr("django_jitsi_live.sessions.services.extend_close", beaten)
    if other == "ends":
        with pytest.raises(NotLive):
            services.extend(host, live.pk)
    else:
        assert services.extend(host, live.pk).closes_at == before - HOUR / 2


# Caches


def test_cached_status_does_not_outlive_the_session(
    event: Event, host: Any, plan: Plan, clock: Clock, django_assert_num_queries: Any
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(90 - 1 / 60)
    assert services.status(event.pk).is_active
    with django_assert_num_queries(0):
        assert services.status(event.pk).is_active
    clock.wait(1 / 60)
    assert not services.status(event.pk).is_active


@pytest.mark.parametrize(
    ("seconds_left", "cache_control"),
    [
        (600, "public, max-age=2, stale-while-revalidate=10"),
        (5.5, "public, max-age=2, stale-while-revalidate=3"),
        (1.5, "public, max-age=1, stale-while-revalidate=0"),
        (0.5, "public, max-age=0, stale-while-revalidate=0"),
    ],
)
def test_shared_caches_keep_nothing_beyond_the_end(
    event: Event, host: Any, plan: Plan, clock: Clock, seconds_left: float, cache_control: str
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(90 - seconds_left / 60)
    for _fresh_and_cached in range(2):
        response = Client().get(f"/api/live/status/{event.pk}/")
        assert response.json()["is_active"] is True
        assert response["Cache-Control"] == cache_control


def test_etag_changes_when_only_the_state_does(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan(begins_in=-30)
    services.start(host, event.pk)
    services.end(host, event.pk)
    url = f"/api/live/status/{event.pk}/"
    ended = Client().get(url)["ETag"]
    plan(begins_in=5)
    clock.wait(0.1)
    LiveSession.objects.get().save()  # discards what is cached
    assert Client().get(url)["ETag"] != ended


# Tidy, and what fails


def test_tidy_ends_what_nobody_asks_for(event: Event, host: Any, plan: Plan, clock: Clock) -> None:
    plan()
    services.start(host, event.pk)
    other = Event.objects.create(title="Goes on", organizer=host)
    services.start(host, other.pk)
    services.extend(host, other.pk)
    assert tidy()["sessions ended"] == 0
    clock.wait(90)
    assert tidy(dry_run=True)["sessions ended"] == 1
    assert LiveSession.objects.filter(is_active=True).count() == 2
    assert tidy()["sessions ended"] == 1
    assert LiveSession.objects.get(is_active=True).event == other


def test_end_by_itself_is_announced_once(
    event: Event,
    host: Any,
    plan: Plan,
    clock: Clock,
    django_capture_on_commit_callbacks: Any,
) -> None:
    ends: list[Any] = []

    def listen(session: LiveSession, user: Any, **kwargs: Any) -> None:
        ends.append((session.pk, user))

    plan()
    services.start(host, event.pk)
    clock.wait(90)
    session_ended.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(3):
            services.status(event.pk, host)
    session_ended.disconnect(listen)
    assert ends == [(LiveSession.objects.get().pk, None)]


def test_where_nothing_can_be_written_nobody_is_let_in(
    event: Event, host: Any, student: Any, plan: Plan, clock: Clock, monkeypatch: Any, caplog: Any
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(90)

    def read_only(*arguments: Any) -> bool:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(closing, "move_close", read_only)
    assert services.status(event.pk, student).state is State.ENDED
    with pytest.raises(NotLive):
        services.join(student, event.pk)
    assert "could not be ended" in caplog.text
    monkeypatch.undo()
    assert LiveSession.objects.get().is_active
    assert services.status(event.pk, student).state is State.ENDED
    assert not LiveSession.objects.get().is_active


def test_who_is_beaten_by_another_finds_the_session_settled(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(90)
    stale = LiveSession.objects.get()
    services.extend(host, event.pk) if is_live(event) else services.start(host, event.pk)
    closing.settle_session(stale)
    assert stale.closes_at == LiveSession.objects.get().closes_at
    assert stale.is_live


def test_session_that_is_deleted_meanwhile_is_closed(
    event: Event, host: Any, plan: Plan, clock: Clock
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(90)
    stale = LiveSession.objects.get()
    LiveSession.objects.all().delete()
    closing.settle_session(stale)
    assert not stale.is_live


def test_session_that_changes_all_the_time_stays_closed(
    event: Event, host: Any, plan: Plan, clock: Clock, monkeypatch: Any
) -> None:
    plan()
    services.start(host, event.pk)
    clock.wait(90)
    monkeypatch.setattr(closing, "attempt", lambda *arguments: False)
    assert not is_live(event)
    assert LiveSession.objects.get().is_active


def test_session_made_live_by_hand_closes_when_its_row_says_so(
    settings: Any, event: Event, host: Any, clock: Clock
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 3600
    closes_at = moments.now() + 10 * MINUTE
    LiveSession.objects.create(
        event=event,
        room_name="x",
        is_active=True,
        started_at=closes_at - HOUR,
        closes_at=closes_at,
    )
    assert is_live(event)
    clock.wait(10)
    assert not is_live(event)
    assert LiveSession.objects.get().ended_at == closes_at

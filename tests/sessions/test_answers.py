"""What services return and record, without an edge around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from django_jitsi_live import services
from django_jitsi_live.crowd.public_status import LARGE_ROOM, cache_present_count
from django_jitsi_live.models import LiveSession, Role, Source, Stay
from django_jitsi_live.signals import session_ended
from tests.projects.webinar.webinars.models import Event
from tests.runs import rewrite


@pytest.fixture
def present(live: Event) -> Callable[..., None]:
    """Let users be in the room of the live session."""

    def enter(*users: Any) -> None:
        session, now = LiveSession.objects.get(event=live), timezone.now()
        for user in users:
            Stay.objects.create(
                run=session.run,
                user=user,
                participant=str(user.pk),
                joined_at=now,
                last_seen_at=now,
                source=Source.PAGE,
                key=f"key-{user.pk}",
            )

    return enter


def test_grant_as_a_dictionary_has_the_role_as_text(live: Event, host: Any, student: Any) -> None:
    roles = [services.join(user, live.pk).as_dict()["role"] for user in (host, student)]
    assert [type(role) for role in roles] == [str, str]
    assert roles == ["host", "attendee"]


def test_room_info_as_a_dictionary_has_the_role_as_text(
    event: Event, host: Any, stranger: Any
) -> None:
    of_host = services.describe(host, event.pk).as_dict()
    assert (of_host["role"], type(of_host["role"])) == ("host", str)
    of_stranger = services.describe(stranger, event.pk).as_dict()
    assert of_stranger["role"] is None
    assert of_host.keys() == of_stranger.keys() == {*services.RoomInfo.__slots__}


def test_end_of_an_event_that_was_never_live_returns_its_unsaved_session(
    event: Event, host: Any
) -> None:
    session = services.end(host, event.pk)
    assert (session.pk, session.event) == (None, event)


def test_end_sessions_tells_who_ended_them(
    live: Event, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ended_by: list[Any] = []

    def note(user: Any, **kwargs: Any) -> None:
        ended_by.append(user)

    session_ended.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert services.end_sessions(LiveSession.objects.all(), student) == 1
    finally:
        session_ended.disconnect(note)
    assert ended_by == [student]


def test_status_has_the_room_name_for_members_of_a_live_session_only(
    live: Event, host: Any, student: Any, stranger: Any
) -> None:
    room_name = LiveSession.objects.get().room_name
    names = [services.status(live.pk, user).room_name for user in (host, student, stranger, None)]
    assert names == [room_name, room_name, None, None]
    services.end(host, live.pk)
    assert services.status(live.pk, host).room_name is None


def test_fresh_status_ignores_the_cache(event: Event) -> None:
    assert services.status(event.pk).is_active is False
    live = LiveSession(event=event, room_name="r", is_active=True, started_at=timezone.now())
    LiveSession.objects.bulk_create([live])  # which sends no signal
    assert services.status(event.pk).is_active is False
    assert services.status(event.pk, fresh=True).is_active is True


def test_describe_has_the_poll_interval_and_the_join_spread(
    settings: Any, live: Event, student: Any
) -> None:
    settings.JITSI_LIVE_JOIN_SPREAD = 60
    info = services.describe(student, live.pk)
    assert 30 <= info.poll_after <= 38
    assert 50 <= info.join_spread <= 60
    rewrite(started_at=timezone.now() - dt.timedelta(hours=1))
    assert services.describe(student, live.pk).join_spread == 0


def test_describe_counts_the_people_present_for_members(
    live: Event, present: Any, host: Any, student: Any, stranger: Any
) -> None:
    present(host, student)
    counts = [services.describe(user, live.pk).present for user in (host, student, stranger, None)]
    assert counts == [2, 2, None, None]


def test_describe_has_addresses_of_the_event(
    monkeypatch: Any, event: Event, student: Any, stranger: Any
) -> None:
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: f"/e/{self.pk}/", raising=False)
    of_student, of_stranger = (services.describe(user, event.pk) for user in (student, stranger))
    assert of_student.event_url == of_stranger.event_url == f"/e/{event.pk}/"
    assert (of_student.register_url, of_stranger.register_url) == ("", f"/e/{event.pk}/")


def test_describe_hides_the_start_from_strangers(
    settings: Any, event: Event, student: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT = "tests.sessions.test_services.at_noon"
    assert services.describe(student, event.pk).starts_at is not None
    assert services.describe(stranger, event.pk).starts_at is None


def test_cached_present_count_is_for_its_event_and_its_members(
    live: Event, host: Any, student: Any, stranger: Any, django_assert_num_queries: Any
) -> None:
    other = Event.objects.create(title="Another", slug="another", organizer=host)
    services.start(host, other.pk)
    cache_present_count(live.pk, LARGE_ROOM)
    assert services.status(live.pk, student).present == LARGE_ROOM
    assert services.status(live.pk, stranger).present is None
    assert services.status(other.pk, host).present == 0


def test_role_mismatch_is_noted_for_its_own_session_and_logged_with_it(
    live: Event, host: Any, student: Any, caplog: Any
) -> None:
    other = Event.objects.create(title="Another", slug="another", organizer=host)
    services.start(host, other.pk)
    LiveSession.objects.filter(event=live).update(role_witness="another attendee")
    services.report_role(student, live.pk, "moderator")
    noted = LiveSession.objects.exclude(role_mismatch="").get()
    assert (noted.event_id, noted.role_mismatch) == (live.pk, Role.ATTENDEE)
    [message] = [record.getMessage() for record in caplog.records]
    assert message == (
        "The server 'default' made an attendee a moderator in the live session of event "
        f"{live.pk}, other than this site. `manage.py jitsi_live_doctor` says which server options "
        "decide that."
    )

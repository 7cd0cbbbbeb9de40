"""Hosts of a site that reads from a replica, which has not heard yet of what they did."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.exceptions import NotHost, NotLive
from django_jitsi_live.models import LiveSession
from tests.replica import catch_up, with_replica

pytestmark = [with_replica, pytest.mark.usefixtures("lagging_replica")]


def session() -> LiveSession:
    return LiveSession.objects.using("default").get()


def test_the_replica_lags_behind(event: Any, host: Any, student: Any) -> None:
    services.start(host, event.pk)
    assert not LiveSession.objects.exists()
    with pytest.raises(NotLive):
        services.join(student, event.pk)
    catch_up()
    assert services.join(student, event.pk).room_name == session().room_name


def test_host_who_starts_again_at_once_is_in_the_same_room(event: Any, host: Any) -> None:
    rooms = {services.start(host, event.pk).room_name for _ in range(3)}
    assert rooms == {session().room_name}


def test_host_ends_what_was_started_a_moment_ago(event: Any, host: Any) -> None:
    services.start(host, event.pk)
    ended = services.end(host, event.pk)
    assert (ended.is_active, session().is_active) == (False, False)
    assert session().ended_at is not None


def test_host_who_starts_after_the_end_is_in_a_new_room(event: Any, host: Any) -> None:
    first = services.start(host, event.pk).room_name
    catch_up()
    services.end(host, event.pk)
    assert LiveSession.objects.get().is_active
    assert services.start(host, event.pk).room_name != first
    assert session().is_active


def test_host_since_a_moment_ago_starts(event: Any, stranger: Any) -> None:
    type(event).objects.update(organizer=stranger)
    assert services.start(stranger, event.pk).role == "host"


@pytest.mark.parametrize("act", [services.start, services.end])
def test_host_until_a_moment_ago_does_nothing(
    event: Any, host: Any, stranger: Any, act: Any
) -> None:
    type(event).objects.update(organizer=stranger)
    with pytest.raises(NotHost):
        act(host, event.pk)


def test_host_of_many_since_a_moment_ago_starts(settings: Any, event: Any, stranger: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    type(event).speakers.through.objects.create(event=event, user=stranger)
    assert services.start(stranger, event.pk).role == "host"


def test_role_mismatch_is_noted_and_logged_once(
    event: Any, host: Any, student: Any, caplog: Any
) -> None:
    services.start(host, event.pk)
    LiveSession.objects.using("default").update(role_witness="another attendee")
    catch_up()
    for _ in range(2):
        services.report_role(student, event.pk, "moderator")
    assert session().role_mismatch == "attendee"
    assert len(caplog.records) == 1

"""Who speaks at an event, beside those who host it and those who attend."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jitsi_live.conf import get_policy
from django_jitsi_live.exceptions import SiteMisconfigured
from django_jitsi_live.models import Role
from django_jitsi_live.policy import Policy, get_visit
from tests.projects.webinar.webinars.models import Event, Registration


def role(user: Any, event: Event) -> Role | None:
    return get_visit(user, event.pk).role


def test_speaker_need_not_be_registered(event: Event, speaker: Any, stranger: Any) -> None:
    assert role(speaker, event) is Role.SPEAKER
    assert role(stranger, event) is None


def test_host_who_speaks_is_host(event: Event, host: Any, speaker: Any) -> None:
    event.speakers.add(host)
    assert role(host, event) is Role.HOST


def test_registered_speaker_is_speaker(event: Event, speaker: Any) -> None:
    Registration.objects.create(event=event, user=speaker)
    assert role(speaker, event) is Role.SPEAKER


def test_attendee_stays_one_beside_speakers(event: Event, speaker: Any, student: Any) -> None:
    assert role(student, event) is Role.ATTENDEE


def test_speaker_of_another_event_has_no_role(event: Event, speaker: Any, host: Any) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    assert role(speaker, other) is None


def test_inactive_speaker_has_no_role(event: Event, speaker: Any) -> None:
    speaker.is_active = False
    assert role(speaker, event) is None


def test_nobody_speaks_without_a_lookup(settings: Any, event: Event, speaker: Any) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = None
    assert role(speaker, event) is None
    assert not get_policy().is_speaker(speaker, event)


def test_the_filter_of_registrations_does_not_restrict_speakers(
    settings: Any, event: Event, speaker: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"title": "Another"}
    assert role(speaker, event) is Role.SPEAKER
    assert get_policy().is_speaker(speaker, event)


def is_sid(user: Any, event: Event) -> bool:
    return bool(user.username == "sid")


def test_a_callable_decides_who_speaks(settings: Any, event: Event, stranger: Any) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = f"{__name__}.is_sid"
    assert role(stranger, event) is Role.SPEAKER


class StaffSpeakToo(Policy):
    def is_speaker(self, user: Any, event: Event) -> bool:
        return user.is_staff or super().is_speaker(user, event)


def test_a_subclass_extends_the_lookup_in_one_query(
    settings: Any, django_assert_num_queries: Any, event: Event, speaker: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.StaffSpeakToo"
    stranger.is_staff = True
    with django_assert_num_queries(2):
        assert role(stranger, event) is Role.SPEAKER
        assert role(speaker, event) is Role.SPEAKER


@pytest.mark.parametrize("lookup", ["nothing", "tests.nowhere.is_speaker"])
def test_nobody_is_let_in_where_the_lookup_fails(
    settings: Any, event: Event, student: Any, lookup: str, caplog: Any
) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = lookup
    with pytest.raises(SiteMisconfigured):
        role(student, event)
    assert "The gate depends on it" in caplog.text


def test_a_function_that_fails_is_named_by_its_setting(
    settings: Any, event: Event, student: Any, caplog: Any
) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "tests.nowhere.is_speaker"
    with pytest.raises(SiteMisconfigured):
        role(student, event)
    assert "JITSI_LIVE_SPEAKER_LOOKUP = 'tests.nowhere.is_speaker'" in caplog.text


# Queries


def sql_of_a_visit(user: Any, event: Event) -> str:
    with CaptureQueriesContext(connection) as made:
        get_visit(user, event.pk)
    [query] = made.captured_queries
    return str(query["sql"])


@pytest.mark.parametrize("person", ["speaker", "student", "host", "stranger"])
def test_event_session_and_role_come_in_one_query_with_three_lookups(
    settings: Any, live: Event, speaker: Any, person: str, request: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "series__teachers"
    sql = sql_of_a_visit(request.getfixturevalue(person), live)
    assert sql.count("EXISTS") == 4  # one for removals


def test_events_without_speakers_cost_no_subquery(live: Event, student: Any) -> None:
    sql = sql_of_a_visit(student, live)
    assert (sql.count("EXISTS"), "speakers" in sql) == (2, False)  # registrations, removals


def test_a_speaker_in_a_plain_foreign_key_costs_no_subquery(
    settings: Any, live: Event, host: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "series__teachers"
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "organizer"
    assert sql_of_a_visit(host, live).count("EXISTS") == 3  # one for removals
    assert role(host, live) is Role.SPEAKER

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from django_jitsi_live.conf import get_policy
from django_jitsi_live.exceptions import EventNotFound
from django_jitsi_live.models import Role
from django_jitsi_live.policy import Policy, get_display_name, get_visit
from tests.projects.webinar.webinars.models import Event, Registration, Series

START = dt.datetime(2030, 1, 1, 18, tzinfo=dt.UTC)


def role(user: Any, event: Event) -> Role | None:
    return get_visit(user, event.pk).role


def test_organizer_is_host_and_registered_user_is_attendee(
    event: Any, host: Any, student: Any, stranger: Any
) -> None:
    assert role(host, event) is Role.HOST
    assert role(student, event) is Role.ATTENDEE
    assert role(stranger, event) is None


def test_a_registered_host_is_host(event: Any, host: Any) -> None:
    Registration.objects.create(event=event, user=host)
    assert role(host, event) is Role.HOST


def test_host_of_another_event_has_no_role(event: Any, student: Any, stranger: Any) -> None:
    other = Event.objects.create(title="Other", organizer=stranger)
    assert role(stranger, event) is None
    assert role(student, other) is None


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_anonymous_user_has_no_role(event: Any, nobody: Any) -> None:
    assert role(nobody, event) is None


def test_inactive_host_has_no_role(event: Any, host: Any) -> None:
    host.is_active = False
    assert role(host, event) is None


def test_many_to_many_hosts(settings: Any, event: Any, student: Any, stranger: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    event.speakers.add(stranger)
    assert role(stranger, event) is Role.HOST
    assert role(student, event) is Role.ATTENDEE


def test_hosts_over_several_hops(settings: Any, event: Any, stranger: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "series__teachers"
    event.series = Series.objects.create()
    event.save()
    event.series.teachers.add(stranger)
    assert role(stranger, event) is Role.HOST


def test_a_user_registered_twice_is_one_attendee(event: Any, student: Any) -> None:
    Registration.objects.create(event=event, user=student)
    assert role(student, event) is Role.ATTENDEE


def test_filter_and_user_are_asked_of_the_same_registration(
    settings: Any, event: Any, student: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "confirmed"}
    Registration.objects.create(event=event, user=stranger, status="cancelled")
    assert role(student, event) is Role.ATTENDEE
    assert role(stranger, event) is None


def test_the_filter_restricts_a_registration_that_is_a_plain_foreign_key(
    settings: Any, event: Any, host: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "organizer"
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"title": event.title}
    assert role(host, event) is Role.ATTENDEE
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"title": "Another"}
    assert role(host, event) is None
    assert not get_policy().is_registered(host, event)


@pytest.mark.parametrize("lookup", ["organizer", "speakers"])
def test_the_filter_of_registrations_does_not_restrict_hosts(
    settings: Any, event: Any, host: Any, lookup: str
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = lookup
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"title": "Another"}
    event.speakers.add(host)
    assert role(host, event) is Role.HOST
    assert get_policy().is_host(host, event)


def test_a_host_in_a_plain_foreign_key_is_known_without_a_query(
    settings: Any, django_assert_num_queries: Any, event: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "confirmed"}
    with django_assert_num_queries(0):
        assert get_policy().is_host(host, event)
        assert not get_policy().is_host(student, event)


@pytest.mark.parametrize("lookup", ["organizer", "registrations__user"])
def test_the_filter_restricts_a_user_who_is_asked_about_directly(
    settings: Any, event: Any, host: Any, lookup: str
) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = lookup
    Registration.objects.create(event=event, user=host, status="cancelled")
    assert get_policy().is_registered(host, event)
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "waiting"}
    assert not get_policy().is_registered(host, event)


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_staff_who_neither_host_nor_are_registered_have_no_role(
    event: Any, make_user: Any, field: str
) -> None:
    staff = make_user("vera", **{field: True})
    assert role(staff, event) is None
    assert not get_policy().is_host(staff, event)
    assert not get_policy().is_registered(staff, event)


def is_sam(user: Any, event: Event) -> bool:
    return bool(user.username == "sam")


def test_callables_decide(settings: Any, event: Any, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = f"{__name__}.is_sam"
    assert role(student, event) is Role.HOST
    assert role(host, event) is None
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = f"{__name__}.is_sam"
    assert role(student, event) is Role.ATTENDEE


class StaffHostsToo(Policy):
    def is_host(self, user: Any, event: Event) -> bool:
        return user.is_staff or super().is_host(user, event)


def test_a_subclass_extends_the_lookups_in_one_query(
    settings: Any, django_assert_num_queries: Any, event: Any, host: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.StaffHostsToo"
    stranger.is_staff = True
    with django_assert_num_queries(2):
        assert role(stranger, event) is Role.HOST
        assert role(host, event) is Role.HOST


class PublishedOnly(Policy):
    def events(self) -> QuerySet[Event]:
        return super().events().exclude(title="Draft")


def test_events_that_the_policy_hides_do_not_exist(settings: Any, event: Any, host: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.PublishedOnly"
    Event.objects.filter(pk=event.pk).update(title="Draft")
    with pytest.raises(EventNotFound):
        role(host, event)


def test_asked_directly_the_policy_answers_for_any_user(
    event: Any, host: Any, student: Any, stranger: Any
) -> None:
    policy = get_policy()
    seen_by_student = get_visit(student, event.pk).event
    assert policy.is_host(host, seen_by_student)
    assert policy.is_registered(student, event)
    assert not policy.is_registered(stranger, seen_by_student)


def test_event_session_and_role_come_in_one_query(
    django_assert_num_queries: Any, live: Any, student: Any
) -> None:
    with django_assert_num_queries(1):
        visit = get_visit(student, live.pk)
        assert visit.live_session is not None
        assert visit.live_session.event == visit.event
        assert visit.role is Role.ATTENDEE


def test_a_policy_has_at_most_fourteen_methods() -> None:
    assert len([name for name in vars(Policy) if not name.startswith("__")]) <= 14


# Names


def name(**fields: Any) -> str:
    return get_policy().display_name(get_user_model()(**fields))


def shout(user: Any) -> str:
    return str(user.username).upper()


def test_display_name_is_the_full_name_or_the_username() -> None:
    assert name(username="sam", first_name="Sam", last_name="Student") == "Sam Student"
    assert name(username="sam") == "sam"
    assert name(username="sam", first_name=" Sam\n\t X ") == "Sam X"


def test_display_name_shows_no_address_of_an_email_login() -> None:
    assert name(username="sam@example.org") == "sam"
    assert name(username="sam@example.org@example.com") == "sam"
    assert name(username="@sam") == "sam"
    assert name(username="@Xavier") == "Xavier"
    assert name(username="@") == "Participant"


def test_name_of_nothing_that_jitsi_can_show_is_participant() -> None:
    user = get_user_model()(username="\x02", first_name="\x01")
    assert get_display_name(get_policy(), user) == "Participant"


@pytest.mark.parametrize(
    ("setting", "shown"),
    [("first_name", "Sam"), (f"{__name__}.shout", "SAM"), ("nickname", "sam")],
)
def test_display_name_from_attribute_or_callable(settings: Any, setting: str, shown: str) -> None:
    settings.JITSI_LIVE_DISPLAY_NAME = setting
    assert name(username="sam", first_name="Sam") == shown


# Schedule


def always(event: Event) -> dt.datetime:
    return START


@pytest.mark.parametrize("setting", ["starts_at", "planned_start", f"{__name__}.always"])
def test_schedule_from_attribute_method_or_callable(settings: Any, setting: str) -> None:
    settings.JITSI_LIVE_STARTS_AT = settings.JITSI_LIVE_ENDS_AT = setting
    event = Event(starts_at=START)
    assert get_policy().starts_at(event) == get_policy().ends_at(event) == START


def test_schedule_without_a_setting_or_a_value(settings: Any) -> None:
    assert get_policy().starts_at(Event(starts_at=START)) is None
    settings.JITSI_LIVE_ENDS_AT = "ends_at"
    assert get_policy().ends_at(Event()) is None


def test_a_naive_time_is_of_the_sites_time_zone(settings: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    naive = START.replace(tzinfo=None)
    assert get_policy().starts_at(Event(starts_at=naive)) == timezone.make_aware(naive)

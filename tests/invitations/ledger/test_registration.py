"""Who registers is invited: by a call, or by what the site sees itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.db.models.signals import m2m_changed

from django_jitsi_live import services
from django_jitsi_live.exceptions import EventNotFound
from django_jitsi_live.invitations import notify, receivers
from django_jitsi_live.models import Delivery, Guest, GuestLink, Mailing, Notification
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import prepared_session
from tests.invitations.ledger.conftest import START, cancelled
from tests.invitations.ledger.smtp import MailServer
from tests.projects.webinar.webinars.models import Event, Registration

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def only_invitations(settings: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"invitation": True}


@pytest.fixture
def person(student: Any) -> Any:
    student.email = "sam@example.org"
    student.save()
    return student


def enrol(event: Event, person: Any, **values: Any) -> Registration:
    return Registration.objects.create(event=event, user=person, **values)


def test_who_registers_gets_one_invitation(event: Event, person: Any, server: MailServer) -> None:
    enrol(event, person)
    assert server.mails == []
    notify()
    notify()
    assert server.subjects == ["You are registered: Django in depth"]


def test_a_call_beside_what_the_site_sees_makes_no_second_one(
    event: Event, person: Any, server: MailServer
) -> None:
    enrol(event, person)
    assert services.invite(person, event.pk) is False
    notify()
    assert services.invite(person, event.pk) is False
    notify()
    assert len(server.mails) == 1


def test_who_registers_again_later_is_invited_again(
    event: Event, person: Any, server: MailServer, clock: Any
) -> None:
    registration = enrol(event, person)
    notify()
    registration.delete()
    clock.shift(HOUR)
    enrol(event, person)
    notify()
    assert len(server.mails) == 2
    assert [*Mailing.objects.order_by("number").values_list("number", flat=True)] == [0, 1]


def test_a_registration_that_is_taken_back_invites_nobody(
    event: Event, person: Any, server: MailServer
) -> None:
    with transaction.atomic():
        enrol(event, person)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


def test_who_is_not_registered_by_then_is_not_invited(
    settings: Any, event: Event, person: Any, server: MailServer
) -> None:
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "confirmed"}
    enrol(event, person, status="waiting")
    notify()
    assert server.mails == []
    assert Notification.objects.get().state == Delivery.SKIPPED


def test_nobody_is_invited_by_default(
    settings: Any, event: Event, person: Any, server: MailServer
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {}
    enrol(event, person)
    assert services.invite(person, event.pk) is False
    assert not Notification.objects.exists()


def test_an_invitation_costs_the_request_few_queries(
    event: Event, person: Any, django_assert_max_num_queries: Any
) -> None:
    prepared_session(event)
    with django_assert_max_num_queries(9):
        services.invite(person, event.pk)


def test_an_event_without_a_start_invites(event: Event, person: Any, server: MailServer) -> None:
    Event.objects.update(starts_at=None, ends_at=None)
    event.refresh_from_db()
    enrol(event, person)
    assert notify()["mails sent"] == 1


def test_an_event_that_has_begun_invites(
    event: Event, person: Any, server: MailServer, clock: Any
) -> None:
    clock.move_to(START + MINUTE)
    enrol(event, person)
    assert notify()["mails sent"] == 1


def test_an_event_that_is_over_invites_nobody(
    event: Event, person: Any, server: MailServer, clock: Any
) -> None:
    clock.move_to(START + 7 * DAY)
    enrol(event, person)
    assert notify()["mails skipped"] == 1
    assert server.mails == []
    assert Notification.objects.get().problem == "The event is over."


@pytest.mark.parametrize(("after", "sent"), [(23 * HOUR, 1), (DAY, 0)])
def test_an_event_without_an_end_is_over_a_day_after_its_start(
    event: Event, person: Any, server: MailServer, clock: Any, after: dt.timedelta, sent: int
) -> None:
    Event.objects.update(ends_at=None)
    event.refresh_from_db()
    clock.move_to(START + after)
    enrol(event, person)
    assert notify()["mails sent"] == sent


def test_an_event_that_is_live_longer_than_planned_invites(
    event: Event, person: Any, server: MailServer, clock: Any
) -> None:
    clock.move_to(START)
    services.start(event.organizer, event.pk)
    clock.shift(75 * MINUTE)  # the schedule says an hour
    enrol(event, person)
    assert notify()["mails sent"] == 1


def test_an_invitation_that_waits_for_too_long_is_skipped(
    event: Event, person: Any, server: MailServer, clock: Any
) -> None:
    enrol(event, person)
    clock.move_to(START + 2 * HOUR)
    assert notify()["mails skipped"] == 1


def test_a_cancelled_event_invites_nobody(event: Event, person: Any, server: MailServer) -> None:
    enrol(event, person)
    cancelled.add(event.pk)
    notify()
    assert server.mails == []


def test_unknown_events_and_people_are_not_invited(event: Event, person: Any) -> None:
    with pytest.raises(EventNotFound):
        services.invite(person, "999")
    person.is_active = False
    person.save()
    assert services.invite(person, event.pk) is False
    link = GuestLink.objects.create(session=prepared_session(event), name="Gus", role="attendee")
    assert services.invite(Guest(link.pk), event.pk) is False


class WithoutIds(Policy):
    def participant_id(self, user: Any) -> str:
        raise LookupError


def test_the_host_project_s_work_goes_on_whatever_happens(
    settings: Any, event: Event, person: Any, caplog: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.WithoutIds"
    with transaction.atomic():
        enrol(event, person)
    assert Registration.objects.count() == 1
    assert "participant_id" in caplog.text


def test_what_is_loaded_from_a_file_or_saved_again_invites_nobody(
    event: Event, person: Any
) -> None:
    registration = Registration(event=event, user=person)
    registration.save_base(raw=True)
    registration.save()
    assert not Notification.objects.exists()


# Where registrations are


@pytest.mark.parametrize(
    "lookup",
    [
        "series__teachers",  # further than one model
        "nothing",
        "title",
        "title__user",
        "registrations__status",
        "registrations__nobody",
        "tests.somewhere.is_registered",
        "series",
    ],
)
def test_other_lookups_are_left_to_calls(settings: Any, lookup: str) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = lookup
    assert receivers.registrations() is None
    receivers.connect_receivers()


def test_a_lookup_that_changes_sees_nothing(settings: Any, event: Event, person: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "nothing"
    enrol(event, person)
    assert not Notification.objects.exists()


@pytest.fixture
def by_field(settings: Any) -> Any:
    """Users are in a field of the event's."""
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "speakers"
    found = receivers.registrations()
    assert found is not None
    receivers.connect_receivers()
    yield
    m2m_changed.disconnect(sender=found.model, dispatch_uid="jitsi_live.invitations.registered")


def test_who_is_put_into_a_field_of_the_event_is_invited(
    by_field: None, event: Event, person: Any, server: MailServer
) -> None:
    event.speakers.add(person)
    event.speakers.remove(person)
    event.speakers.add(person)
    person.speaking_at.add(event)
    assert notify()["mails sent"] == 1


def test_the_events_that_are_put_into_a_field_of_the_user_s_invite(
    by_field: None, event: Event, person: Any, server: MailServer
) -> None:
    person.speaking_at.add(event)
    assert notify()["mails sent"] == 1


def test_nothing_is_seen_while_nothing_is_sent(
    by_field: None, settings: Any, event: Event, person: Any
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {}
    event.speakers.add(person)
    assert not Notification.objects.exists()


def test_a_model_of_the_project_s_own_between_the_two_is_seen() -> None:
    field = Event._meta.get_field("speakers")
    found = receivers._of_many_to_many(field)
    assert found is not None
    assert (found.event, found.user) == ("event", "user")
    field.remote_field.through._meta.auto_created = False
    try:
        other = receivers._of_many_to_many(field)
    finally:
        field.remote_field.through._meta.auto_created = Event
    assert other is not None
    assert other.field is None

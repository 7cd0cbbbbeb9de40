"""Who is registered, as reports and messages to users need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import OuterRef

from django_jitsi_live.policy import (
    Policy,
    Recipient,
    RecipientsUnknown,
    guarded_policy,
    is_registered_user,
    lookups,
    registration_counts,
)
from django_jitsi_live.policy.recipients import CHUNK
from tests.policy.odd_values import ALL, query_that_fails
from tests.projects.webinar.webinars.models import Event, Registration

pytestmark = pytest.mark.django_db


def recipients(event: Any) -> list[Recipient] | None:
    found = guarded_policy().recipients(event)
    return None if found is None else [*found]


def names(event: Any) -> list[str]:
    return [each.user.username for each in recipients(event) or []]


def test_recipients_are_the_registered_users(event: Any, student: Any, stranger: Any) -> None:
    other = Event.objects.create(title="Other", organizer=stranger)
    Registration.objects.create(event=other, user=stranger)
    assert names(event) == ["sam"]
    assert names(other) == ["sid"]


def test_recipients_are_listed_once(event: Any, student: Any) -> None:
    Registration.objects.create(event=event, user=student)
    assert names(event) == ["sam"]


def test_deactivated_account_is_no_recipient(event: Any, student: Any) -> None:
    get_user_model().objects.filter(pk=student.pk).update(is_active=False)
    assert names(event) == []
    assert registration_counts([event.pk], "default") == {event.pk: 0}


def test_accounts_that_cannot_be_deactivated_are_recipients(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(lookups, "get_user_model", lambda: Event)
    assert lookups._is_active() == {}


@pytest.fixture
def cancelled(settings: Any, event: Event, stranger: Any, student: Any) -> Event:
    """Sid has cancelled; others of the event have not, nor has Sid elsewhere."""
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "confirmed"}
    Registration.objects.create(event=event, user=stranger, status="cancelled")
    other = Event.objects.create(title="Other", organizer=student)
    Registration.objects.create(event=other, user=stranger)
    return event


def test_conditions_are_about_the_same_registration(
    cancelled: Event, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert names(cancelled) == ["sam"]
    assert registration_counts([cancelled.pk], "default") == {cancelled.pk: 1}


def test_registered_users_are_told_apart_in_a_query(
    cancelled: Event, student: Any, stranger: Any
) -> None:
    condition = is_registered_user(OuterRef("event"), OuterRef("user"))
    found = Registration.objects.filter(condition, event=cancelled)
    assert [each.user for each in found] == [student]


def test_lookup_may_lead_to_users_directly(settings: Any, event: Any, speaker: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "speakers"
    assert names(event) == ["sofia"]
    assert registration_counts([event.pk, 0], "default") == {event.pk: 1, 0: 0}


def anybody(user: Any, event: Any) -> bool:
    return True


def test_callable_cannot_list_recipients(settings: Any, event: Any, caplog: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = f"{__name__}.anybody"
    assert recipients(event) is None
    assert Policy().recipients(event) is None
    assert caplog.text == ""


class Everybody(Policy):
    def is_registered(self, user: Any, event: Any) -> bool:
        return True


class Listed(Everybody):
    def recipients(self, event: Any) -> Iterator[Recipient]:
        yield from super().recipients(event) or ()
        yield Recipient.of(event.organizer)


def test_policy_that_lets_others_in_does_not_know_its_recipients(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Everybody"
    assert recipients(event) is None


@pytest.mark.parametrize("lookup", ["registrations__user", f"{__name__}.anybody"])
def test_policy_that_lists_its_recipients_is_asked(settings: Any, event: Any, lookup: str) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Listed"
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = lookup
    assert names(event)[-1] == "helen"


# What a message needs


def test_recipient_has_the_address_of_the_account_and_the_sites_language(
    settings: Any, make_user: Any
) -> None:
    settings.LANGUAGE_CODE, settings.TIME_ZONE = "de", "Europe/Berlin"
    user = make_user("max", email="max@example.org")
    assert Recipient.of(user) == Recipient(user, "max@example.org", "de", "Europe/Berlin")
    assert "max" not in repr(Recipient.of(user))


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("pt_BR", "Europe/Lisbon", ("pt-br", "Europe/Lisbon")),
        ("de-AT", ZoneInfo("Asia/Tokyo"), ("de", "Asia/Tokyo")),
        ("", "", ("en-us", "UTC")),
        (None, None, ("en-us", "UTC")),
        ("tlh-QQ", "Europe", ("en-us", "UTC")),
        (7, "No/Where", ("en-us", "UTC")),
    ],
)
def test_recipient_has_the_users_language_and_zone(
    settings: Any, language: Any, zone: Any, expected: tuple[str, str]
) -> None:
    settings.LANGUAGE_CODE, settings.TIME_ZONE = "en-us", "UTC"
    settings.JITSI_LIVE_USER_LANGUAGE, settings.JITSI_LIVE_USER_TIME_ZONE = "tongue", "zone"
    user = get_user_model()(username="max")
    vars(user).update(tongue=language, zone=zone)
    found = Recipient.of(user)
    assert (found.language, found.time_zone) == expected


def test_user_without_a_language_is_written_to_in_the_sites(settings: Any) -> None:
    settings.JITSI_LIVE_USER_LANGUAGE, settings.LANGUAGE_CODE = "profile_language", "de"
    assert Recipient.of(get_user_model()(username="max")).language == "de"


def test_user_model_without_an_address_has_recipients(monkeypatch: Any) -> None:
    monkeypatch.setattr(get_user_model(), "EMAIL_FIELD", "post")
    assert Recipient.of(get_user_model()(username="max")).email == ""
    monkeypatch.setattr(get_user_model(), "post", property(lambda self: "max@x.org"), raising=False)
    assert Recipient.of(get_user_model()(username="max")).email == "max@x.org"


# Whatever the hook gives


class Odd(Policy):
    gives: Callable[[], Any]

    def recipients(self, event: Any) -> Any:
        return type(self).gives()


@pytest.mark.parametrize("value", sorted(ALL))
def test_what_is_no_list_of_recipients_is_unknown(
    settings: Any, monkeypatch: Any, event: Any, caplog: Any, value: str
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Odd"
    monkeypatch.setattr(Odd, "gives", staticmethod(ALL[value]), raising=False)
    try:
        assert not recipients(event)
    except RecipientsUnknown:
        assert f"{__name__}.Odd.recipients() fails with" in caplog.text


def test_hook_that_fails_after_a_while_breaks_no_transaction(
    settings: Any, monkeypatch: Any, event: Any, student: Any, caplog: Any
) -> None:
    def fail() -> Iterator[Recipient]:
        yield from [Recipient(student)] * CHUNK
        query_that_fails()

    settings.JITSI_LIVE_POLICY = f"{__name__}.Odd"
    monkeypatch.setattr(Odd, "gives", staticmethod(fail), raising=False)
    found = iter(guarded_policy().recipients(event) or ())
    with transaction.atomic():
        assert next(found).user == student
        with pytest.raises(RecipientsUnknown):
            list(found)
        assert connection.is_usable()
        assert Event.objects.exists()
    assert "It is not known who is registered" in caplog.text


def test_recipient_who_is_no_user_is_refused(settings: Any, monkeypatch: Any, event: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Odd"
    monkeypatch.setattr(Odd, "gives", staticmethod(lambda: [Recipient("sam")]), raising=False)
    with pytest.raises(RecipientsUnknown):
        recipients(event)


# For reports, which need the users alone


def registered(event: Any) -> list[str] | None:
    found = guarded_policy().registered(event)
    return None if found is None else [user.username for users in found for user in users]


def test_registered_users_are_those_of_the_recipients(
    event: Any, student: Any, django_assert_num_queries: Any
) -> None:
    Registration.objects.create(event=event, user=student)
    with django_assert_num_queries(1):
        found = registered(event)
    assert found == names(event) == ["sam"]


class Twice(Policy):
    def recipients(self, event: Event) -> Iterator[Recipient]:
        for registration in event.registrations.all():
            yield from [Recipient.of(registration.user)] * 2

    def participant_id(self, user: Any) -> str:
        return f"guest:{user.username}"


def test_policy_that_lists_its_recipients_is_asked_for_reports(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Twice"
    assert registered(event) == names(event) == ["sam"]


@pytest.mark.parametrize("lookup", ["nothing.at.all", f"{__name__}.anybody"])
def test_lookup_that_cannot_list_does_not_know_who_is_registered(
    settings: Any, event: Any, lookup: str
) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = lookup
    assert registered(event) is None


@pytest.mark.parametrize("name", ["Policy", "Twice"])
def test_ids_of_many_people_are_those_of_each(
    settings: Any, student: Any, stranger: Any, name: str
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.{name}"
    policy, users = guarded_policy(), [student, stranger]
    assert policy.participant_ids(users) == [policy.participant_id(user) for user in users]

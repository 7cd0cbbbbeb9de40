"""The policy as this package asks it, whatever a subclass does."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from django_jitsi_live.exceptions import LiveError, NotRegistered, SiteMisconfigured
from django_jitsi_live.policy import (
    Policy,
    active_user,
    get_display_name,
    get_person,
    get_user_title,
    get_visit,
    guarded_policy,
)
from django_jitsi_live.policy.guarded import guard
from django_jitsi_live.policy.hooks import MAX_LOGGED, optional
from tests.policy.odd_values import FAILING, MOMENTS, TEXTS, query_that_is_caught
from tests.projects.webinar.webinars.models import Event

EVENT, USER = Event(pk=1), get_user_model()(pk=7, username="sam")


def policy_with(method: str, value: Callable[[], Any]) -> Policy:
    made = type("Odd", (Policy,), {method: lambda self, *arguments: value()})
    return guard(made())


def asked(policy: Policy, method: str) -> Any:
    arguments = {
        "events": (),
        "is_host": (USER, EVENT),
        "is_speaker": (USER, EVENT),
        "is_registered": (USER, EVENT),
        "participant_id": (USER,),
        "display_name": (USER,),
        "user_for_participant": ("7",),
    }.get(method, (EVENT,))
    return getattr(policy, method)(*arguments)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", FAILING | TEXTS)
@pytest.mark.parametrize("method", ["is_host", "is_speaker", "is_registered"])
def test_only_yes_or_no_lets_anybody_in(method: str, value: str) -> None:
    policy = policy_with(method, (FAILING | TEXTS)[value])
    if value in {"nothing", "a number"}:
        assert asked(policy, method) is (value == "a number")
    else:
        with pytest.raises(SiteMisconfigured):
            asked(policy, method)


@pytest.mark.parametrize("value", FAILING | TEXTS | MOMENTS)
@pytest.mark.parametrize("method", ["participant_id", "server_for", "events"])
def test_gate_gets_what_it_can_use_or_an_error_for_users(method: str, value: str) -> None:
    policy = policy_with(method, (FAILING | TEXTS | MOMENTS)[value])
    try:
        found = asked(policy, method)
    except SiteMisconfigured:
        return
    if method == "participant_id":
        assert 0 < len(found) <= 255
        found.encode()
    elif method == "server_for":
        assert isinstance(found, str)
    else:
        assert list(found) == []


@pytest.mark.parametrize("value", FAILING | TEXTS | MOMENTS)
@pytest.mark.parametrize("method", ["starts_at", "ends_at"])
def test_times_are_in_utc_or_missing(method: str, value: str) -> None:
    found = asked(policy_with(method, (FAILING | TEXTS | MOMENTS)[value]), method)
    assert found is None or found.tzinfo is dt.UTC


@pytest.mark.parametrize("value", FAILING | TEXTS | MOMENTS)
@pytest.mark.parametrize("method", ["display_name", "register_url"])
def test_texts_can_be_sent_or_are_missing(method: str, value: str) -> None:
    found = asked(policy_with(method, (FAILING | TEXTS | MOMENTS)[value]), method)
    assert len(found) <= 2000
    assert "\x00" not in found
    found.encode()
    assert not (method == "register_url" and found.startswith("javascript"))


# On SQLite a faulty statement and a database that is gone are one kind of error.
@pytest.mark.parametrize("value", sorted((FAILING | TEXTS | MOMENTS).keys() - {"a failing query"}))
def test_what_is_no_user_is_nobody(value: str) -> None:
    policy = policy_with("user_for_participant", (FAILING | TEXTS | MOMENTS)[value])
    assert asked(policy, "user_for_participant") is None


@pytest.mark.parametrize("value", FAILING | TEXTS | MOMENTS)
def test_everybody_has_a_name(value: str) -> None:
    name = get_display_name(policy_with("display_name", (FAILING | TEXTS | MOMENTS)[value]), USER)
    assert 0 < len(name) <= 100
    assert name.isprintable()


def test_an_unawaited_coroutine_is_not_warned_of() -> None:
    policy = policy_with("is_host", FAILING["an unawaited coroutine"])
    with warnings.catch_warnings(record=True) as found, pytest.raises(SiteMisconfigured):
        asked(policy, "is_host")
    assert found == []


def test_errors_for_users_are_handed_on() -> None:
    def refuse() -> None:
        raise NotRegistered

    with pytest.raises(NotRegistered):
        asked(policy_with("is_host", refuse), "is_host")


def test_a_policy_that_is_none_is_named(settings: Any, caplog: Any) -> None:
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    with pytest.raises(SiteMisconfigured):
        guarded_policy()
    assert "JITSI_LIVE_POLICY fails with ImproperlyConfigured: " in caplog.text


def test_a_database_that_is_gone_is_no_unknown_person() -> None:
    def query() -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        asked(policy_with("user_for_participant", query), "user_for_participant")


def test_a_person_is_found_as_before(host: Any) -> None:
    assert guarded_policy().user_for_participant(str(host.pk)) == host
    assert guarded_policy().user_for_participant("no") is None


# Users


class Account:
    """A user whose account may be missing."""

    pk = 7
    is_authenticated = True
    USERNAME_FIELD = "username"

    @property
    def is_active(self) -> bool:
        raise AttributeError("account")

    def get_username(self) -> str:
        raise AttributeError("account")

    get_email_field_name = __str__ = get_username


def test_user_of_whom_nothing_is_known_is_not_let_in() -> None:
    assert active_user(Account()) is None


def test_user_of_whom_nothing_is_known_has_a_name(settings: Any) -> None:
    settings.JITSI_LIVE_SHARE_EMAIL = True
    person = get_person(Policy(), Account())
    assert (person.participant_id, person.name, person.email) == ("7", "Participant", "")
    assert get_user_title(Account()) == "7"


# Events


class OtherEvents(Policy):
    def events(self) -> Any:
        return get_user_model()._default_manager.filter(pk=1)


class Values(Policy):
    def events(self) -> Any:
        return super().events().values()


class Sliced(Policy):
    def events(self) -> Any:
        return super().events()[:5]


class Doubled(Policy):
    def events(self) -> Any:
        return super().events().filter(registrations__user__gt=0)


class NoEvent(QuerySet):  # type: ignore[type-arg]
    def get(self, *arguments: Any, **conditions: Any) -> Any:
        return None


class NoEvents(Policy):
    def events(self) -> Any:
        return NoEvent(Event)


@pytest.mark.parametrize("policy", [OtherEvents, Values, Sliced, Doubled, NoEvents])
def test_events_that_cannot_be_asked_for_one_are_misconfigured(
    settings: Any, event: Any, host: Any, policy: type
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.{policy.__name__}"
    event.registrations.create(user=host)
    with pytest.raises(LiveError):
        get_visit(None, event.pk)


def test_lookup_that_leads_nowhere_lets_nobody_in(settings: Any, event: Any, host: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "nobody"
    with pytest.raises(SiteMisconfigured):
        get_visit(host, event.pk)


# Transactions


def test_hook_that_catches_its_own_failing_query_breaks_no_transaction() -> None:
    with transaction.atomic():
        assert asked(policy_with("display_name", query_that_is_caught), "display_name") == "Sam"
        assert get_user_model().objects.count() == 0
    assert not connection.needs_rollback


def test_hook_without_a_query_costs_none(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        asked(policy_with("display_name", lambda: "Sam"), "display_name")


def test_query_of_a_hook_is_kept_in_a_transaction(make_user: Any) -> None:
    policy = policy_with("user_for_participant", lambda: make_user("new"))
    made = asked(policy, "user_for_participant")
    assert get_user_model().objects.get() == made


# The log


def test_log_names_the_setting_and_where_it_fails_but_no_value(caplog: Any, settings: Any) -> None:
    secret = "-".join(["a", "password"])

    def fail(event: Any) -> None:
        raise ValueError(secret)

    settings.JITSI_LIVE_STARTS_AT = "begin"
    event = Event(pk=1)
    event.begin = lambda: fail(event)  # type: ignore[attr-defined]
    for _time in range(3):
        assert guarded_policy().starts_at(event) is None
    [line] = caplog.messages
    assert line.startswith("JITSI_LIVE_STARTS_AT = 'begin' fails with ValueError. ")
    assert "in fail" in line
    assert "a-password" not in caplog.text


def test_log_has_an_end(caplog: Any) -> None:
    for number in range(MAX_LOGGED + 5):
        optional(f"hook {number}", lambda: 1 / 0, 0.0)
    assert len(caplog.records) == MAX_LOGGED

"""Which kinds of mails people want."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.invitations import preferences
from django_jitsi_live.invitations.addressees import Addressee
from django_jitsi_live.invitations.preferences import (
    choices,
    choose,
    set_choice,
    set_subscription,
    subscription_of_token,
    unsubscribe_token,
    unwanted,
    wants,
)
from django_jitsi_live.invitations.site import address_signer
from django_jitsi_live.models import GuestLink, Kind, Role, Unsubscription
from django_jitsi_live.policy import Policy, guarded_policy
from django_jitsi_live.sessions import prepared_session
from tests.invitations.mails.mailing import addressee_of


class Decides(Policy):
    def wants(self, user: Any, kind: str) -> bool | None:
        return {"reminder": False, "live": True}.get(kind)


class Fails(Policy):
    def wants(self, user: Any, kind: str) -> bool | None:
        raise RuntimeError


def test_unwanted_are_those_who_have_said_so(student: Any, host: Any) -> None:
    set_choice("1", "reminder", False, student)
    set_choice("1", "reminder", False, student)
    set_choice("2", "live", False)
    assert unwanted("reminder", ["1", "2", "3"]) == {"1"}
    assert unwanted(Kind.LIVE, ["1", "2", "3"]) == {"2"}
    assert unwanted("live", []) == set()
    set_choice("1", "reminder", True, student)
    assert unwanted("reminder", ["1", "2", "3"]) == set()


def test_unwanted_are_asked_for_in_chunks(
    db: None, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(preferences, "CHUNK", 2)
    for each in ("1", "5"):
        set_choice(each, "live", False)
    with django_assert_num_queries(3):
        assert unwanted("live", ["1", "2", "3", "4", "5"]) == {"1", "5"}


def test_choice_is_deleted_with_the_account(student: Any) -> None:
    set_choice(str(student.pk), "live", False, student)
    student.delete()
    assert not Unsubscription.objects.exists()


@pytest.mark.parametrize(("kind", "answer"), [("reminder", False), ("live", True)])
def test_policy_is_asked_first(student: Any, settings: Any, kind: str, answer: bool) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Decides"
    set_choice(str(student.pk), kind, not answer, student)
    assert wants(guarded_policy(), addressee_of(student), kind) is answer


@pytest.mark.parametrize("policy", ["Decides", "Fails"])
def test_people_choose_what_the_policy_leaves_to_them(
    student: Any, settings: Any, policy: str
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.{policy}"
    assert wants(guarded_policy(), addressee_of(student), "replay")
    set_choice(str(student.pk), "replay", False, student)
    assert not wants(guarded_policy(), addressee_of(student), "replay")


def test_policy_is_not_asked_about_guests(event: Any, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Decides"
    link = GuestLink.objects.create(session=prepared_session(event), name="G", role=Role.SPEAKER)
    guest = Addressee.of_link(link)
    assert wants(guarded_policy(), guest, "reminder")
    set_choice(guest.participant, "reminder", False)
    assert not wants(guarded_policy(), guest, "reminder")


@pytest.mark.usefixtures("mails")
def test_people_choose_among_the_kinds_that_are_sent(student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [60], "replay": True, "live": False, "x": 1}
    set_choice(str(student.pk), "replay", False, student)
    assert [(each.kind, each.is_wanted) for each in choices(student)] == [
        (Kind.REMINDER, True),
        (Kind.REPLAY, False),
    ]


@pytest.mark.usefixtures("mails")
def test_kinds_that_the_policy_decides_are_not_to_be_chosen(student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Decides"
    assert {Kind.REMINDER, Kind.LIVE} & {each.kind for each in choices(student)} == set()
    choose(student, [])
    assert not Unsubscription.objects.filter(kind__in=["reminder", "live"]).exists()
    assert Unsubscription.objects.filter(user=student).count() == len(Kind) - 2


@pytest.mark.usefixtures("mails")
def test_choosing_changes_what_is_different(student: Any, django_assert_num_queries: Any) -> None:
    everything = [kind.value for kind in Kind]
    choose(student, everything[:-1])
    with django_assert_num_queries(1):
        choose(student, everything[:-1])
    choose(student, [*everything, "nonsense"])
    assert not Unsubscription.objects.exists()


# The addresses in mails


def test_token_names_person_and_kind(student: Any) -> None:
    subscription: Any = subscription_of_token(unsubscribe_token(str(student.pk), Kind.LIVE))
    assert (subscription.participant, subscription.kind) == (str(student.pk), Kind.LIVE)
    assert subscription.is_wanted
    set_subscription(subscription, False)
    assert not subscription.is_wanted
    assert Unsubscription.objects.get().user == student


def test_guest_has_no_account_that_a_choice_could_go_with(db: None) -> None:
    subscription: Any = subscription_of_token(unsubscribe_token("guest:x", Kind.LIVE))
    set_subscription(subscription, False)
    assert Unsubscription.objects.get().user is None


def test_token_of_this_site_with_anything_else_in_it_is_none() -> None:
    signer = address_signer(preferences.SALT)
    assert subscription_of_token(signer.sign_object(["nonsense", "42"])) is None
    assert subscription_of_token(signer.sign_object(["live"])) is None


@pytest.mark.parametrize("token", ["", ".", "a", "a.b", "\ud800", "x" * 10_000, "é.é"])
def test_forged_token_is_none(token: str) -> None:
    assert subscription_of_token(token) is None


def test_token_for_something_else_is_none() -> None:
    other = address_signer("django_jitsi_live.guest_link")
    assert subscription_of_token(other.sign_object(["live", "42"])) is None
    token = unsubscribe_token("42", "live")
    assert subscription_of_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None

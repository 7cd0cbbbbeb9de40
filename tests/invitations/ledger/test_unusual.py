"""What happens seldom: processes that end between two steps, and odd host projects."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError

from django_jitsi_live.exceptions import SiteMisconfigured
from django_jitsi_live.invitations import delivery, listing, notify, receivers
from django_jitsi_live.models import Mailing, Notification
from tests.host_times import stored
from tests.invitations.ledger.conftest import START, cancelled
from tests.invitations.ledger.smtp import MailServer
from tests.projects.webinar.webinars.models import Event

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Killed(BaseException):
    pass


@pytest.fixture
def killed_before_listing(monkeypatch: Any, event: Event, register: Any) -> Any:
    """A process has noted that a move is to be told, and has died before it knew to whom."""
    register(2)
    notify()
    event.starts_at, event.ends_at = stored(START + DAY), stored(START + DAY + HOUR)
    event.save()

    def die(*_args: Any) -> int:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(listing, "_list", die)
        with pytest.raises(Killed):
            notify()
    assert Mailing.objects.get(kind="moved").listed_at is None


def test_a_move_is_told_that_a_killed_process_has_only_noted(
    killed_before_listing: None, server: MailServer
) -> None:
    assert notify()["mails sent"] == 2
    assert notify()["mails sent"] == 0


def test_a_move_that_was_only_noted_does_not_count_when_it_is_cancelled(
    killed_before_listing: None, event: Event, server: MailServer
) -> None:
    cancelled.add(event.pk)
    assert notify()["mails sent"] == 2
    assert not Mailing.objects.filter(kind="moved").exists()


def test_a_killed_process_s_list_is_written_to_its_end(
    monkeypatch: Any, register: Any, server: MailServer, clock: Any
) -> None:
    monkeypatch.setattr(listing, "CHUNK", 2)
    register(5)
    clock.move_to(START - DAY)
    rows = listing.all_notifications
    calls = iter(range(2))

    def die_at_the_second() -> Any:
        if next(calls):
            raise Killed
        return rows()

    with monkeypatch.context() as patch:
        patch.setattr(listing, "all_notifications", die_at_the_second)
        with pytest.raises(Killed):
            notify()
    assert Notification.objects.count() == 2
    assert notify()["mails sent"] == 5


def test_an_account_that_is_deleted_meanwhile_costs_one_run(
    monkeypatch: Any, register: Any, server: MailServer, clock: Any
) -> None:
    def fail(*_args: Any) -> int:
        raise IntegrityError

    register(1)
    clock.move_to(START - DAY)
    with monkeypatch.context() as patch:
        patch.setattr(listing, "_list", fail)
        assert notify()["mails sent"] == 0
    assert notify()["mails sent"] == 1


def test_a_policy_that_fails_while_a_mail_is_written_postpones_it(
    monkeypatch: Any, register: Any, server: MailServer, clock: Any
) -> None:
    def fail(*_args: Any) -> Any:
        raise SiteMisconfigured

    register(1)
    clock.move_to(START - DAY)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "compose", fail)
        assert notify()["mails postponed"] == 1
    clock.shift(HOUR)
    assert notify()["mails sent"] == 1


def is_registered(user: Any, event: Any) -> bool:
    return user.username == "sam"


def test_who_is_registered_may_be_a_function_s_to_say(
    settings: Any, event: Event, student: Any, stranger: Any, server: MailServer
) -> None:
    from django_jitsi_live import services

    settings.JITSI_LIVE_REGISTRATION_LOOKUP = f"{__name__}.is_registered"
    for person in (student, stranger):
        person.email = f"{person.username}@example.org"
        person.save()
        services.invite(person, event.pk)
    notify()
    assert [*server.to] == ["sam@example.org"]


@pytest.mark.parametrize("name", [None, "nothing", "title"])
def test_without_a_start_there_is_nothing_to_remind_of(
    settings: Any, register: Any, server: MailServer, name: str | None
) -> None:
    settings.JITSI_LIVE_STARTS_AT = name
    register(1)
    notify()
    assert server.mails == []


def test_a_registration_without_a_person_invites_nobody() -> None:
    receivers._on_save(SimpleNamespace(event=None, user=None), created=True)
    receivers._on_save(SimpleNamespace(event=object(), user=None), created=True)
    assert not Notification.objects.exists()


def test_a_trial_of_a_site_that_has_told_nobody_yet(register: Any) -> None:
    register(1)
    assert notify(dry_run=True) == {}


@pytest.mark.parametrize("value", [[86400, "soon", True, -5], "soon", True, None, {}])
def test_offsets_that_are_none_are_as_if_they_were_not_there(
    settings: Any, register: Any, server: MailServer, clock: Any, value: Any
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": value}
    register(1)
    clock.move_to(START - DAY)
    assert notify()["mails sent"] == (1 if isinstance(value, list) else 0)


def test_a_setting_that_is_no_dict_sends_nothing(settings: Any, register: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = ["reminder"]
    register(1)
    assert notify()["mails sent"] == 0


def test_a_reminder_that_was_only_noted_is_sent_to_nobody_when_it_is_cancelled(
    monkeypatch: Any, event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    def die(*_args: Any) -> int:
        raise Killed

    register(1)
    clock.move_to(START - DAY)
    with monkeypatch.context() as patch:
        patch.setattr(listing, "_list", die)
        with pytest.raises(Killed):
            notify()
    cancelled.add(event.pk)
    notify()
    assert "reminder" not in server.kinds

"""When mails go out: reminders, late ones, moves and cancellations."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from django_jitsi_live.invitations import notify
from django_jitsi_live.models import CalendarEntry, Delivery, Mailing, Notification
from tests.host_times import stored
from tests.invitations.ledger.conftest import NOW, START, cancelled
from tests.invitations.ledger.smtp import MailServer
from tests.projects.webinar.webinars.models import Event, Registration

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def move(event: Event, starts_at: dt.datetime) -> None:
    event.starts_at, event.ends_at = stored(starts_at), stored(starts_at + HOUR)
    event.save()


def states(kind: str) -> Counter[str]:
    return Counter(Notification.objects.filter(mailing__kind=kind).values_list("state", flat=True))


def test_nothing_is_sent_by_default(settings: Any, register: Any, server: MailServer) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {}
    register(1)
    with time_machine.travel(START - DAY, tick=False):
        notify()
    assert server.mails == []
    assert not Mailing.objects.exists()


def test_everybody_is_reminded_once_at_each_offset(
    register: Any, server: MailServer, clock: Any
) -> None:
    people = register(3)
    sent = []
    for moment in (NOW, START - DAY, START - DAY + HOUR, START - 15 * MINUTE, START - MINUTE):
        clock.move_to(moment)
        sent.append(notify()["mails sent"])
    assert sent == [0, 3, 0, 3, 0]
    assert server.to == Counter({person.email: 2 for person in people})


def test_a_reminder_that_is_later_than_its_grace_is_recorded_and_not_sent(
    register: Any, server: MailServer, clock: Any
) -> None:
    register(2)
    clock.move_to(START - 17 * HOUR)
    notify()
    assert server.mails == []
    assert states("reminder") == {Delivery.SKIPPED: 2}
    assert "too late" in Notification.objects.first().problem  # type: ignore[union-attr]


def test_a_reminder_within_its_grace_is_sent(register: Any, server: MailServer, clock: Any) -> None:
    register(1)
    clock.move_to(START - 19 * HOUR)
    assert notify()["mails sent"] == 1


def test_no_reminder_is_sent_after_the_start(
    settings: Any, register: Any, server: MailServer, clock: Any
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [300]}
    register(1)
    clock.move_to(START)
    notify()
    assert server.mails == []
    assert states("reminder") == {Delivery.SKIPPED: 1}


def test_what_was_over_long_ago_is_not_looked_at(register: Any, clock: Any) -> None:
    register(1)
    clock.move_to(START + 3 * DAY)
    notify()
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "day", [(2026, 3, 29), (2026, 3, 8), (2026, 10, 25), (2026, 11, 1), (2026, 4, 5)]
)
def test_a_reminder_comes_its_seconds_before_the_start_when_clocks_change(
    settings: Any, event: Event, register: Any, server: MailServer, clock: Any, zone: str, day: Any
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [86400]}
    settings.TIME_ZONE = zone
    register(1)
    start = dt.datetime(*day, 12, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    move(event, start)
    clock.move_to(start - DAY - dt.timedelta(seconds=1))
    assert notify()["mails sent"] == 0
    clock.move_to(start - DAY)
    assert notify()["mails sent"] == 1


def test_a_move_is_told_and_arms_the_reminders_again(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    [_person] = register(1)
    clock.move_to(START - DAY)
    notify()
    move(event, START + 3 * DAY)
    clock.move_to(START - DAY + MINUTE)
    notify()
    notify()
    clock.move_to(START + 2 * DAY)
    notify()
    assert server.kinds == [
        "reminder",
        "moved",
        "reminder",
    ]


def test_a_correction_of_what_is_over_is_told_to_nobody(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    clock.move_to(START - 10 * MINUTE)
    notify()
    before = server.kinds
    clock.move_to(START + DAY)
    move(event, START - 60 * MINUTE)
    notify()
    assert [kind for kind in server.kinds[len(before) :] if kind == "moved"] == []


def test_reminders_of_the_old_time_are_not_sent_after_a_move(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(2)
    clock.move_to(START - DAY)
    assert notify(limit=1)["mails sent"] == 1
    move(event, START + 3 * DAY)
    notify()
    assert states("reminder") == {Delivery.SENT: 1, Delivery.SKIPPED: 1}
    assert Notification.objects.get(state="skipped").problem == "The event was moved."


def test_several_moves_between_two_runs_are_told_once(
    event: Event, register: Any, server: MailServer
) -> None:
    register(1)
    notify()
    for days in (1, 2, 3):
        move(event, START + days * DAY)
    notify()
    assert len(server.mails) == 1


def test_a_move_there_and_back_that_was_told_is_told_twice(
    event: Event, register: Any, server: MailServer
) -> None:
    register(1)
    notify()
    for start in (START + DAY, START):
        move(event, start)
        notify()
    assert server.kinds == ["moved", "moved"]


def test_a_move_there_and_back_that_was_not_told_is_not_told_at_all(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    from django_jitsi_live.invitations.calendar_entries import calendar_entry

    register(1)
    clock.move_to(START - DAY)
    notify()
    move(event, START + DAY)
    calendar_entry(event)  # as when somebody loads a calendar file
    move(event, START)
    notify()
    assert CalendarEntry.objects.get().sequence == 2
    assert server.kinds == ["reminder"]


def test_a_new_end_is_told(event: Event, register: Any, server: MailServer) -> None:
    register(1)
    notify()
    event.ends_at = stored(START + 2 * HOUR)
    event.save()
    notify()
    assert len(server.mails) == 1


def test_a_cancellation_is_told_once_and_ends_the_reminders(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    notify()
    cancelled.add(event.pk)
    for moment in (NOW, NOW + MINUTE, START - DAY, START - 15 * MINUTE):
        clock.move_to(moment)
        notify()
    assert server.kinds == ["cancelled"]


def test_an_event_that_takes_place_after_all_is_told(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    notify()
    cancelled.add(event.pk)
    notify()
    cancelled.clear()
    notify()
    clock.move_to(START - DAY)
    notify()
    assert server.kinds == [
        "cancelled",
        "moved",
        "reminder",
    ]


def test_a_cancellation_that_is_taken_back_before_it_was_sent_is_not_sent(
    event: Event, register: Any, server: MailServer
) -> None:
    register(2)
    notify()
    cancelled.add(event.pk)
    notify(limit=1)
    cancelled.clear()
    notify()
    assert states("cancelled") == {Delivery.SENT: 1, Delivery.SKIPPED: 1}


def test_what_was_cancelled_before_anybody_heard_of_it_is_told_to_nobody(
    event: Event, register: Any, server: MailServer
) -> None:
    register(1)
    cancelled.add(event.pk)
    notify()
    notify()
    assert server.mails == []


def test_an_event_that_loses_its_start_is_told_its_new_one(
    event: Event, register: Any, server: MailServer
) -> None:
    register(1)
    notify()
    event.starts_at = event.ends_at = None
    event.save()
    notify()
    assert server.mails == []
    move(event, START + DAY)
    notify()
    assert server.kinds == ["moved"]


def test_a_move_into_the_past_is_told_to_nobody(
    event: Event, register: Any, server: MailServer
) -> None:
    register(1)
    notify()
    move(event, NOW - HOUR)
    notify()
    assert server.mails == []


def test_who_registers_after_a_reminder_was_listed_does_not_get_it_late(
    event: Event, register: Any, server: MailServer, clock: Any, stranger: Any
) -> None:
    register(1)
    clock.move_to(START - DAY)
    notify()
    Registration.objects.create(event=event, user=stranger)
    notify()
    assert Notification.objects.filter(mailing__kind="reminder").count() == 1


def test_events_are_found_by_a_start_that_is_no_column(
    settings: Any, event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT = "planned_start"
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [86400]}
    register(1)
    Event.objects.create(
        title="Later", slug="later", organizer=event.organizer, starts_at=stored(START + 9 * DAY)
    )
    Event.objects.create(title="Any time", slug="any", organizer=event.organizer)
    clock.move_to(START - DAY)
    assert notify()["mails sent"] == 1
    assert Mailing.objects.count() == 1


def test_events_far_ahead_are_not_looked_at_for_reminders_alone(
    settings: Any, register: Any, django_assert_num_queries: Any
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [3600]}
    register(1)
    with django_assert_num_queries(7):
        notify()

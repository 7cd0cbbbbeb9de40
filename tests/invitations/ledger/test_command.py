"""The command and the task, and how long things are kept."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_jitsi_live import moments, tasks
from django_jitsi_live.attendance import (
    anonymise,
    anonymise_participant,
    export,
    export_participant,
    tidy,
)
from django_jitsi_live.management.commands import jitsi_live_notify
from django_jitsi_live.models import (
    Admission,
    CalendarFeed,
    Delivery,
    GuestLink,
    Mailing,
    Notification,
    Unsubscription,
)
from django_jitsi_live.sessions import prepared_session
from tests.host_times import stored
from tests.invitations.ledger.conftest import START
from tests.invitations.ledger.smtp import MailServer
from tests.projects.webinar.webinars.models import Event

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def reminder_time(clock: Any, settings: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [86400], "moved": True}
    clock.move_to(START - DAY)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def run(*arguments: str, out: StringIO | None = None) -> str:
    out = out or StringIO()
    call_command("jitsi_live_notify", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_has_done(register: Any, server: MailServer) -> None:
    register(3)
    lines = run().splitlines()
    assert lines[:2] == ["     3 mails listed", "     3 mails sent"]
    assert not any("broken off" in line for line in lines)


def test_a_trial_says_what_would_be_sent_and_writes_nothing(
    event: Event, register: Any, server: MailServer
) -> None:
    register(3)
    assert run("--dry-run").splitlines() == [
        f"     3 reminder mails about event {event.pk} would be sent",
        "Nothing was changed (--dry-run).",
    ]
    assert server.mails == []
    assert not Mailing.objects.exists()


def test_a_trial_counts_what_is_listed_and_what_has_moved(
    event: Event, register: Any, server: MailServer
) -> None:
    register(3)
    run("--limit", "1")
    assert f"2 reminder mails about event {event.pk}" in run("--dry-run")
    event.starts_at = stored(START + DAY)
    event.save()
    assert f"3 moved mails about event {event.pk}" in run("--dry-run")
    assert not Mailing.objects.filter(kind="moved").exists()


def test_no_more_than_the_limit_are_sent(register: Any, server: MailServer) -> None:
    register(3)
    run("--limit", "2")
    assert len(server.mails) == 2


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_of_mails(limit: str) -> None:
    with pytest.raises(CommandError, match="number of mails"):
        run("--limit", limit)


def test_who_watches_sees_how_far_it_is(
    register: Any, server: MailServer, monkeypatch: Any
) -> None:
    register(3)
    out = Terminal()
    assert "\r3 of 3 mails" in run(out=out)
    monkeypatch.setattr(jitsi_live_notify, "REPORT_SECONDS", 0)
    assert "\r" not in run(out=Terminal())


def test_all_is_told_to_who_watches_where_it_is_slow(
    register: Any, server: MailServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(jitsi_live_notify, "REPORT_SECONDS", 0)
    Notification.objects.all().delete()
    register(2)
    assert run(out=Terminal()).count("\r") == 2


def test_the_command_fails_where_no_mail_server_is(
    settings: Any, register: Any, mail_server: MailServer
) -> None:
    mail_server.port = 1
    mail_server.use(settings)
    register(3)
    with pytest.raises(CommandError, match="sendtestemail"):
        run()


def test_the_command_fails_where_nothing_says_where_the_site_is(
    settings: Any, register: Any, server: MailServer, caplog: Any
) -> None:
    settings.JITSI_LIVE_SITE_URL = None
    register(3)
    with pytest.raises(CommandError, match="JITSI_LIVE_SITE_URL"):
        run()
    assert server.mails == []
    assert caplog.text.count("JITSI_LIVE_SITE_URL") == 1
    assert Notification.objects.filter(state=Delivery.DUE, attempts=0).count() == 3
    settings.JITSI_LIVE_SITE_URL = "https://example.org"
    run()
    assert len(server.mails) == 3


def test_where_the_site_is_does_not_matter_while_nothing_is_due(
    settings: Any, event: Event, server: MailServer
) -> None:
    settings.JITSI_LIVE_SITE_URL = None
    assert "     0 mails sent" in run()


def test_who_breaks_it_off_reads_that_the_rest_stays_due(monkeypatch: Any) -> None:
    def interrupt(**_options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jitsi_live_notify, "notify", interrupt)
    with pytest.raises(CommandError, match="stays due"):
        run()


def test_the_task_does_the_same(register: Any, server: MailServer) -> None:
    register(1)
    notify = getattr(tasks.notify, "func", tasks.notify)
    assert notify()["mails sent"] == 1


# How long it is kept


def test_mailings_are_kept_until_they_are_too_old(
    settings: Any, register: Any, server: MailServer, clock: Any
) -> None:
    register(2)
    run()
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    clock.move_to(START + 29 * DAY)
    assert tidy(dry_run=True)["mailings deleted"] == 0
    clock.move_to(START + 31 * DAY)
    assert tidy(dry_run=True)["mailings deleted"] == 1
    tidy()
    assert not Notification.objects.exists()


def test_nothing_is_deleted_without_a_limit(register: Any, server: MailServer, clock: Any) -> None:
    register(1)
    run()
    clock.move_to(START + 999 * DAY)
    tidy()
    assert Notification.objects.exists()


def test_links_and_requests_go_when_the_event_is_long_over(
    settings: Any, event: Event, stranger: Any, clock: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    session = prepared_session(event)
    GuestLink.objects.create(session=session, name="Gus", role="speaker")
    GuestLink.objects.create(session=session, name="Gil", role="speaker", revoked_at=moments.now())
    Admission.objects.create(session=session, user=stranger, participant=str(stranger.pk))
    Event.objects.update(starts_at=stored(START + 60 * DAY), ends_at=None)
    clock.shift(31 * DAY)
    tidy()
    assert GuestLink.objects.count() == 2
    assert Admission.objects.count() == 1
    clock.shift(31 * DAY)
    tidy()
    assert not GuestLink.objects.exists()
    assert not Admission.objects.exists()


# One person


def test_a_person_reads_all_that_is_stored_of_them(
    event: Event, register: Any, server: MailServer
) -> None:
    [person] = register(1)
    run()
    participant = str(person.pk)
    Unsubscription.objects.create(user=person, participant=participant, kind="live")
    CalendarFeed.objects.create(user=person)
    Admission.objects.create(
        session=prepared_session(event), user=person, participant=participant, display_name="Pia"
    )
    found = export(person)
    [mail] = found["mails"]
    assert (mail["kind"], mail["state"], mail["event_id"]) == ("reminder", "sent", event.pk)
    assert [each["kind"] for each in found["unwanted_mails"]] == ["live"]
    assert len(found["calendars"]) == 1
    assert found["requests"][0]["display_name"] == "Pia"
    assert export_participant(participant)["calendars"] == []


def test_a_person_is_forgotten(event: Event, register: Any, server: MailServer) -> None:
    person, other = register(2)
    run()
    participant, session = str(person.pk), prepared_session(event)
    CalendarFeed.objects.create(user=person)
    Unsubscription.objects.create(user=person, participant=participant, kind="live")
    Admission.objects.create(
        session=session, user=person, participant=participant, display_name="Pia"
    )
    Admission.objects.create(
        session=session, user=other, participant=str(other.pk), answered_by=person
    )
    anonymise(person)
    assert export(person)["mails"] == []
    assert Notification.objects.filter(user=None).count() == 1
    assert not CalendarFeed.objects.exists()
    assert Unsubscription.objects.exists()
    assert Admission.objects.get(user=person).display_name == ""
    assert Admission.objects.get(user=other).answered_by is None


def test_who_has_no_account_any_more_leaves_nothing(
    event: Event, register: Any, server: MailServer
) -> None:
    [person] = register(1)
    run()
    participant, session = str(person.pk), prepared_session(event)
    Unsubscription.objects.create(participant=participant, kind="live")
    Admission.objects.create(session=session, participant=participant, display_name="Pia")
    person.delete()
    anonymise_participant(participant)
    assert not Unsubscription.objects.exists()
    assert not Admission.objects.exists()
    assert export_participant(participant)["mails"] == []


def test_two_ids_of_one_person_become_one(event: Event, register: Any, server: MailServer) -> None:
    [person] = register(1)
    run()
    row = Notification.objects.get()
    Notification.objects.create(mailing=row.mailing, user=person, participant="another")
    anonymise(person)
    assert Notification.objects.count() == 1


def test_forgotten_people_get_no_mails(event: Event, register: Any, server: MailServer) -> None:
    first, second = register(2)
    run("--limit", "1")
    for person in (first, second):
        anonymise(person)
    run()
    assert len(server.mails) == 1

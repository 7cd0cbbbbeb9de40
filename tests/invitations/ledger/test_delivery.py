"""What becomes of mails: sent, refused, postponed, not needed, and when processes are killed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail

from django_jitsi_live.exceptions import SiteMisconfigured
from django_jitsi_live.invitations import delivery, ledger, mailer, notify
from django_jitsi_live.invitations.mailer import Refused, _meaning
from django_jitsi_live.invitations.mails import compose as write
from django_jitsi_live.invitations.unsendable import Unsendable
from django_jitsi_live.models import (
    Delivery,
    GuestLink,
    LiveSession,
    Notification,
    Removal,
    Unsubscription,
)
from django_jitsi_live.policy import Policy, Recipient
from tests.host_times import stored
from tests.invitations.ledger.conftest import START, cancelled
from tests.invitations.ledger.smtp import MailServer
from tests.projects.webinar.webinars.models import Event, Registration

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def reminder_time(clock: Any, settings: Any) -> None:
    """It is a day before the start, and people are reminded then."""
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [86400]}
    clock.move_to(START - DAY)


def problems() -> dict[str, str]:
    """What is noted, by the state."""
    return dict(Notification.objects.exclude(problem="").values_list("state", "problem"))


def test_a_mail_costs_two_queries_and_no_more_connections(
    register: Any, server: MailServer, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert notify(limit=count)["mails sent"] == count
        return len([each for each in captured if "SAVEPOINT" not in each["sql"]])

    register(60)
    notify(limit=1)
    few, many = queries(10), queries(40)
    assert many - few == 30 * 2
    assert server.connections == 3  # one for each run


def test_a_connection_brings_no_more_mails_than_servers_take(
    register: Any, server: MailServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(mailer, "MAILS_PER_CONNECTION", 3)
    register(7)
    assert notify()["mails sent"] == 7
    assert server.connections == 3


def test_a_batch_follows_the_other(register: Any, server: MailServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    monkeypatch.setattr(delivery, "BATCHES", 2)
    people = register(11)
    notify()
    assert server.to == Counter(person.email for person in people)


def test_a_refused_address_costs_its_own_mail(register: Any, server: MailServer) -> None:
    people = register(5)
    server.refusals[people[2].email] = "550 5.1.1 no such user"
    counts = notify()
    assert (counts["mails sent"], counts["mails failed"]) == (4, 1)
    problem = Notification.objects.get(state=Delivery.FAILED).problem
    assert "550" in problem
    assert people[2].email not in problem
    assert notify()["mails failed"] == 0


def test_what_is_refused_for_now_is_tried_again_later_and_later(
    register: Any, server: MailServer, clock: Any
) -> None:
    [person] = register(1)
    server.refusals[person.email] = "450 4.2.0 come again"
    tried = []
    for minute in range(8):
        clock.move_to(START - DAY + minute * MINUTE)
        tried.append(notify()["mails postponed"])
    assert tried == [1, 1, 0, 1, 0, 0, 0, 1]
    server.refusals.clear()
    clock.move_to(START - DAY + HOUR)
    assert notify()["mails sent"] == 1
    assert Notification.objects.get().problem == ""


def test_what_is_refused_until_it_is_too_late_has_failed(
    register: Any, server: MailServer, clock: Any
) -> None:
    [person] = register(1)
    server.refusals[person.email] = "450 4.2.0 come again"
    notify()
    clock.move_to(START - HOUR)
    assert notify()["mails failed"] == 1
    assert "450" in problems()["failed"]


def test_what_was_not_sent_in_time_is_skipped(
    register: Any, server: MailServer, clock: Any
) -> None:
    register(3)
    notify(limit=1)
    clock.move_to(START - HOUR)
    assert notify()["mails skipped"] == 2
    assert len(server.mails) == 1


def test_a_mail_whose_text_is_refused_costs_itself(register: Any, server: MailServer) -> None:
    register(1)
    server.data_reply = "554 5.7.1 looks like spam"
    assert notify()["mails failed"] == 1
    assert "554" in problems()["failed"]


def test_an_address_that_is_none_costs_its_own_mail(register: Any, server: MailServer) -> None:
    broken, _good = register(2)
    broken.email = "not an address"
    broken.save()
    counts = notify()
    assert (counts["mails sent"], counts["mails failed"]) == (1, 1)


def test_without_a_mail_server_everything_stays_due(
    settings: Any, register: Any, mail_server: MailServer, caplog: Any, clock: Any
) -> None:
    people = register(10)
    mail_server.use(settings)
    port, mail_server.port = mail_server.port, 1
    mail_server.use(settings)
    counts = notify()
    assert (counts["mails postponed"], counts["runs broken off"]) == (3, 1)
    assert {*Notification.objects.values_list("state", flat=True)} == {Delivery.DUE}
    assert "stay due" in caplog.text
    mail_server.port = port
    mail_server.use(settings)
    clock.shift(2 * MINUTE)
    assert notify()["mails sent"] == 10
    assert mail_server.to == Counter(person.email for person in people)


def test_a_mail_server_that_hangs_is_given_up(
    settings: Any, register: Any, server: MailServer
) -> None:
    server.use(settings, timeout=0.2)
    server.hangs = True
    register(10)
    assert notify()["runs broken off"] == 1
    assert {*Notification.objects.values_list("state", flat=True)} == {Delivery.DUE}


def test_there_is_a_time_limit_where_the_project_sets_none(server: MailServer) -> None:
    assert mailer._new_connection().timeout == mailer.TIMEOUT


def test_the_time_limit_of_the_project_holds(settings: Any, server: MailServer) -> None:
    server.use(settings, timeout=3)
    assert mailer._new_connection().timeout == 3


def test_a_server_that_takes_no_sender_of_the_site_is_given_up(
    settings: Any, register: Any, server: MailServer, monkeypatch: Any
) -> None:
    async def refuse(*_args: Any) -> str:
        return "553 5.7.1 not your address"

    monkeypatch.setattr(MailServer, "handle_MAIL", refuse, raising=False)
    register(10)
    assert notify()["runs broken off"] == 1
    assert not Notification.objects.filter(state=Delivery.FAILED).exists()


def test_a_connection_that_is_lost_may_cost_a_second_mail_to_one_person(
    register: Any, server: MailServer, clock: Any
) -> None:
    people = register(4)
    server.drops_at = {2}
    assert notify()["mails postponed"] == 1
    clock.shift(2 * MINUTE)
    assert notify()["mails sent"] == 1
    assert server.to == Counter({each.email: 1 for each in people} | {people[1].email: 2})


def test_a_backend_that_sends_nothing_is_tried_again(
    settings: Any, register: Any, monkeypatch: Any
) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, mails: 0)
    register(1)
    assert notify()["mails postponed"] == 1


def test_other_backends_may_raise_what_they_like(register: Any, monkeypatch: Any) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    def fail(self: Any, mails: Any) -> int:
        raise LookupError("secret")

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    register(5)
    assert notify()["runs broken off"] == 1
    assert problems()["due"] == "The mail server could not be used (LookupError)."


def test_a_mail_that_cannot_be_written_costs_itself(
    register: Any, server: MailServer, monkeypatch: Any, caplog: Any
) -> None:
    first, second, _third = register(3)

    def compose(mailing: Any, event: Any, addressee: Any) -> Any:
        if addressee.user == first:
            raise Unsendable("Set JITSI_LIVE_SITE_URL.")
        if addressee.user == second:
            raise LookupError("secret")
        return write(mailing, event, addressee)

    monkeypatch.setattr(delivery, "compose", compose)
    counts = notify()
    assert (counts["mails sent"], counts["mails failed"]) == (1, 2)
    found = Notification.objects.filter(state="failed").order_by("pk")
    assert [row.problem for row in found] == [
        "Set JITSI_LIVE_SITE_URL.",
        "The mail could not be written (LookupError). The log says where it fails.",
    ]


# Who gets none


def unregister(person: Any) -> None:
    Registration.objects.filter(user=person).delete()


def deactivate(person: Any) -> None:
    person.is_active = False
    person.save()


def unsubscribe(person: Any) -> None:
    Unsubscription.objects.create(user=person, participant=str(person.pk), kind="reminder")


def remove(person: Any) -> None:
    Removal.objects.create(session=LiveSession.objects.get(), participant=str(person.pk))


def lose_address(person: Any) -> None:
    person.email = ""
    person.save()


@pytest.mark.parametrize(
    ("happens", "problem"),
    [
        (unregister, "not registered"),
        (deactivate, "not active"),
        (unsubscribe, "wants no such mails"),
        (remove, "removed"),
        (lose_address, "no e-mail address"),
        (lambda person: person.delete(), "does not exist"),
    ],
)
def test_who_is_to_get_none_is_skipped_with_words(
    register: Any, server: MailServer, happens: Callable[[Any], Any], problem: str
) -> None:
    first, second = register(2)
    assert notify(limit=1)["mails sent"] == 1
    happens(second)
    assert notify()["mails skipped"] == 1
    assert problem in problems()["skipped"]
    assert server.to == Counter([first.email])


class Choosy(Policy):
    """Asks its own people what they want, and lists them itself, with other addresses."""

    def wants(self, user: Any, kind: str) -> bool | None:
        return {"person1": True, "person2": False}.get(user.username)

    def recipients(self, event: Any) -> Iterator[Recipient]:
        for user in [
            each.user for each in event.registrations.select_related("user").order_by("pk")
        ]:
            yield Recipient(user, f"{user.username}@elsewhere.example")

    def is_registered(self, user: Any, event: Any) -> bool:
        return True


def test_the_policy_says_who_wants_mails_before_their_choices_do(
    settings: Any, register: Any, server: MailServer
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Choosy"
    people = register(4)
    for person in people:
        unsubscribe(person)
    undecided = next(each for each in people if each.username not in {"person1", "person2"})
    Unsubscription.objects.filter(user=undecided).delete()
    notify()
    assert server.to == Counter(
        [f"{undecided.username}@elsewhere.example", "person1@elsewhere.example"]
    )


def test_people_whom_the_project_lists_itself_are_found_in_any_batch(
    settings: Any, register: Any, server: MailServer, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Choosy"
    monkeypatch.setattr(delivery, "BATCH", 3)
    people = register(10)
    Registration.objects.filter(user=people[4]).delete()
    notify(limit=2)
    Registration.objects.filter(user=people[5]).delete()
    notify()
    expected = {f"{each.username}@elsewhere.example" for each in people} - {
        f"{name}@elsewhere.example" for name in (people[4].username, people[5].username, "person2")
    }
    assert server.to == Counter(expected)
    assert Notification.objects.get(user=people[5]).state == Delivery.SKIPPED


class OwnRegistrations(Policy):
    """Says who is registered, and lists nobody."""

    def is_registered(self, user: Any, event: Any) -> bool:
        return True


def test_where_nobody_knows_who_is_registered_the_log_says_so(
    settings: Any, register: Any, server: MailServer, caplog: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.OwnRegistrations"
    register(1)
    notify()
    assert server.mails == []
    assert "Override Policy.recipients()" in caplog.text


class Broken(Policy):
    """Cannot list the people of one event."""

    def recipients(self, event: Any) -> Iterator[Recipient]:
        if event.title == "Broken":
            raise LookupError
        yield from super().recipients(event) or ()


def test_an_event_whose_people_cannot_be_listed_costs_itself(
    settings: Any, event: Event, register: Any, server: MailServer
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Broken"
    Event.objects.create(
        title="Broken", slug="broken", organizer=event.organizer, starts_at=stored(START)
    )
    register(1)
    assert notify()["mails sent"] == 1
    assert notify(dry_run=True) == {}


class NoIds(Policy):
    fails = False

    def participant_id(self, user: Any) -> str:
        if self.fails:
            raise LookupError
        return super().participant_id(user)


def test_mails_whose_people_cannot_be_asked_about_stay_due(
    settings: Any, register: Any, server: MailServer, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.NoIds"
    register(2)
    notify(limit=1)
    monkeypatch.setattr(NoIds, "fails", True)
    assert notify()["mails sent"] == 0
    monkeypatch.setattr(NoIds, "fails", False)
    assert notify()["mails sent"] == 1


class NoEvents(Policy):
    def events(self) -> Any:
        raise LookupError


def test_without_events_a_run_fails(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.NoEvents"
    with pytest.raises(SiteMisconfigured):
        notify()


class Published(Policy):
    """Has events that are hidden."""

    def events(self) -> Any:
        return super().events().exclude(title="Hidden")


def test_mails_about_a_hidden_event_are_skipped(
    settings: Any, event: Event, register: Any, server: MailServer
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Published"
    register(2)
    notify(limit=1)
    event.title = "Hidden"
    event.save()
    assert notify()["mails skipped"] == 1
    assert "hidden" in problems()["skipped"]


def test_mails_of_a_deleted_event_go_with_it(
    event: Event, register: Any, server: MailServer
) -> None:
    register(2)
    notify(limit=1)
    event.delete()
    assert notify()["mails sent"] == 0


def test_kinds_that_are_switched_off_meanwhile_are_skipped(
    settings: Any, register: Any, server: MailServer
) -> None:
    register(2)
    notify(limit=1)
    settings.JITSI_LIVE_NOTIFICATIONS = {}
    assert notify()["mails skipped"] == 1


def test_reminders_of_what_is_cancelled_meanwhile_are_skipped(
    event: Event, register: Any, server: MailServer
) -> None:
    register(2)
    notify(limit=1)
    cancelled.add(event.pk)
    notify()
    assert problems()["skipped"] == "The event is cancelled."


def guest(event: Event, email: str = "gus@example.org") -> GuestLink:
    from django_jitsi_live.sessions import prepared_session

    return GuestLink.objects.create(
        session=prepared_session(event), name="Gus", role="speaker", email=email
    )


def test_guests_with_an_address_are_reminded(event: Event, server: MailServer) -> None:
    guest(event)
    guest(event, email="")
    assert notify()["mails sent"] == 1
    assert server.to == Counter(["gus@example.org"])


def test_guests_whose_link_was_withdrawn_are_skipped(
    event: Event, register: Any, server: MailServer, clock: Any
) -> None:
    register(1)
    link = guest(event)
    notify(limit=1)
    link.revoked_at = START - DAY
    link.save()
    notify()
    assert "withdrawn" in problems()["skipped"]


def test_the_most_urgent_goes_first(
    settings: Any, event: Event, register: Any, server: MailServer
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [86400, 172800], "moved": True}
    soon = Event.objects.create(
        title="Soon", slug="soon", organizer=event.organizer, starts_at=stored(START + HOUR)
    )
    later = Event.objects.create(
        title="Later", slug="later", organizer=event.organizer, starts_at=stored(START + 9 * DAY)
    )
    register(1, of=later)
    notify()
    later.starts_at = stored(START + 8 * DAY)
    later.save()
    soon.starts_at = stored(START + MINUTE)
    soon.save()
    register(1, of=event)
    register(1, of=soon)
    notify()
    assert list(server.subjects)[-1] == "New time: Later"


# Processes that are killed


def claim_all(age: dt.timedelta) -> None:
    from django_jitsi_live import moments

    Notification.objects.update(state=Delivery.CLAIMED, claimed_at=moments.now() - age, attempts=1)


def test_what_a_killed_process_has_claimed_is_sent_after_a_while(
    register: Any, server: MailServer, clock: Any
) -> None:
    register(2)
    notify(limit=1)
    mail_to = {*server.to}
    Notification.objects.filter(state="due").update(
        state=Delivery.CLAIMED, claimed_at=START - DAY, attempts=1
    )
    assert notify()["mails sent"] == 0
    clock.shift(ledger.LEASE + MINUTE)
    assert notify()["mails sent"] == 1
    assert len({*server.to} - mail_to) == 1


def test_a_mail_at_which_processes_die_again_and_again_is_not_tried_for_ever(
    register: Any, server: MailServer
) -> None:
    register(1)
    notify(limit=1)
    Notification.objects.update(
        state=Delivery.CLAIMED, claimed_at=START - 2 * DAY, attempts=ledger.MAX_CLAIMS
    )
    assert notify()["mails unknown"] == 1
    assert "may have arrived" in problems()["unknown"]


def test_another_process_that_was_slow_does_not_take_back_what_was_sent(
    register: Any, server: MailServer
) -> None:
    register(1)
    notify()
    row = Notification.objects.get()
    ledger.note_failure(row, "slow")
    ledger.postpone(row, "slow")
    ledger.note_unknown(row)
    assert Notification.objects.get().state == Delivery.SENT


def test_a_row_is_claimed_once(register: Any, server: MailServer, clock: Any) -> None:
    register(1)
    notify(limit=1)
    Notification.objects.update(state=Delivery.DUE)
    row = Notification.objects.get()
    assert [ledger.claim(row), ledger.claim(row)] == [True, False]


def test_what_somebody_else_has_claimed_meanwhile_is_left(
    register: Any, server: MailServer, monkeypatch: Any
) -> None:
    register(3)
    monkeypatch.setattr(delivery, "claim", lambda row: bool(row.pk % 2) and ledger.claim(row))
    calls = iter(range(100))
    monkeypatch.setattr(delivery, "BATCHES", 1)
    original = delivery.Delivery._next_mailing

    def next_mailing(self: Any) -> Any:
        return original(self) if next(calls) < 2 else None

    monkeypatch.setattr(delivery.Delivery, "_next_mailing", next_mailing)
    sent = notify()["mails sent"]
    assert sent == len(server.mails)
    assert 0 < sent < 3


def test_progress_is_told(register: Any) -> None:
    told: list[tuple[int, int]] = []
    register(3)
    notify(limit=0)
    notify(progress=lambda done, due: told.append((done, due)))
    assert told[-1] == (3, 3)


def test_django_s_own_outbox_gets_mails_as_the_project_sends_them(register: Any) -> None:
    register(1)
    notify()
    assert len(mail.outbox) == 1


def test_an_address_that_no_header_takes_is_refused_before_the_server_is_asked() -> None:
    assert isinstance(_meaning(ValueError("header")), Refused)

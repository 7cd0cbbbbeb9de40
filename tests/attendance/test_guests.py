"""Guests in what servers report, in the report, and in what is kept of people."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance.inbox.messages import Occupant
from django_jitsi_live.attendance.inbox.people import People
from django_jitsi_live.attendance.receivers import _on_join
from django_jitsi_live.exceptions import LinkWithdrawn
from django_jitsi_live.models import (
    Admission,
    AuditEntry,
    Confirmation,
    GuestLink,
    LiveSession,
    Mailing,
    Notification,
    Removal,
    Stay,
    Unsubscription,
)
from django_jitsi_live.sessions import prepared_session
from django_jitsi_live.signals import attendance_confirmed, participant_joined
from tests.host_times import stored
from tests.personal_links import guest, make_link
from tests.projects.webinar.webinars.models import Event
from tests.sessions.test_removal import received

from .conftest import Evening
from .prosody import Prosody

pytestmark = pytest.mark.django_db(transaction=True)


class InProsody:
    """A guest as Prosody knows one, or whoever pretends to be one."""

    def __init__(self, pk: str, name: str = "Gina Guest") -> None:
        self.pk, self.username = pk, name

    def get_full_name(self) -> str:
        return self.username


def join(event: Event, link: GuestLink) -> Any:
    services.join(guest(link), event.pk)
    return guest(link)


# What servers report


def test_a_guest_is_known_by_the_id_in_the_token(evening: Evening, live: Event) -> None:
    link, prosody = make_link(live, role="attendee"), Prosody()
    with received(participant_joined) as got:
        prosody.join(InProsody(link.participant, "Somebody"))
    stay = Stay.objects.get()
    assert (stay.participant, stay.user, stay.role) == (link.participant, None, "attendee")
    assert (stay.display_name, stay.jitsi_name) == ("Gina Guest", "Somebody")
    assert [each["user"] for each in got] == [None]


def test_a_guest_under_the_own_name_has_one(evening: Evening, live: Event) -> None:
    link = make_link(live)
    Prosody().join(InProsody(link.participant))
    assert (Stay.objects.get().display_name, Stay.objects.get().jitsi_name) == ("Gina Guest", "")


@pytest.mark.parametrize("kind", ["unknown", "foreign", "upper", "cut", "long"])
def test_whoever_is_no_guest_of_the_event_is_unidentified(
    evening: Evening, live: Event, host: Any, kind: str
) -> None:
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    own, foreign = make_link(live).participant, make_link(other).participant
    ids = {
        "unknown": f"guest:{'0' * 32}",
        "foreign": foreign,
        "upper": own.upper(),
        "cut": own[:-1],
        "long": f"{own}0",
    }
    session = LiveSession.objects.get(event=live)
    occupant = Occupant(key="k", address="a@b/c", participant=ids[kind], name="Gina Guest")
    fields = People(session, [occupant]).fields(occupant)
    assert (fields["user"], fields["role"]) == (None, "")
    assert fields["participant"].startswith("~")


def test_a_recorder_is_no_guest(evening: Evening, live: Event) -> None:
    link = make_link(live)
    session = LiveSession.objects.get()
    jibri = Occupant(key="k", address="jibri@b/c", participant=link.participant)
    person = Occupant(key="l", address="a@b/c", participant=link.participant)
    people = People(session, [jibri, person])
    assert people.fields(jibri)["participant"].startswith("~")
    assert people.fields(person)["participant"] == link.participant


def test_thousands_of_guests_cost_few_queries(evening: Evening, live: Event) -> None:
    session = LiveSession.objects.get()
    links = GuestLink.objects.bulk_create(
        GuestLink(session=session, name=f"Guest {number}", role="attendee")
        for number in range(2000)
    )
    occupants = [
        Occupant(key=str(number), address=f"{number}@x/y", participant=link.participant)
        for number, link in enumerate(links)
    ]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        people = People(session, occupants[:500])
        names = {people.fields(each)["display_name"] for each in occupants[:500]}
    assert names == {f"Guest {number}" for number in range(500)}
    assert len(queries) <= 2


def test_a_user_with_the_id_of_a_guest_is_that_user(
    settings: Any, evening: Evening, live: Event, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = "tests.sessions.test_guests.WhoeverPretends"
    Prosody().join(InProsody(f"user:guest:{student.pk:032x}", "Sam Student"))
    Prosody().join(InProsody(f"guest:{student.pk:032x}", "Nobody"), device="phone")
    users = [*Stay.objects.order_by("pk").values_list("user", flat=True)]
    assert users == [student.pk, None]


def test_a_guest_who_comes_back_by_an_old_token_is_put_out(
    evening: Evening, live: Event, host: Any
) -> None:
    link = make_link(live)
    GuestLink.objects.update(revoked_at=moments.now())
    Prosody().join(InProsody(link.participant))
    Stay.objects.update(endpoint="1a2b3c4d")
    assert not AuditEntry.objects.filter(action="link_withdrawn").exists()
    _on_join(LiveSession.objects.get(), Stay.objects.get())
    entry = AuditEntry.objects.get(action="link_withdrawn")
    assert (entry.user, entry.target) == (None, link.participant)


def test_a_guest_whose_link_holds_is_left_alone(evening: Evening, live: Event) -> None:
    Prosody().join(InProsody(make_link(live).participant))
    Stay.objects.update(endpoint="1a2b3c4d")
    _on_join(LiveSession.objects.get(), Stay.objects.get())
    assert not AuditEntry.objects.filter(action="link_withdrawn").exists()


def test_page_and_server_report_one_person(evening: Evening, live: Event) -> None:
    link = make_link(live)
    evening.open(join(live, link), live)
    Prosody().join(InProsody(link.participant))
    [person] = attendance.report(live.organizer, live.pk).people
    assert person.user == link.participant


# The report


@pytest.fixture
def over(evening: Evening, event: Event, host: Any, student: Any) -> Event:
    """An hour with the host, a registered person, a speaker and an attendee by links."""
    services.start(host, event.pk)
    links = [make_link(event, "Gina Guest"), make_link(event, "Anton Guest", "attendee")]
    make_link(event, "Never Came", "attendee")
    people = [host, student, *(join(event, link) for link in links)]
    for person in people:
        evening.open(person, event)
    evening.wait(60)
    services.end(host, event.pk)
    return event


def test_guests_are_listed_by_link(over: Event, host: Any) -> None:
    report = attendance.report(host, over.pk)
    found = {each.display_name: (each.role, each.is_guest) for each in report.people}
    assert found == {
        "Helen Host": ("host", False),
        "Sam Student": ("attendee", False),
        "Gina Guest": ("speaker", True),
        "Anton Guest": ("attendee", True),
    }
    assert report.by_role == {"host": 1, "speaker": 1, "attendee": 2, "unidentified": 0}
    assert report.unidentified == 0


def test_links_that_nobody_used_are_no_absence(over: Event, host: Any, registered: Any) -> None:
    registered(1, "Away")
    report = attendance.report(host, over.pk)
    assert report.absent is not None
    assert [each.display_name for each in report.absent] == ["Away0"]
    assert (report.registered, report.no_shows) == (2, 1)
    [figures] = attendance.session_list(host).results
    assert (figures.figures.people, figures.figures.no_shows) == (4, 1)


def test_guests_are_in_json_csv_and_page(over: Event, host: Any) -> None:
    client = Client()
    client.force_login(host)
    people = client.get(f"/api/live/attendance/{over.pk}/").json()["people"]
    assert {each["display_name"]: each["is_guest"] for each in people}["Gina Guest"] is True
    text = client.get(f"/api/live/attendance/{over.pk}/?format=csv").getvalue().decode()
    rows = {row["display_name"]: row["is_guest"] for row in csv.DictReader(io.StringIO(text))}
    assert (rows["Gina Guest"], rows["Sam Student"]) == ("True", "False")
    page = client.get(f"/api/live/report/{over.pk}/").content.decode()
    assert page.count("<small>(guest)</small>") == 2


def test_a_guest_is_removed_from_the_report_page(over: Event, host: Any) -> None:
    client = Client()
    client.force_login(host)
    link = GuestLink.objects.get(name="Anton Guest")
    client.post(f"/api/live/report/{over.pk}/", {"remove": link.participant, "sure": "yes"})
    assert Removal.objects.get().participant == link.participant
    [person] = [e for e in attendance.report(host, over.pk).people if e.is_removed]
    assert person.display_name == "Anton Guest"


def test_guests_are_confirmed_in_the_report_and_not_announced(
    evening: Evening, event: Event, host: Any, student: Any
) -> None:
    services.start(host, event.pk)
    link = make_link(event)
    for person in (host, student, join(event, link)):
        evening.open(person, event)
    evening.wait(60)
    with received(attendance_confirmed) as got:
        services.end(host, event.pk)
    assert {each["user"] for each in got} == {host, student}
    [person] = [each for each in attendance.report(host, event.pk).people if each.is_guest]
    assert person.confirmed
    assert not Confirmation.objects.filter(participant=link.participant).exists()
    assert attendance.tidy(dry_run=True)["attendances confirmed"] == 0


# What is kept of a person


def mail_to(event: Event, participant: str, state: str, number: int) -> None:
    now = moments.now()
    mailing = Mailing.objects.create(
        session=prepared_session(event),
        kind="reminder",
        moment=now,
        number=number,
        due_at=now,
        expires_at=now,
    )
    Notification.objects.create(mailing=mailing, participant=participant, state=state)


def test_what_is_stored_of_a_guest_is_exported(over: Event, host: Any, capsys: Any) -> None:
    link = GuestLink.objects.get(name="Gina Guest")
    GuestLink.objects.filter(pk=link.pk).update(email="gina@example.org")
    services.remove(host, over.pk, link.participant)
    mail_to(over, link.participant, "sent", 1)
    call_command("jitsi_live_person", "--participant", link.participant, "--export")
    found = json.loads(capsys.readouterr().out)
    [row] = found["personal_links"]
    assert (row["name"], row["email"], row["role"]) == (
        "Gina Guest",
        "gina@example.org",
        "speaker",
    )
    assert "laptop" not in json.dumps(found)
    assert [each["reason"] for each in found["decisions"]] == ["personal link"]
    assert [len(found[name]) for name in ("stays", "removals", "mails")] == [1, 1, 1]


def test_a_guest_is_forgotten_with_the_link(over: Event, host: Any) -> None:
    link = GuestLink.objects.get(name="Gina Guest")
    services.remove(host, over.pk, link.participant)
    for number, state in enumerate(("sent", "due")):
        mail_to(over, link.participant, state, number)
    Unsubscription.objects.create(participant=link.participant, kind="reminder")
    assert attendance.anonymise_participant(link.participant) == 1
    assert not any(
        attendance.export_participant(link.participant)[name]
        for name in (
            "stays",
            "decisions",
            "decided_about",
            "removals",
            "personal_links",
            "mails",
            "unwanted_mails",
        )
    )
    assert not Notification.objects.filter(participant=link.participant).exists()
    names = {each.display_name for each in attendance.report(host, over.pk).people}
    assert "Gina Guest" not in names
    services.start(host, over.pk)
    with pytest.raises(LinkWithdrawn):
        services.join(guest(link), over.pk)


def test_what_holds_for_an_account_stays(over: Event, host: Any, student: Any) -> None:
    session = LiveSession.objects.get()
    Admission.objects.create(
        session=session,
        user=student,
        participant=str(student.pk),
        display_name="Sam",
        answered_by=host,
        state="admitted",
    )
    GuestLink.objects.update(created_by=host)
    for number, state in enumerate(("sent", "due")):
        mail_to(over, str(student.pk), state, number)
    Unsubscription.objects.create(user=student, participant=str(student.pk), kind="replay")
    assert len(attendance.export(student)["requests"]) == 1
    attendance.anonymise(student)
    attendance.anonymise(host)
    found = attendance.export(student)
    assert [each["display_name"] for each in found["requests"]] == [""]
    assert found["mails"] == []
    assert len(found["unwanted_mails"]) == 1
    assert Admission.objects.get().answered_by is None
    assert not GuestLink.objects.exclude(created_by=None).exists()
    participant = str(student.pk)
    student.delete()
    attendance.anonymise_participant(participant)
    assert not Admission.objects.exists()


def test_old_links_are_deleted_with_the_rest(
    settings: Any, evening: Evening, event: Event, host: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    services.start(host, event.pk)
    make_link(event)
    services.end(host, event.pk)
    assert attendance.tidy()["personal links deleted"] == 0
    evening._traveller.shift(dt.timedelta(days=31))
    assert attendance.tidy(dry_run=True)["personal links deleted"] == 1
    assert attendance.tidy()["personal links deleted"] == 1
    assert not GuestLink.objects.exists()


def test_links_to_what_lies_ahead_are_kept(settings: Any, evening: Evening, event: Event) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    make_link(event)
    Event.objects.update(starts_at=stored(moments.now() + dt.timedelta(days=60)))
    evening._traveller.shift(dt.timedelta(days=31))
    assert attendance.tidy()["personal links deleted"] == 0

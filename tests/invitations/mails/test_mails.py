"""Mails about events, as mail programs open them."""

from __future__ import annotations

import datetime as dt
import logging
import pickle
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.template import engines
from django.urls import resolve

from django_jitsi_live.invitations import mails
from django_jitsi_live.invitations.addressees import Addressee
from django_jitsi_live.invitations.addresses import link_token
from django_jitsi_live.invitations.mails import compose
from django_jitsi_live.invitations.preferences import subscription_of_token
from django_jitsi_live.invitations.unsendable import Unsendable
from django_jitsi_live.models import CalendarEntry, GuestLink, Kind, Role
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import prepared_session
from tests.invitations.mails.mailing import (
    END,
    SITE,
    START,
    addressee_of,
    calendar_parts,
    html_of,
    mail,
    mailing_about,
    received,
    text_of,
)
from tests.projects.webinar.webinars.models import Event
from tests.web.test_pages import write_catalogue

LONG_TITLE = ("Django\r\nBcc: everybody@example.org\r\n\r\nin depth \N{SNOWMAN} " * 40)[:2000]
ENGLISH = {
    Kind.INVITATION: ("You are registered: Django in depth", "You are registered for this event."),
    Kind.MOVED: ("New time: Django in depth", "This event has another time."),
    Kind.CANCELLED: ("Cancelled: Django in depth", "This event is cancelled."),
    Kind.REMINDER: ("Reminder: Django in depth", "This event takes place soon."),
    Kind.LIVE: ("We are live: Django in depth", "The event has begun."),
    Kind.REPLAY: ("Thank you for coming: Django in depth", "Here you can watch it again."),
    Kind.MISSED: ("You missed it: Django in depth", "You were not there."),
    Kind.NOT_STARTED: (
        "Nobody has started your event: Django in depth",
        "Your event should have begun, and nobody has gone live.",
    ),
}
GERMAN = {
    "You are registered: %(title)s": "Angemeldet: %(title)s",
    "New time: %(title)s": "Neue Zeit: %(title)s",
    "Cancelled: %(title)s": "Fällt aus: %(title)s",
    "Reminder: %(title)s": "Erinnerung: %(title)s",
    "We are live: %(title)s": "Es geht los: %(title)s",
    "Thank you for coming: %(title)s": "Danke: %(title)s",
    "You missed it: %(title)s": "Verpasst: %(title)s",
    "Nobody has started your event: %(title)s": "Nicht begonnen: %(title)s",
    "Hello %(name)s,": "Guten Tag, %(name)s!",
    "You get this mail because you host this event.": "Weil Sie Gastgeber sind.",
    "You get this mail because you are registered for this event.": "Weil Sie angemeldet sind.",
}
IN_BERLIN = "Thursday, Nov. 5, 2026, 2 p.m. \N{EN DASH} 3:30 p.m. (Europe/Berlin, UTC+01:00)"
AFTER_THE_EVENT = {Kind.REPLAY, Kind.MISSED}


@pytest.fixture
def german(settings: Any, tmp_path: Path) -> None:
    write_catalogue(tmp_path / "de/LC_MESSAGES/django.mo", GERMAN)
    settings.LOCALE_PATHS = [str(tmp_path)]


@pytest.fixture
def link(planned: Event) -> GuestLink:
    return GuestLink.objects.create(
        session=prepared_session(planned),
        name="Gerda Guest",
        role=Role.SPEAKER,
        email="gerda@example.com",
    )


@pytest.fixture
def template(settings: Any, tmp_path: Path) -> Any:
    """Writes a template of the host project over one of ours."""

    def write(name: str, source: str) -> None:
        path = tmp_path / "templates/jitsi_live/mail" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        [options] = settings.TEMPLATES
        settings.TEMPLATES = [{**options, "DIRS": [tmp_path / "templates"]}]

    return write


# What people read


@pytest.mark.parametrize("kind", Kind)
def test_mail_of_each_kind_says_what_it_is_about(planned: Event, student: Any, kind: Kind) -> None:
    message = mail(planned, student, kind)
    subject, words = ENGLISH[kind]
    assert message["Subject"] == subject
    when = "Nov. 5, 2026" if kind in AFTER_THE_EVENT else IN_BERLIN
    for body in (text_of(message), html_of(message)):
        for text in ("Hello Sam Student,", words, "Django in depth", when):
            assert text in body
    assert "<" not in text_of(message)
    assert "\n\n\n" not in text_of(message)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.usefixtures("german")
def test_mail_of_each_kind_is_in_the_language_and_zone_of_the_person(
    planned: Event, student: Any, kind: Kind
) -> None:
    message = mail(planned, student, kind, language="de", time_zone="America/New_York")
    subject = ENGLISH[kind][0].replace("Django in depth", "%(title)s")
    assert message["Subject"] == GERMAN[subject] % {"title": "Django in depth"}
    reason = "Weil Sie Gastgeber sind." if kind is Kind.NOT_STARTED else "Weil Sie angemeldet sind."
    when = "Donnerstag, 5. November 2026, 08:00 \N{EN DASH} 09:30 (America/New_York, UTC-05:00)"
    for body in (text_of(message), html_of(message)):
        assert "Guten Tag, Sam Student!" in body
        assert reason in body
        assert (when in body) == (kind not in AFTER_THE_EVENT)
    assert '<html lang="de" dir="ltr">' in html_of(message)


def test_language_and_zone_of_the_process_are_left_as_they_were(
    planned: Event, student: Any
) -> None:
    mail(planned, student, language="de", time_zone="Asia/Tokyo")
    assert "Thursday" in text_of(mail(planned, student, Kind.MOVED))


@pytest.mark.parametrize(
    ("start", "minutes", "when"),
    [
        ("2026-03-29T00:30", 60, "1:30 a.m. (Europe/Berlin, UTC+01:00) to "
                                 "3:30 a.m. (Europe/Berlin, UTC+02:00)"),
        ("2026-10-25T00:30", 60, "2:30 a.m. (Europe/Berlin, UTC+02:00) to "
                                 "2:30 a.m. (Europe/Berlin, UTC+01:00)"),
        ("2026-10-25T01:30", 30, "2:30 a.m. to 3 a.m. (Europe/Berlin, UTC+01:00)"),
        ("2026-11-05T22:30", 60, "Thursday, Nov. 5, 2026, 11:30 p.m. to Friday, Nov. 6, 2026, "
                                 "12:30 a.m. (Europe/Berlin, UTC+01:00)"),
    ],
)  # fmt: skip
def test_hours_that_come_twice_or_not_at_all_are_told_apart(
    planned: Event, student: Any, start: str, minutes: int, when: str
) -> None:
    planned.starts_at = dt.datetime.fromisoformat(f"{start}+00:00")
    planned.ends_at = planned.starts_at + dt.timedelta(minutes=minutes)
    assert when.replace(" to ", " \N{EN DASH} ") in text_of(mail(planned, student))


def test_times_in_utc_are_said_to_be(planned: Event, student: Any) -> None:
    assert "1 p.m. \N{EN DASH} 2:30 p.m. (UTC)" in text_of(mail(planned, student, time_zone="UTC"))


def test_times_are_those_of_the_person_without_use_tz(
    planned: Event, student: Any, settings: Any
) -> None:
    mailings = [mailing_about(planned, kind) for kind in (Kind.REMINDER, Kind.REPLAY)]
    addressee = addressee_of(student, time_zone="Pacific/Auckland")
    settings.USE_TZ = False
    texts = [text_of(received(compose(each, planned, addressee))) for each in mailings]
    assert "Friday, Nov. 6, 2026, 2 a.m." in texts[0]
    assert "(Pacific/Auckland, UTC+13:00)" in texts[0]
    assert "Nov. 6, 2026" in texts[1]


@pytest.mark.parametrize("ends_at", [None, START, START - dt.timedelta(hours=1)])
def test_event_without_a_usable_end_has_its_start_alone(
    planned: Event, student: Any, ends_at: Any
) -> None:
    planned.ends_at = ends_at
    assert "Nov. 5, 2026, 2 p.m. (Europe/Berlin, UTC+01:00)" in text_of(mail(planned, student))


@pytest.mark.parametrize("starts_at", [None, dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC)])
def test_event_without_a_start_has_no_entry_for_the_calendar(
    planned: Event, student: Any, starts_at: Any
) -> None:
    planned.starts_at, planned.ends_at = starts_at, None
    message = mail(planned, student, Kind.INVITATION)
    assert "Time to be announced" in text_of(message)
    if starts_at is None:
        assert calendar_parts(message) == []
        assert "calendar" not in text_of(message) + html_of(message)


def test_move_without_a_new_time_says_so(planned: Event, student: Any) -> None:
    planned.starts_at = planned.ends_at = None
    message = mail(planned, student, Kind.MOVED)
    assert "There is no new one yet." in text_of(message)


@pytest.mark.parametrize(
    ("field", "value", "instead"),
    [
        ("time_zone", "Europe/Berlinn", "TIME_ZONE"),
        ("time_zone", "../../etc/passwd", "TIME_ZONE"),
        ("time_zone", "", "TIME_ZONE"),
        ("time_zone", None, "TIME_ZONE"),
        ("language", "tlh", "Thursday"),
        ("language", "../../x", "Thursday"),
        ("language", None, "Thursday"),
        ("language", "de_AT", "Donnerstag"),
    ],
)
def test_zone_or_language_that_does_not_exist_costs_itself_alone(
    settings: Any,
    planned: Event,
    student: Any,
    caplog: Any,
    field: str,
    value: Any,
    instead: str,
) -> None:
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            message = compose(
                mailing_about(planned, moment=START + dt.timedelta(days=len(caplog.records) + _)),
                planned,
                addressee_of(student, **{field: value}),
            )
            expected = settings.TIME_ZONE if instead == "TIME_ZONE" else instead
            assert expected in text_of(received(message))
    assert len(caplog.records) == (value != "de_AT")  # once, and with what to do
    setting = {"time_zone": "JITSI_LIVE_USER_TIME_ZONE", "language": "JITSI_LIVE_USER_LANGUAGE"}
    assert value == "de_AT" or setting[field] in caplog.text


def test_language_of_the_site_needs_not_be_one_of_languages(
    planned: Event, student: Any, settings: Any, caplog: Any
) -> None:
    settings.LANGUAGES = [("fr", "French")]
    assert "Thursday" in text_of(mail(planned, student, language="en-us"))
    assert caplog.records == []


# Headers


@pytest.mark.parametrize("kind", Kind)
def test_long_title_with_line_breaks_stays_within_its_field(
    planned: Event, student: Any, kind: Kind
) -> None:
    planned.title = LONG_TITLE
    message = mail(planned, student, kind)
    subject = str(message["Subject"])
    assert "\n" not in subject
    assert len(subject) <= 160
    assert subject.endswith("…")
    assert "Django Bcc: everybody@example.org in depth \N{SNOWMAN}" in subject
    assert message["Bcc"] is None
    assert str(message["To"]) == "sam@example.org"
    assert "Django Bcc: everybody@example.org in depth" in text_of(message)


def test_name_with_line_breaks_is_one_line(planned: Event, student: Any) -> None:
    text = text_of(mail(planned, student, name="Sam\r\n\r\nPay here:\u202e evil"))
    assert "Hello Sam Pay here: evil," in text


def test_html_of_names_and_titles_is_text(planned: Event, student: Any) -> None:
    planned.title = "<b>Django</b> & depth"
    message = mail(planned, student, name="<script>")
    assert "<b>Django" not in html_of(message)
    assert "<script" not in html_of(message)
    assert "<b>Django</b> & depth" in text_of(message)  # as it is
    assert message["Subject"] == "Reminder: <b>Django</b> & depth"


def test_mail_says_whom_it_is_from_and_that_no_person_has_sent_it(
    planned: Event, student: Any
) -> None:
    message = mail(planned, student)
    assert str(message["From"]) == "Our webinars <webinars@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")


def test_copies_of_one_mail_have_one_id_and_others_have_others(
    planned: Event, student: Any, host: Any
) -> None:
    reminder, moved = (mailing_about(planned, kind) for kind in (Kind.REMINDER, Kind.MOVED))
    ids = [
        compose(mailing, planned, addressee_of(user)).extra_headers["Message-ID"]
        for mailing in (reminder, moved)
        for user in (student, student, host)
    ]
    assert len(set(ids)) == 4
    assert ids[0] == ids[1]


class FromTheHost(Policy):
    value: Any = "Helen <helen@example.org>"

    def sender(self, event: Any) -> str:
        return str(self.value)


def test_policy_says_who_sends(planned: Event, student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.FromTheHost"
    message = mail(planned, student)
    assert str(message["From"]) == "Helen <helen@example.org>"
    [part, _] = calendar_parts(message)
    assert "helen@example.org" in part.get_content()


@pytest.mark.parametrize(
    "value", ["", "Helen", "a@example.org, b@example.org", "Helen <h@example.org>\r\nBcc: x@y.org"]
)
def test_sender_that_is_none_is_the_one_of_the_settings(
    planned: Event, student: Any, settings: Any, monkeypatch: Any, caplog: Any, value: str
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.FromTheHost"
    monkeypatch.setattr(FromTheHost, "value", value)
    message = mail(planned, student)
    assert str(message["From"]) == "Our webinars <webinars@example.org>"
    assert "sender()" in caplog.text


def test_mail_without_any_sender_is_not_sent(planned: Event, student: Any, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "nobody"
    with pytest.raises(Unsendable, match="DEFAULT_FROM_EMAIL"):
        mail(planned, student)


@pytest.mark.parametrize("email", ["", "sam", "sam@example.org\nBcc: x@y.org", "a@b.org, c@d.org",
                                   "Sam <sam@example.org>"])  # fmt: skip
def test_person_without_a_usable_address_gets_no_mail(
    planned: Event, student: Any, email: str
) -> None:
    with pytest.raises(Unsendable) as caught:
        mail(planned, student, email=email)
    assert "account" in caught.value.problem
    assert email == "" or email not in caught.value.problem


def test_site_without_an_address_sends_no_mail(planned: Event, student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_SITE_URL = None
    with pytest.raises(Unsendable, match="JITSI_LIVE_SITE_URL"):
        mail(planned, student)


def test_site_without_our_addresses_sends_no_mail(
    planned: Event, student: Any, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.projects.people"  # any module without ours
    mailing = mailing_about(planned)
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": []})
    with pytest.raises(Unsendable, match=r"django_jitsi_live\.urls"):
        compose(mailing, planned, addressee_of(student))


# Unsubscribing


def test_mail_is_unsubscribed_from_by_one_click(planned: Event, student: Any) -> None:
    message = mail(planned, student)
    [address] = message["List-Unsubscribe"].strip().splitlines()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith(f"<{SITE}/api/live/mails/")
    token = resolve(address.strip("<>").removeprefix(SITE)).kwargs["token"]
    subscription: Any = subscription_of_token(token)
    assert subscription.participant == str(student.pk)
    assert subscription.kind is Kind.REMINDER
    for body in (text_of(message), html_of(message)):
        assert address.strip("<>") in body
        assert f"{SITE}/api/live/mails/" in body


def test_address_for_unsubscribing_stands_in_the_header_as_it_is(
    planned: Event, student: Any
) -> None:
    message = compose(mailing_about(planned), planned, addressee_of(student))
    raw = message.message().as_bytes().decode()
    address = message.extra_headers["List-Unsubscribe"]
    assert len(address) > 78
    lines = [line.strip() for line in raw.replace("\r", "").split("\n")]
    assert {address, f"List-Unsubscribe: {address}"} & {*lines}
    # As those do who send mails from a queue.
    again = pickle.loads(pickle.dumps(message.extra_headers))
    assert again["List-Unsubscribe"].name == "List-Unsubscribe"


def test_address_that_no_line_can_hold_is_in_the_mail_alone(planned: Event, student: Any) -> None:
    message = mail(planned, student, participant="\N{SNOWMAN}" * 255)
    assert message["List-Unsubscribe"] is None
    assert "No more mails of this kind" in text_of(message)


class AsksItself(Policy):
    def wants(self, user: Any, kind: str) -> bool | None:
        return True if kind == "reminder" else None


def test_mail_has_no_address_for_what_the_policy_decides(
    planned: Event, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.AsksItself"
    message = mail(planned, student)
    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None
    assert "/mails/" not in text_of(message) + html_of(message)
    assert mail(planned, student, Kind.LIVE)["List-Unsubscribe"]


# Addresses


def test_mail_leads_to_the_page_of_the_event(
    planned: Event, student: Any, monkeypatch: Any
) -> None:
    assert f"{SITE}/api/live/room/{planned.pk}/" in text_of(mail(planned, student))
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: "/events/7/", raising=False)
    message = mail(planned, student, Kind.INVITATION)
    for body in (text_of(message), html_of(message)):
        assert f"{SITE}/events/7/" in body


def test_event_without_an_address_costs_the_link_alone(
    planned: Event, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    Event.objects.update(slug=None)
    planned.slug = None
    message = mail(planned, student)
    assert "Django in depth" in text_of(message)
    assert "The page of the event" not in text_of(message)
    assert "To the event" not in html_of(message)


@pytest.mark.parametrize("kind", [Kind.REPLAY, Kind.MISSED])
def test_mail_after_the_event_leads_to_the_replay(planned: Event, student: Any, kind: Kind) -> None:
    message = mail(planned, student, kind)
    for body in (text_of(message), html_of(message)):
        assert f"{SITE}/api/live/replay/{planned.pk}/" in body


def test_host_whose_event_has_not_begun_is_led_to_the_room(planned: Event, host: Any) -> None:
    message = mail(planned, host, Kind.NOT_STARTED)
    for body in (text_of(message), html_of(message)):
        assert f"{SITE}/api/live/room/{planned.pk}/" in body


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REMINDER, Kind.MOVED, Kind.LIVE])
def test_guest_gets_the_personal_link_and_the_calendar_does_not(
    planned: Event, link: GuestLink, kind: Kind
) -> None:
    addressee = Addressee.of_link(link)
    message = received(compose(mailing_about(planned, kind), planned, addressee))
    address = f"{SITE}/api/live/guest/{link_token(link)}/"
    assert str(message["To"]) == "gerda@example.com"
    for body in (text_of(message), html_of(message)):
        assert "Hello Gerda Guest," in body
        assert address in body
        assert "the organisers have invited you" in body
        assert f"{SITE}/api/live/mails/\n" not in body
    for part in calendar_parts(message):
        content = icalendar.Calendar.from_ical(part.get_content()).to_ical().decode()
        assert address.rpartition("/guest/")[2].strip("/") not in content
        assert f"{SITE}/api/live/room/{planned.pk}/" in content.replace("\r\n ", "")
    assert message["List-Unsubscribe"]
    if kind is Kind.INVITATION:
        assert message["Subject"] == "You are invited: Django in depth"
        assert "Your personal link:" in text_of(message)


# The calendar part


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (Kind.INVITATION, "REQUEST"),
        (Kind.REMINDER, "REQUEST"),
        (Kind.MOVED, "REQUEST"),
        (Kind.CANCELLED, "CANCEL"),
    ],
)
def test_calendar_part_is_as_mail_programs_want_it(
    planned: Event, student: Any, kind: Kind, method: str
) -> None:
    planned.title = "Django in der Tiefe: Ärger, Öl, Übermut"
    message = mail(planned, student, kind)
    alternative, attached = calendar_parts(message)
    assert alternative.get_content_disposition() is None
    assert attached.get_filename() == "invite.ics"
    for part in (alternative, attached):
        assert part.get_param("method") == method
        assert part.get_content_charset() == "utf-8"
        calendar = icalendar.Calendar.from_ical(part.get_content())
        assert calendar["METHOD"] == method
        [item] = calendar.walk("VEVENT")
        assert item["SUMMARY"] == planned.title
        assert item.decoded("DTSTART") == START
        assert str(item["ATTENDEE"]).lower() == "mailto:sam@example.org"  # and nobody else
        assert "webinars@example.org" in str(item["ORGANIZER"]).lower()
    assert (alternative.get_content() == attached.get_content()) is True


@pytest.mark.parametrize("kind", [Kind.LIVE, Kind.REPLAY, Kind.MISSED, Kind.NOT_STARTED])
def test_mail_of_other_kinds_has_no_calendar_part(planned: Event, student: Any, kind: Kind) -> None:
    message = mail(planned, student, kind)
    assert calendar_parts(message) == []
    assert message.get_content_type() == "multipart/alternative"


def test_order_of_the_parts_is_from_the_plainest_to_the_richest(
    planned: Event, student: Any
) -> None:
    message = mail(planned, student)
    kinds = [each.get_content_type() for each in message.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html",
                     "text/calendar", "text/calendar"]  # fmt: skip


def test_site_without_icalendar_sends_the_mail_alone(
    planned: Event, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(mails, "has_calendar", lambda: False)
    message = mail(planned, student, Kind.INVITATION)
    assert calendar_parts(message) == []
    assert "calendar" not in text_of(message)


def test_calendar_part_that_fails_costs_itself_alone(
    planned: Event, student: Any, monkeypatch: Any, caplog: Any
) -> None:
    def fails(*args: Any, **options: Any) -> bytes:
        raise RuntimeError("a secret")

    monkeypatch.setattr(mails, "event_ics", fails)
    assert calendar_parts(mail(planned, student)) == []
    assert "The calendar part of a mail fails with RuntimeError" in caplog.text


# Templates of the host project


def test_host_project_overrides_one_template(planned: Event, student: Any, template: Any) -> None:
    template("reminder.subject.txt", "{{ title }}\n at {{ event.slug }}\n\n")
    template("reminder.txt", '{% extends "jitsi_live/mail/base.txt" %}'
             "{% block words %}Do come, {{ name }}!{% endblock %}")  # fmt: skip
    message = mail(planned, student, name="D'Artagnan")
    assert message["Subject"] == "Django in depth at django-in-depth"
    assert "Do come, D'Artagnan!" in text_of(message)
    assert "This event takes place soon." in html_of(message)


def test_host_project_overrides_the_base_of_all(
    planned: Event, student: Any, template: Any
) -> None:
    template("base.html", "<p>Ours</p>{% block words %}{% endblock %}")
    assert html_of(mail(planned, student)).startswith("<p>Ours</p>")


def test_empty_subject_is_the_title(planned: Event, student: Any, template: Any) -> None:
    template("reminder.subject.txt", " \n")
    assert mail(planned, student)["Subject"] == "Django in depth"


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("reminder.txt", "{% nothing %}", "TemplateSyntaxError"),
        ("reminder.html", '{% extends "no/such.html" %}', "TemplateDoesNotExist: no/such.html"),
        ("reminder.html", "{{ event.fails }}", "fails with RuntimeError. Correct it"),
        ("reminder.subject.txt", "{% load nothing %}", "TemplateSyntaxError"),
        ("base.txt", "{% " + "x" * 400 + " %}", "…. Correct it"),
    ],
)
def test_broken_template_is_named_once_and_costs_its_mails_alone(
    planned: Event, student: Any, template: Any, monkeypatch: Any, caplog: Any,
    name: str, source: str, words: str
) -> None:  # fmt: skip
    def fails(self: Any) -> str:
        raise RuntimeError(self.organizer.email)

    planned.organizer.email = "helen@example.org"
    monkeypatch.setattr(Event, "fails", fails, raising=False)
    template(name, source)
    mailing = mailing_about(planned)
    with pytest.raises(Unsendable):
        compose(mailing, planned, addressee_of(student))
    with pytest.raises(Unsendable) as caught:
        compose(mailing, planned, addressee_of(student))
    problem = caught.value.problem
    assert name.replace("base", "reminder") in problem
    assert words in problem
    assert len(problem) <= 300
    assert problem.endswith("the log says more.")
    assert "helen@example.org" not in problem + caplog.text
    assert len(caplog.records) == 1
    if not name.startswith("base"):
        assert mail(planned, student, Kind.LIVE)["Subject"] == "We are live: Django in depth"


def test_text_that_no_mail_can_carry_is_replaced(
    planned: Event, student: Any, template: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Event, "odd", "half \ud800 pair", raising=False)
    template("reminder.txt", "{{ event.odd }}")
    assert text_of(mail(planned, student)) == "half ? pair\n"


def test_problem_is_as_short_as_the_ledger_wants_it() -> None:
    assert len(Unsendable("x" * 400).problem) == 300


# Numbers


def test_mail_takes_few_queries(
    planned: Event, student: Any, django_assert_max_num_queries: Any
) -> None:
    mailing = mailing_about(planned)
    addressee = addressee_of(student)
    compose(mailing, planned, addressee)
    with django_assert_max_num_queries(3):
        compose(mailing, planned, addressee)
    assert CalendarEntry.objects.count() == 1
    assert engines.all()
    assert END

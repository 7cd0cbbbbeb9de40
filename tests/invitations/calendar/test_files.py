"""Calendar files, as programs read them that are not ours."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import translation

from django_jitsi_live import services
from django_jitsi_live.exceptions import NoCalendar
from django_jitsi_live.invitations import calendar as calendar_module
from django_jitsi_live.invitations import calendar_entry, event_ics, has_calendar, without_stamp
from django_jitsi_live.invitations.addressees import Addressee
from django_jitsi_live.models import CalendarEntry
from tests.invitations.calendar import planned
from tests.invitations.calendar.conftest import ENDS_AT, STARTS_AT
from tests.invitations.calendar.readers import by_icalendar, read, read_one
from tests.keys import with_secret
from tests.projects.webinar.webinars.models import Event

ROOM = "https://example.org/api/live/room/{}/"
FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
ODD_TITLES = {
    'Say "hello"; or, \\n not': 'Say "hello"; or, \\n not',
    "Two\r\nlines\x00\x07\x7f \u2028and\tmore": "Two lines and more",
    "Talk\r\nATTENDEE:mailto:eve@example.net\r\nEND:VEVENT": (
        "Talk ATTENDEE:mailto:eve@example.net END:VEVENT"
    ),
    f"Grüße {FAMILY} 会议": f"Grüße {FAMILY} 会议",
    "  ": "event",
}
HEADER = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//django-jitsi-live//Calendar//EN\r\n"
    b"CALSCALE:GREGORIAN\r\nMETHOD:"
)


def file_of(event: Event, **options: Any) -> bytes:
    return event_ics(event, calendar_entry(event), **options)


def test_file_says_when_and_where(dated: Event) -> None:
    content = file_of(dated)
    assert read(content).method == "PUBLISH"
    entry = read_one(content)
    assert (entry.starts_at, entry.ends_at) == (STARTS_AT, ENDS_AT)
    assert (entry.title, entry.status, entry.sequence) == ("Django in depth", "CONFIRMED", 0)
    assert entry.uid == str(CalendarEntry.objects.get().uid)
    page = ROOM.format(dated.pk)
    assert (entry.url, entry.location) == (page, page)
    assert entry.conferences == [(page, ["AUDIO", "VIDEO"])]
    assert entry.text == f"Join on the page of the event: {page}"
    assert entry.organizers == [("mailto:webinars@example.org", "Webinars")]


def test_file_for_everybody_names_nobody(dated: Event) -> None:
    assert read_one(file_of(dated)).attendees == []


def test_file_is_written_by_us_and_is_the_same_each_time(dated: Event) -> None:
    content = file_of(dated)
    assert content.startswith(HEADER)
    assert content == file_of(dated)
    assert b"DTSTAMP:20261120T180000Z" in content
    calendar, entry = re.findall(rb"UID:(.+)\r\n", content)
    assert calendar != entry


def test_time_of_the_file_can_be_left_out(dated: Event, clock: Any) -> None:
    first = file_of(dated)
    clock.shift(60)
    second = file_of(dated)
    assert first != second
    assert without_stamp(first) == without_stamp(second)
    assert b"DTSTAMP" not in without_stamp(first)


def test_file_has_instants_and_no_zones(dated: Event) -> None:
    content = file_of(dated)
    assert b"DTSTART:20261201T173000Z\r\n" in content
    assert b"TZID" not in content
    assert b"VTIMEZONE" not in content


def test_move_keeps_the_uid_and_grows_the_sequence(dated: Event) -> None:
    before = read_one(file_of(dated))
    planned.move(dated, STARTS_AT + dt.timedelta(days=1), ENDS_AT + dt.timedelta(days=1))
    after = read_one(file_of(dated))
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.starts_at - before.starts_at == dt.timedelta(days=1)


def test_cancelled_event_says_so_in_every_file(dated: Event, sam: Addressee) -> None:
    before = read_one(file_of(dated))
    planned.cancel(dated)
    for options in ({}, {"method": "CANCEL", "attendee": sam}):
        after = read_one(file_of(dated, **options))
        assert (after.status, after.uid, after.sequence) == ("CANCELLED", before.uid, 1)


def test_mail_is_for_one_person_who_is_not_asked_to_answer(dated: Event, sam: Addressee) -> None:
    content = file_of(dated, method="REQUEST", attendee=sam, organizer="Helen <helen@example.org>")
    assert read(content).method == "REQUEST"
    entry = read_one(content)
    assert entry.attendees == [("mailto:sam@example.org", "Sam Student")]
    assert entry.organizers == [("mailto:helen@example.org", "Helen")]
    assert b"RSVP=FALSE" in content.replace(b"\r\n ", b"")


def test_cancellation_for_one_person_of_an_event_that_takes_place(
    dated: Event, sam: Addressee
) -> None:
    content = file_of(dated, method="CANCEL", attendee=sam)
    assert read(content).method == "CANCEL"
    entry = read_one(content)
    assert (entry.status, entry.attendees[0][0]) == ("CANCELLED", "mailto:sam@example.org")


def test_mail_to_nobody_is_a_mistake(dated: Event, sam: Addressee) -> None:
    nobody = Addressee("2", "Nobody", "", "en", "UTC")
    for options in ({}, {"attendee": nobody}, {"attendee": sam, "organizer": "no address"}):
        with pytest.raises(ValueError, match="needs an organizer and an attendee"):
            file_of(dated, method="REQUEST", **options)


@pytest.mark.parametrize("title", ODD_TITLES)
def test_odd_titles_are_one_line(dated: Event, title: str) -> None:
    dated.title = title
    entry = read_one(file_of(dated))
    assert entry.title == ODD_TITLES[title]
    assert entry.attendees == []


def test_long_title_is_folded_between_characters(dated: Event) -> None:
    dated.title = "Grüße 👋\r\n" * 250
    content = file_of(dated)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()
    assert read_one(content).title.startswith("Grüße 👋 Grüße 👋 ")


def test_odd_names_are_those_of_the_person(dated: Event) -> None:
    name = 'Sam "the; man", Ü\r\nX:y 👋'
    odd = Addressee("1", name, "o'sam+1=x%?@example.org", "en", "UTC")
    content = file_of(dated, method="REQUEST", attendee=odd)
    address, name = read_one(content).attendees[0]
    assert name == "Sam 'the; man', Ü X:y 👋"
    assert address == "mailto:o'sam+1%3Dx%25%3F@example.org"


def test_nameless_person_has_an_address(dated: Event) -> None:
    attendee = Addressee("1", "", "sam@example.org", "en", "UTC")
    content = file_of(dated, method="REQUEST", attendee=attendee, organizer="helen@example.org")
    entry = read_one(content)
    assert entry.attendees == [("mailto:sam@example.org", "")]
    assert entry.organizers == [("mailto:helen@example.org", "")]


@pytest.mark.parametrize("minutes", [None, 0, -5])
def test_event_without_an_end_takes_an_hour(dated: Event, minutes: int | None) -> None:
    ends_at = None if minutes is None else STARTS_AT + dt.timedelta(minutes=minutes)
    planned.move(dated, STARTS_AT, ends_at)
    entry = read_one(file_of(dated))
    assert entry.ends_at - entry.starts_at == dt.timedelta(hours=1)
    assert entry.text.endswith("How long it takes has not been announced.")


def test_event_at_the_end_of_all_times(dated: Event) -> None:
    entry = CalendarEntry(starts_at=dt.datetime(9999, 12, 31, 23, 30, tzinfo=dt.UTC))
    assert read_one(event_ics(dated, entry)).ends_at.year == 9999


def test_event_without_a_start_has_no_file(event: Event) -> None:
    with pytest.raises(NoCalendar):
        file_of(event)


def test_without_the_extra_there_is_no_file_and_the_log_says_what_to_install(
    dated: Event, monkeypatch: Any, caplog: Any
) -> None:
    monkeypatch.setattr(calendar_module, "find_spec", lambda name: None)
    assert not has_calendar()
    with pytest.raises(NoCalendar):
        file_of(dated)
    assert "django-jitsi-live[calendar]" in caplog.text


def test_page_of_the_host_project_opens_the_room(dated: Event, monkeypatch: Any) -> None:
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: "/webinar/ü/?a=1&b", raising=False)
    entry = read_one(file_of(dated))
    assert entry.url == entry.location == "https://example.org/webinar/%C3%BC/?a=1&b"
    assert entry.conferences[0][0] == entry.url


def test_page_with_signs_that_calendars_write_otherwise(dated: Event, monkeypatch: Any) -> None:
    address = "https://example.org/a,b;c/"
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: address, raising=False)
    # vobject knows no conferences, and takes the comma for the end of one.
    [entry] = by_icalendar(file_of(dated)).entries
    assert {entry.url, entry.location, entry.conferences[0][0]} == {address}


def test_page_elsewhere_is_taken_as_it_is(dated: Event, monkeypatch: Any) -> None:
    address = "https://events.example.net/1/"
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: address, raising=False)
    assert read_one(file_of(dated)).url == address


@pytest.mark.parametrize("address", ["mailto:desk@example.org", "", None])
def test_address_that_is_no_page_gives_way_to_the_room(
    dated: Event, monkeypatch: Any, address: str | None
) -> None:
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: address, raising=False)
    assert read_one(file_of(dated)).url == ROOM.format(dated.pk)


def test_without_the_address_of_the_site_the_file_has_no_page(dated: Event, settings: Any) -> None:
    settings.JITSI_LIVE_SITE_URL = None
    content = file_of(dated)
    entry = read_one(content)
    assert (entry.url, entry.location, entry.conferences, entry.text) == ("", "", [], "")


def test_event_without_an_id_for_addresses_has_no_page(dated: Event, settings: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    dated.slug = None
    assert read_one(file_of(dated)).url == ""


def test_sender_that_is_no_address_is_left_out(dated: Event, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "our site"
    assert read_one(file_of(dated)).organizers == []


def test_no_address_of_jitsi_and_no_token_is_in_a_file(
    dated: Event, settings: Any, host: Any, sam: Addressee
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    grant = services.start(host, dated.pk)
    for options in ({}, {"method": "REQUEST", "attendee": sam}):
        content = file_of(dated, **options).replace(b"\r\n ", b"").decode()
        for secret in (grant.domain, grant.room_name, grant.jwt, "jwt"):
            assert secret
            assert secret not in content


def test_texts_are_those_of_the_current_language(dated: Event, monkeypatch: Any) -> None:
    monkeypatch.setattr(calendar_module, "gettext", lambda text: translation.get_language())
    with translation.override("de"):
        content = file_of(dated)
    assert b"LABEL=de" in content

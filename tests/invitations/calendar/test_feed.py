"""The personal calendar: all events of one person, at an address that can be taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from django_jitsi_live.exceptions import Denied
from django_jitsi_live.invitations import calendar as calendar_module
from django_jitsi_live.invitations import calendar_entry, feed_address, read_feed, renew_feed
from django_jitsi_live.models import Admission, CalendarEntry, CalendarFeed, LiveSession, Removal
from django_jitsi_live.policy import Policy, personal
from tests.invitations.calendar import planned
from tests.invitations.calendar.conftest import ENDS_AT, NOW, STARTS_AT
from tests.invitations.calendar.readers import Entry, read
from tests.projects.webinar.webinars.models import Event, Registration

DAY = dt.timedelta(days=1)
SITE = "https://example.org"


def get(address: str, **headers: str) -> Any:
    return Client().get(address.removeprefix(SITE), headers=headers)


def entries(user: Any) -> list[Entry]:
    response = get(feed_address(user))
    assert response.status_code == 200
    return read(response.content).entries


def titles(user: Any) -> list[str]:
    return [each.title for each in entries(user)]


def make(title: str, host: Any, starts_at: Any = STARTS_AT) -> Event:
    event = Event.objects.create(title=title, organizer=host)
    planned.move(event, starts_at)
    return event


def always(user: Any, event: Any) -> bool:
    return True


def never(user: Any, event: Any) -> bool:
    return False


# What is in it


def test_feed_has_the_events_of_a_person_in_whatever_role(
    dated: Event, host: Any, student: Any, make_user: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "speakers"
    make("Hosted", student, STARTS_AT + DAY)
    make("Spoken", host, STARTS_AT + 2 * DAY).speakers.add(student)
    make("Of others", host)
    assert titles(student) == ["Django in depth", "Hosted", "Spoken"]


def test_feed_is_as_the_file_of_the_event(dated: Event, student: Any) -> None:
    [entry] = entries(student)
    stored = calendar_entry(dated)
    assert (entry.uid, entry.sequence) == (str(stored.uid), stored.sequence)
    assert (entry.starts_at, entry.ends_at) == (STARTS_AT, ENDS_AT)
    assert entry.url == f"{SITE}/api/live/room/{dated.pk}/"
    assert entry.attendees == []


def test_feed_says_how_often_it_is_worth_reading(dated: Event, student: Any) -> None:
    content = get(feed_address(student)).content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in content
    assert b"X-WR-CALNAME:Live events on example.org\r\n" in content
    assert b"NAME:Live events on example.org\r\n" in content
    assert b"METHOD:PUBLISH\r\n" in content


def test_feed_has_cancelled_events_and_those_of_the_last_weeks(
    dated: Event, host: Any, student: Any
) -> None:
    planned.cancel(dated)
    make("Recent", student, NOW - 89 * DAY)
    make("Old", student, NOW - 91 * DAY)
    make("Without a date", student, None)
    found = entries(student)
    assert [(each.title, each.status) for each in found] == [
        ("Recent", "CONFIRMED"),
        ("Cancelled: Django in depth", "CANCELLED"),
    ]


def test_feed_of_somebody_without_events_is_empty(dated: Event, stranger: Any) -> None:
    assert entries(stranger) == []


def test_feed_has_neither_hidden_events_nor_those_from_which_one_was_removed(
    dated: Event, student: Any, settings: Any
) -> None:
    session = calendar_entry(dated).session
    removal = Removal.objects.create(session=session, participant=str(student.pk), user=student)
    assert titles(student) == []
    removal.delete()
    settings.JITSI_LIVE_POLICY = f"{__name__}.HidesAll"
    assert titles(student) == []


class HidesAll(Policy):
    def events(self) -> Any:
        return Event.objects.none()


def test_host_who_was_removed_as_an_attendee_has_the_event(dated: Event, host: Any) -> None:
    session = calendar_entry(dated).session
    Removal.objects.create(session=session, participant=str(host.pk), user=host)
    assert titles(host) == ["Django in depth"]


@pytest.mark.parametrize(
    ("may_ask", "state"), [(True, "admitted"), (True, "waiting"), (False, "admitted")]
)
def test_feed_has_the_events_to_which_somebody_was_admitted(
    dated: Event, stranger: Any, settings: Any, may_ask: bool, state: str
) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = may_ask
    session = calendar_entry(dated).session
    Admission.objects.create(
        session=session, user=stranger, participant=str(stranger.pk), state=state
    )
    assert bool(titles(stranger)) is (may_ask and state == "admitted")


@pytest.mark.parametrize("setting", ["HOST_LOOKUP", "SPEAKER_LOOKUP", "REGISTRATION_LOOKUP"])
def test_callables_are_asked_about_events_to_come(
    dated: Event, host: Any, stranger: Any, settings: Any, setting: str
) -> None:
    make("Yesterday", host, NOW - 2 * DAY)
    setattr(settings, f"JITSI_LIVE_{setting}", f"{__name__}.always")
    assert titles(stranger) == ["Django in depth"]
    setattr(settings, f"JITSI_LIVE_{setting}", f"{__name__}.never")
    assert titles(stranger) == []


def test_policy_is_asked_about_a_bounded_number_of_events(
    dated: Event, host: Any, stranger: Any, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(personal, "MAX_ASKED", 2)
    settings.JITSI_LIVE_POLICY = f"{__name__}.LetsAllIn"
    for number in range(4):
        make(f"Event {number}", host, STARTS_AT - DAY + number * dt.timedelta(hours=1))
    assert titles(stranger) == ["Event 0", "Event 1"]


class LetsAllIn(Policy):
    def is_registered(self, user: Any, event: Any) -> bool:
        if event.title == "Secret":
            raise Denied
        return True


def test_event_that_the_policy_refuses_is_left_out(
    dated: Event, host: Any, stranger: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.LetsAllIn"
    make("Secret", host)
    assert titles(stranger) == ["Django in depth"]


STARTS = {
    "a callable": {"JITSI_LIVE_STARTS_AT": f"{__name__}.planned_start"},
    "a method": {"JITSI_LIVE_STARTS_AT": "planned_start"},
    "a policy": {"JITSI_LIVE_POLICY": f"{__name__}.KnowsStarts"},
}


def planned_start(event: Event) -> Any:
    return event.starts_at


class KnowsStarts(Policy):
    def starts_at(self, event: Any) -> Any:
        return event.starts_at


@pytest.mark.parametrize("name", STARTS)
def test_start_need_not_be_a_column(dated: Event, student: Any, settings: Any, name: str) -> None:
    for setting, value in STARTS[name].items():
        setattr(settings, setting, value)
    make("Long ago", student, NOW - 100 * DAY)
    assert titles(student) == ["Django in depth"]


@pytest.mark.parametrize("start", [None, "slug"])
def test_without_dates_the_feed_is_empty(
    dated: Event, student: Any, settings: Any, start: str | None
) -> None:
    settings.JITSI_LIVE_STARTS_AT = start
    assert titles(student) == []


# What it costs, and writes


def asked(address: str) -> list[str]:
    """The queries of a request, without the savepoints that only transactions of tests need."""
    with CaptureQueriesContext(connection) as queries:
        assert get(address).status_code == 200
    return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]


def test_feed_costs_two_queries_however_many_events(dated: Event, host: Any, student: Any) -> None:
    for number in range(7):
        Registration.objects.create(event=make(f"Event {number}", host), user=student)
    address = feed_address(student)
    first, second = asked(address), asked(address)
    assert [len(first), len(second)] == [6, 2]
    assert sum(each.startswith("INSERT") for each in first) == 2
    assert CalendarEntry.objects.count() == 8


def test_feed_tells_of_a_move_and_leaves_it_to_others_to_write(dated: Event, student: Any) -> None:
    before = entries(student)[0]
    planned.move(dated, STARTS_AT + DAY)
    after = entries(student)[0]
    assert (after.uid, after.sequence) == (before.uid, 1)
    assert after.starts_at == STARTS_AT + DAY
    assert CalendarEntry.objects.get().sequence == 0
    assert calendar_entry(dated).sequence == after.sequence


def test_entries_are_made_beside_sessions_that_are_there(
    live: Event, clock: Any, student: Any
) -> None:
    planned.move(live, STARTS_AT)
    assert titles(student) == ["Django in depth"]
    assert LiveSession.objects.get().is_active


# Its address


def test_address_stays_the_same_until_it_is_renewed(dated: Event, student: Any) -> None:
    first = feed_address(student)
    assert feed_address(student) == first
    renew_feed(student)
    second = feed_address(student)
    assert second != first
    assert (get(first).status_code, get(second).status_code) == (404, 200)


def test_address_can_be_renewed_before_it_was_asked_for(student: Any) -> None:
    renew_feed(student)
    assert CalendarFeed.objects.get().user == student


def test_addresses_of_two_people_have_nothing_in_common(
    dated: Event, host: Any, student: Any
) -> None:
    assert titles(host) == titles(student)
    assert feed_address(host) != feed_address(student)
    assert str(CalendarFeed.objects.get(user=host).key) not in feed_address(host)


def test_forged_addresses_are_refused_without_a_query(
    student: Any, django_assert_num_queries: Any
) -> None:
    address = feed_address(student)
    feed = CalendarFeed.objects.get()
    forged = [
        f"{feed.pk}-{feed.key.hex}",
        f"{feed.pk}-{feed.key.hex}.x",
        "x",
        "1-.:",
        "\N{SNOWMAN}",
    ]
    with django_assert_num_queries(0):
        for token in forged:
            assert get(f"/api/live/calendar/feed/{token}.ics").status_code == 404
        assert get(address.replace(".ics", "x.ics")).status_code == 404


def test_error_says_what_to_do_and_tells_nobody_of_the_address(student: Any) -> None:
    response = get("/api/live/calendar/feed/x.ics")
    assert response.content.decode().startswith("This link does not work any more.")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Referrer-Policy"] == "no-referrer"


def test_feed_of_an_account_that_is_closed_is_gone(dated: Event, student: Any) -> None:
    address = feed_address(student)
    student.is_active = False
    student.save()
    assert get(address).status_code == 404


def test_feed_is_limited_by_address_whoever_is_logged_in(student: Any, settings: Any) -> None:
    settings.REST_FRAMEWORK = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_status": "2/hour"}}
    path = feed_address(student).removeprefix(SITE)
    client = Client()
    client.force_login(student)
    assert [client.get(path).status_code for _ in range(2)] == [200, 200]
    response = get("/api/live/calendar/feed/x.ics")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_without_the_extra_the_log_says_what_to_install(
    dated: Event, student: Any, monkeypatch: Any, caplog: Any
) -> None:
    monkeypatch.setattr(calendar_module, "find_spec", lambda name: None)
    assert get(feed_address(student)).status_code == 404
    assert "django-jitsi-live[calendar]" in caplog.text
    assert "/feed/" not in caplog.text


def test_address_that_was_taken_back_is_in_no_log(student: Any, caplog: Any) -> None:
    address = feed_address(student)
    renew_feed(student)
    assert get(address).status_code == 404
    assert "/feed/" not in caplog.text


# As HTTP


def test_feed_is_private_and_tells_nobody_of_the_address(dated: Event, student: Any) -> None:
    response = get(feed_address(student))
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Content-Disposition"] == 'inline; filename="calendar.ics"'


def test_feed_is_sent_again_only_when_it_has_changed(
    dated: Event, student: Any, clock: Any
) -> None:
    address = feed_address(student)
    etag = get(address)["ETag"]
    clock.shift(600)
    unchanged = get(address, if_none_match=etag)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["X-Robots-Tag"] == "noindex, nofollow"
    planned.move(dated, STARTS_AT + DAY)
    assert get(address, if_none_match=etag).status_code == 200


def test_feed_is_there_to_be_read(student: Any) -> None:
    assert Client().post(feed_address(student).removeprefix(SITE)).status_code == 405


def test_feed_is_in_the_language_of_its_person(
    dated: Event, student: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_USER_LANGUAGE = f"{__name__}.german"
    monkeypatch.setattr(calendar_module, "gettext", lambda text: translation.get_language())
    assert b"LABEL=de" in get(feed_address(student), accept_language="fr").content


def german(user: Any) -> str:
    return "de"


def test_without_the_address_of_the_site_it_is_that_of_the_request(
    dated: Event, student: Any, settings: Any, rf: Any
) -> None:
    settings.JITSI_LIVE_SITE_URL = None
    assert feed_address(student).startswith("/api/live/calendar/feed/")
    request = rf.get("/")
    assert feed_address(student, request).startswith("http://testserver/api/live/calendar/feed/")
    content = get(feed_address(student)).content
    assert b"X-WR-CALNAME:Live events on testserver\r\n" in content


def test_feed_read_without_a_request_knows_no_site(
    dated: Event, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_SITE_URL = None
    token = feed_address(student).rpartition("/")[2].removesuffix(".ics")
    assert b"X-WR-CALNAME:Live events\r\n" in read_feed(token)

"""The sessions of a host, with the main figures of their reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance import figures, hosted
from django_jitsi_live.exceptions import NotAuthenticated, SiteMisconfigured
from django_jitsi_live.models import LiveSession, Stay
from django_jitsi_live.policy import Policy, Recipient
from tests.projects.webinar.webinars.models import Event, Registration, Series

from .conftest import Evening

SAVEPOINTS = 4
"""Two are made and released, because tests run in a transaction."""

FIGURES = ("people", "peak", "confirmed", "registered", "no_shows", "no_show_rate")


@pytest.fixture
def make_event(host: Any) -> Callable[..., Event]:
    """An event with a session: it was live, and is over."""

    def make(title: str, organizer: Any = host, *, registered: Any = ()) -> Event:
        event = Event.objects.create(title=title, organizer=organizer)
        for user in registered:
            Registration.objects.create(event=event, user=user)
        services.start(organizer, event.pk)
        services.end(organizer, event.pk)
        return event

    return make


@pytest.fixture
def hold(evening: Evening, host: Any) -> Callable[..., None]:
    """A run of an hour, with the host and others, each for some minutes."""

    def go(event: Event, *visits: tuple[Any, float]) -> None:
        services.start(host, event.pk)
        pages = {evening.open(user, event): minutes for user, minutes in [(host, 60), *visits]}
        passed = 0.0
        for page, minutes in sorted(pages.items(), key=lambda each: each[1]):
            evening.wait(minutes - passed)
            passed = minutes
            evening.close(page)
        services.end(host, event.pk)

    return go


def titles(user: Any, page: int = 1) -> list[str]:
    return [each.title for each in attendance.session_list(user, page).results]


def as_client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def assert_as_in_the_report(user: Any, event: Event) -> None:
    """The list says what the report says."""
    [found] = [each for each in attendance.session_list(user).results if each.title == event.title]
    report = attendance.report(user, event.pk)
    said = {name: getattr(report, name) for name in FIGURES if name not in {"people", "confirmed"}}
    said["people"] = len(report.people)
    said["confirmed"] = sum(person.confirmed for person in report.people)
    assert {name: getattr(found.figures, name) for name in FIGURES} == said


# Whose


def test_host_finds_the_sessions_that_the_host_hosts(
    make_event: Any, host: Any, student: Any, stranger: Any
) -> None:
    make_event("Mine")
    make_event("Another's", student, registered=[host])
    Event.objects.create(title="Never opened", organizer=host)
    assert titles(host) == ["Mine"]
    assert titles(student) == ["Another's"]
    assert titles(stranger) == []


def test_sessions_are_for_users_who_are_logged_in() -> None:
    with pytest.raises(NotAuthenticated):
        attendance.session_list(AnonymousUser())


def test_session_that_ran_last_is_first(make_event: Any, host: Any) -> None:
    first, _second = make_event("First"), make_event("Second")
    assert titles(host) == ["Second", "First"]
    services.start(host, first.pk)
    assert titles(host) == ["First", "Second"]


def test_session_without_a_run_is_last(make_event: Any, host: Any) -> None:
    make_event("First")
    event = Event.objects.create(title="Of an earlier table", organizer=host)
    LiveSession.objects.create(event=event, room_name="old", ended_at=moments.now())
    [_first, old] = attendance.session_list(host).results
    assert (old.title, old.state, old.figures.people) == (event.title, "ended", 0)
    assert (old.started_at, old.figures.no_shows) == (None, None)


class Published(Policy):
    def events(self) -> Any:
        return super().events().exclude(title="Draft")


def test_events_that_the_policy_hides_are_in_no_list(
    settings: Any, make_event: Any, host: Any
) -> None:
    make_event("Draft")
    make_event("Published")
    settings.JITSI_LIVE_POLICY = f"{__name__}.Published"
    assert titles(host) == ["Published"]


def is_organizer(user: Any, event: Event) -> bool:
    if event.title == "Denied":
        raise PermissionDenied
    if event.title == "Broken":
        raise OSError
    return event.organizer_id == user.pk  # type: ignore[no-any-return]


class Organizers(Policy):
    def is_host(self, user: Any, event: Event) -> bool:
        return user.is_superuser or super().is_host(user, event)


def use_callable(settings: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = f"{__name__}.is_organizer"


def use_policy(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Organizers"


@pytest.mark.parametrize("decide", [use_callable, use_policy])
def test_policy_is_asked_whose_the_next_sessions_are(
    decide: Any,
    settings: Any,
    monkeypatch: Any,
    make_event: Any,
    host: Any,
    student: Any,
    django_assert_num_queries: Any,
) -> None:
    make_event("Mine, first")
    for number in range(3):
        make_event(f"Another's {number}", student)
    make_event("Mine, last")
    decide(settings)
    monkeypatch.setattr(hosted, "MAX_ASKED", 2)
    pages = [attendance.session_list(host, page) for page in (1, 2, 3)]
    found = [[each.title for each in page.results] for page in pages]
    assert found == [["Mine, last"], [], ["Mine, first"]]
    assert [page.has_next for page in pages] == [True, True, False]


def test_policy_that_extends_the_lookup_needs_no_query_for_each_event(
    settings: Any, make_event: Any, host: Any, django_assert_num_queries: Any
) -> None:
    use_policy(settings)
    series = Series.objects.create()
    series.teachers.add(host)
    for number in range(10):
        make_event(f"Event {number}")
    Event.objects.update(series=series)
    settings.JITSI_LIVE_HOST_LOOKUP = "series__teachers"
    with django_assert_num_queries(9 + SAVEPOINTS):
        assert len(titles(host)) == 10


def test_event_that_the_policy_cannot_decide_costs_itself_alone(
    settings: Any, make_event: Any, host: Any, caplog: Any
) -> None:
    for title in ("Denied", "Broken", "Mine"):
        make_event(title)
    use_callable(settings)
    assert titles(host) == ["Mine"]
    assert "is_organizer" in caplog.text


@pytest.mark.parametrize("lookup", ["nobody", "title"])
def test_lookup_that_is_none_is_reported(
    settings: Any, make_event: Any, host: Any, lookup: str, caplog: Any
) -> None:
    make_event("Mine")
    settings.JITSI_LIVE_HOST_LOOKUP = lookup
    with pytest.raises(SiteMisconfigured):
        titles(host)
    assert f"JITSI_LIVE_HOST_LOOKUP = '{lookup}'" in caplog.text


# What


def test_figures_are_those_of_the_report(
    hold: Any, event: Event, host: Any, student: Any, make_user: Any
) -> None:
    late, absent, uninvited = (make_user(name) for name in ("late", "absent", "uninvited"))
    for user in (late, absent):
        Registration.objects.create(event=event, user=user)
    registration = Registration.objects.create(event=event, user=uninvited)
    hold(event, (student, 50), (late, 5), (uninvited, 60))
    registration.delete()
    assert_as_in_the_report(host, event)
    found = attendance.session_list(host).results[0].figures
    assert (found.people, found.peak, found.confirmed) == (4, 4, 3)
    assert (found.registered, found.no_shows, found.no_show_rate) == (3, 1, 0.3333)


def test_figures_are_those_of_the_latest_occasion(
    hold: Any, evening: Evening, event: Event, host: Any, student: Any
) -> None:
    hold(event, (student, 60))
    evening.wait(7 * 60)
    hold(event)
    assert_as_in_the_report(host, event)


def test_figures_of_several_sessions_are_kept_apart(
    hold: Any, make_event: Any, event: Event, host: Any, student: Any
) -> None:
    other = make_event("Other", registered=[student])
    hold(event, (student, 60))
    hold(other)
    for each in (event, other):
        assert_as_in_the_report(host, each)


def test_the_database_counts_what_is_too_large_to_weigh(
    hold: Any, make_event: Any, event: Event, host: Any, student: Any, monkeypatch: Any
) -> None:
    make_event("Small", registered=[student])
    hold(event, (student, 60))
    monkeypatch.setattr(figures, "MAX_STAYS", 1)
    large, small = attendance.session_list(host).results
    assert (large.figures.people, large.figures.peak, large.figures.no_shows) == (2, None, 0)
    assert (small.figures.people, small.figures.peak, small.figures.no_shows) == (0, 0, None)
    page = as_client(host).get(URL, headers=HTML).content.decode()
    assert '<td data-label="At most at a time"></td>' in page


def starts_later(event: Event) -> dt.datetime:
    return moments.now() + dt.timedelta(days=1)


def test_nobody_was_absent_from_a_rehearsal(
    settings: Any, hold: Any, event: Event, host: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT = f"{__name__}.starts_later"
    hold(event)
    [found] = attendance.session_list(host).results
    assert (found.state, found.figures.registered, found.figures.no_shows) == ("scheduled", 1, None)


class Listing(Policy):
    def recipients(self, event: Event) -> Any:
        return [Recipient.of(event.organizer)]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("POLICY", f"{__name__}.Listing"),
        ("REGISTRATION_LOOKUP", f"{__name__}.is_organizer"),
    ],
)
def test_registrations_that_no_query_knows_are_unknown(
    settings: Any, hold: Any, event: Event, host: Any, setting: str, value: Any
) -> None:
    hold(event)
    setattr(settings, f"JITSI_LIVE_{setting}", value)
    [found] = attendance.session_list(host).results
    said = (found.figures.people, found.figures.registered, found.figures.no_shows)
    assert said == (1, None, None)


def test_times_are_those_of_the_latest_run(evening: Evening, event: Event, host: Any) -> None:
    services.start(host, event.pk)
    started_at = moments.now()
    evening.wait(10)
    [live] = attendance.session_list(host).results
    assert (live.state, live.is_active, live.ended_at) == ("live", True, None)
    services.end(host, event.pk)
    [ended] = attendance.session_list(host).results
    assert (ended.state, ended.is_active) == ("ended", False)
    assert (ended.started_at, ended.ended_at) == (started_at, moments.now())


def test_session_that_is_past_its_time_has_ended(
    settings: Any, evening: Evening, event: Event, host: Any
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 3600
    services.start(host, event.pk)
    evening.wait(120)
    [found] = attendance.session_list(host).results
    assert (found.state, found.ended_at is None) == ("ended", False)


# Queries


def test_long_list_needs_as_many_queries_as_a_short_one(
    make_event: Any, host: Any, student: Any, django_assert_num_queries: Any
) -> None:
    for number in range(25):
        event = make_event(f"Event {number}", registered=[student])
        Stay.objects.create(
            run=event.jitsi_live_session.run, user=student, participant=str(student.pk),
            role="attendee", joined_at=moments.now(), last_seen_at=moments.now(), source="jaas",
            key=str(number),
        )  # fmt: skip
        if number in (0, 24):
            # Sessions, events, runs, registrations, sizes, registered people, confirmations,
            # stays, reports of servers.
            with django_assert_num_queries(9 + SAVEPOINTS):
                found = attendance.session_list(host)
    assert (len(found.results), found.has_next) == (20, True)
    assert len(titles(host, 2)) == 5
    assert titles(host, 3) == []
    assert titles(host, -7) == titles(host)


# JSON and page

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
URL = "/api/live/sessions/"


def test_api_answers_a_page_of_the_list(
    settings: Any, host: Any, as_user: Any, monkeypatch: Any
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    monkeypatch.setattr(hosted, "PAGE_SIZE", 1)
    for title in ("First", "Second"):
        event = Event.objects.create(title=title, slug=title.lower(), organizer=host)
        services.start(host, event.slug)
    answer = as_user(host).get(URL).json()
    assert (answer["page"], answer["previous"], answer["next"]) == (1, None, f"{URL}?page=2")
    [second] = answer["results"]
    assert (second["event_id"], second["report_url"]) == ("second", "/api/live/report/second/")
    last = as_user(host).get(answer["next"], headers=HTML | {"Accept": "*/*"}).json()
    assert (last["previous"], last["next"]) == (f"{URL}?page=1", None)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1" * 30, "²", ""])
def test_odd_number_of_a_page_is_the_first(
    make_event: Any, host: Any, as_user: Any, number: str
) -> None:
    make_event("Mine")
    answer = as_user(host).get(URL, {"page": number}).json()
    assert (answer["page"], len(answer["results"])) == (1, 1)


def test_api_is_for_users_who_are_logged_in(as_user: Any) -> None:
    assert as_user(None).get(URL).json()["code"] == "not_authenticated"


def test_browser_gets_a_page(
    settings: Any, hold: Any, event: Event, host: Any, student: Any
) -> None:
    settings.TIME_ZONE = "UTC"
    hold(event, (student, 45))
    response = as_client(host).get(URL, headers=HTML)
    page = " ".join(response.content.decode().split())
    assert response["X-Frame-Options"]
    assert "no-store" in response["Cache-Control"]
    for text in (
        f'<a href="/api/live/room/{event.pk}/">Django in depth</a>',
        f'href="/api/live/report/{event.pk}/" aria-label="Who attended Django in depth"',
        "<td>Ended</td>",
        '<td data-label="At most at a time">2</td>',
        '<td data-label="Absent">0 (0 %)</td>',
        "Nov. 20, 2026, 18:00 \N{EN DASH} 19:00",
        "All times are those of UTC.",
    ):
        assert text in page, text
    assert as_client(host).get(f"{URL}?format=json", headers=HTML).json()["page"] == 1


def test_page_says_what_is_not_known(
    settings: Any, evening: Evening, event: Event, host: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = f"{__name__}.is_organizer"
    settings.JITSI_LIVE_STARTS_AT, settings.TIME_ZONE = f"{__name__}.starts_later", "UTC"
    services.start(host, event.pk)
    page = as_client(host).get(URL, headers=HTML).content.decode()
    assert '<td data-label="Registered"></td>' in page
    assert '<td data-label="Scheduled">11/21/2026 6 p.m.</td>' in page
    assert "11/20/2026 6 p.m. \N{EN DASH} …" in page


def test_page_lists_a_backstage_that_was_never_live(event: Event, host: Any) -> None:
    services.backstage(host, event.pk)
    page = as_client(host).get(URL, headers=HTML).content.decode()
    assert "<td>Backstage</td>" in page
    assert '<td data-label="Latest"></td>' in page


def test_event_without_an_id_is_listed_without_links(
    settings: Any, event: Event, live: Any, host: Any
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    Event.objects.update(slug=None)
    page = as_client(host).get(URL, headers=HTML).content.decode()
    assert '<th scope="row">Django in depth</th>' in page


def test_page_tells_hosts_what_to_do_next(
    settings: Any, make_event: Any, host: Any, student: Any, monkeypatch: Any
) -> None:
    page = as_client(host).get(URL, headers=HTML).content.decode()
    assert "You have no live sessions here yet." in page
    for number in range(3):
        make_event(f"Another's {number}", student)
    use_callable(settings)
    monkeypatch.setattr(hosted, "MAX_ASKED", 1)
    page = as_client(host).get(f"{URL}?page=2", headers=HTML).content.decode()
    assert "There are older ones." in page
    assert (f'href="{URL}?page=1"' in page, f'href="{URL}?page=3"' in page) == (True, True)


def test_page_is_for_users_who_are_logged_in(db: None) -> None:
    response = Client().get(URL, headers=HTML)
    assert (response.status_code, response["Location"]) == (302, f"/login/?next={URL}")


def test_page_says_that_the_site_is_misconfigured(settings: Any, host: Any) -> None:
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    response = as_client(host).get(URL, headers=HTML)
    assert response.status_code == 503
    assert b"people who run this site" in response.content

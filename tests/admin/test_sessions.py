from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.test import Client, RequestFactory

from django_jitsi_live import moments, services
from django_jitsi_live.admin import LiveSessionAdmin
from django_jitsi_live.models import Confirmation, LiveSession, ServerReport, Stay
from tests.projects.webinar.webinars.models import Event
from tests.runs import make_run

LIST = "/admin/jitsi_live/livesession/"


@pytest.fixture
def admin(admin_client: Client) -> Client:
    return admin_client


def end_selected(admin: Client, *sessions: LiveSession) -> Any:
    data = {"action": "end_selected", "_selected_action": [each.pk for each in sessions]}
    return admin.post(LIST, data, follow=True)


def test_list_shows_event_and_host(admin: Client, live: Any) -> None:
    content = admin.get(LIST).content.decode()
    assert "Django in depth" in content
    assert "helen" in content


def test_list_of_two_hundred_rows_needs_as_many_queries_as_one(
    admin: Client, live: Any, host: Any, django_assert_max_num_queries: Any
) -> None:
    admin.get(LIST)
    with django_assert_max_num_queries(20) as for_one:
        admin.get(LIST)
    for number in range(200):
        event = Event.objects.create(title=f"Event {number}", organizer=host)
        LiveSession.objects.create(event=event, room_name=f"room{number}", started_by=host)
    with django_assert_max_num_queries(len(for_one.captured_queries)):
        assert b"Event 150" in admin.get(LIST).content


def test_sessions_are_found_by_room_name(admin: Client, live: Any) -> None:
    room_name = LiveSession.objects.get().room_name
    assert b"Django in depth" in admin.get(LIST, {"q": room_name}).content
    assert b"Django in depth" not in admin.get(LIST, {"q": "nothing"}).content


STATES = ["scheduled", "backstage", "live", "ended"]


@pytest.fixture
def sessions_in_all_states(host: Any) -> None:
    """Two of each, named after their states."""
    now, minute = moments.now(), dt.timedelta(minutes=1)
    for number, (state, times) in enumerate(
        [
            ("scheduled", {}),
            ("scheduled", {"started_at": -9, "ended_at": -5}),  # a rehearsal
            ("backstage", {"backstage_since": -1}),
            ("backstage", {"backstage_since": -1, "started_at": -9, "ended_at": -5}),
            ("live", {"started_at": -1}),
            ("live", {"started_at": -1, "closes_at": 9}),
            ("ended", {"started_at": -9, "ended_at": 9}),
            ("ended", {"started_at": -9, "closes_at": -1}),  # nobody has asked yet
        ]
    ):
        event = Event.objects.create(title=f"{state} {number}", organizer=host)
        moved = {name: now + minutes * minute for name, minutes in times.items()}
        is_active = state == "live" or "closes_at" in times
        session = LiveSession.objects.create(
            event=event, room_name=f"r{number}", is_active=is_active, **moved
        )
        starts_at = now - 30 * minute if "closes_at" in times else now
        LiveSession.objects.update_or_create(
            pk=session.pk, defaults={"run": make_run(session, starts_at=starts_at)}
        )


@pytest.mark.parametrize("state", STATES)
def test_sessions_are_filtered_by_state(
    admin: Client, sessions_in_all_states: None, state: str
) -> None:
    found = admin.get(LIST, {"state": state})
    titles = [str(session.event) for session in found.context["cl"].result_list]
    assert [title.split()[0] for title in titles] == [state] * 2
    assert found.content.decode().count(f'<td class="field-state">{state.title()}</td>') == 2


def test_without_a_filter_all_sessions_are_listed(
    admin: Client, sessions_in_all_states: None
) -> None:
    assert admin.get(LIST).context["cl"].result_count == 8
    assert admin.get(LIST, {"state": "asleep"}).context["cl"].result_count == 8


@pytest.mark.parametrize("words", ["depth", "django in", "django-in-depth"])
def test_sessions_are_found_by_the_texts_of_the_event(admin: Client, live: Any, words: str) -> None:
    found = admin.get(LIST, {"q": words})
    assert b"/change/" in found.content
    assert found.context["cl"].result_count == 1


def test_sessions_are_found_as_the_events_own_admin_finds_events(live: Any) -> None:
    class EventAdmin(ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
        search_fields = ("^organizer__username", "=slug", "pk")

    site = AdminSite()
    site.register(Event, EventAdmin)
    sessions, request = LiveSession.objects.all(), RequestFactory().get("/")
    admin = LiveSessionAdmin(LiveSession, site)
    for words, count in [("hele", 1), ("elen", 0), ("django-in-depth", 1), ("depth", 0)]:
        found, _may_repeat = admin.get_search_results(request, sessions, words)
        assert found.count() == count


def test_secrets_of_an_event_are_not_searched(admin: Client, live: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("django_jitsi_live.admin.search.SECRET_WORDS", {"slug"})
    assert admin.get(LIST, {"q": "in-depth"}).context["cl"].result_count == 0


def test_sessions_are_filtered_by_whether_they_are_live(admin: Client, live: Any) -> None:
    assert b"Django in depth" in admin.get(LIST, {"is_active__exact": "1"}).content
    assert b"Django in depth" not in admin.get(LIST, {"is_active__exact": "0"}).content


def test_sessions_are_read_only_in_the_admin(admin: Client, live: Any) -> None:
    session = LiveSession.objects.get()
    page = admin.get(f"{LIST}{session.pk}/change/")
    assert b'name="is_active"' not in page.content
    admin.post(f"{LIST}{session.pk}/change/", {"room_name": "mine", "is_active": ""})
    session.refresh_from_db()
    assert session.is_active
    assert session.room_name != "mine"
    assert admin.get(f"{LIST}add/").status_code == 403


def test_action_ends_the_selected_sessions_that_are_live(
    admin: Client, live: Any, host: Any
) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    services.start(host, other.pk)
    services.end(host, other.pk)
    response = end_selected(admin, *LiveSession.objects.all())
    assert b"1 live session was ended." in response.content
    assert not LiveSession.objects.filter(is_active=True).exists()


def test_a_viewer_cannot_end_sessions(make_user: Any, live: Any) -> None:
    from django.contrib.auth.models import Permission

    viewer = make_user("vera", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_livesession"))
    client = Client()
    client.force_login(viewer)
    end_selected(client, LiveSession.objects.get())
    assert LiveSession.objects.get().is_active


# The main figures


def held(event: Event, *stays: Any) -> LiveSession:
    """A session that is over, with a stay of each."""
    host = event.organizer
    services.start(host, event.pk)
    session = LiveSession.objects.get(event=event)
    now = moments.now()
    for number, fields in enumerate(stays):
        user = fields.pop("user")
        participant = str(user.pk) if user else f"~{number}"
        Stay.objects.create(
            **{"run": session.run, "user": user, "participant": participant, "role": "attendee",
               "joined_at": now, "last_seen_at": now, "source": "page",
               "key": f"{event.pk}-{number}", **fields},
        )  # fmt: skip
    services.end(host, event.pk)
    return session


def figures(admin: Client) -> dict[str, list[str]]:
    """The last columns of the list, by event: people, registered, absent, confirmed."""
    rows = re.findall(r"<tr>.*?</tr>", admin.get(LIST).content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    plain = [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in cells]
    return {row[1]: row[-5:-1] for row in plain if len(row) > 5 and row[1].strip() != "Event"}


def test_list_has_the_main_figures(
    admin: Client, event: Event, host: Any, student: Any, stranger: Any, make_user: Any
) -> None:
    event.registrations.create(user=make_user("absent"))
    session = held(
        event,
        {"user": host, "role": "host"},
        {"user": student},
        {"user": student, "source": "jaas"},
        {"user": stranger},
        {"user": None, "role": ""},
        {"user": None, "is_recorder": True},
    )
    Confirmation.objects.create(
        run=session.run, user=student, participant=str(student.pk), confirmed_at=moments.now()
    )
    held(Event.objects.create(title="Empty", organizer=host))
    assert figures(admin) == {
        "Django in depth": ["3", "2", "1 (50 %)", "1"],
        "Empty": ["0", "0", "-", "0"],
    }


def test_pages_are_not_believed_where_a_server_reports(
    admin: Client, event: Event, student: Any
) -> None:
    session = held(event, {"user": student})
    now = moments.now()
    ServerReport.objects.create(run=session.run, server="x", knows_since=now, heard_at=now)
    assert figures(admin) == {"Django in depth": ["0", "1", "1 (100 %)", "0"]}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("REGISTRATION_LOOKUP", "tests.web.test_failing_hooks.fails"),
        ("REGISTRATION_FILTER", {"registrations__colour": "red"}),
    ],
)
def test_list_of_sessions_does_without_registrations_that_no_query_knows(
    settings: Any, admin: Client, event: Event, student: Any, setting: str, value: Any
) -> None:
    held(event, {"user": student})
    setattr(settings, f"JITSI_LIVE_{setting}", value)
    assert figures(admin) == {"Django in depth": ["1", "-", "-", "0"]}

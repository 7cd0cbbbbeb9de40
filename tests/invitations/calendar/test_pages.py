"""The file of an event over HTTP, and the links of the template tag."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.template import Context, RequestContext, Template
from django.test import Client, RequestFactory

from django_jitsi_live.invitations import calendar as calendar_module
from django_jitsi_live.invitations import calendar_entry
from django_jitsi_live.models import GuestLink, Removal
from django_jitsi_live.policy import Policy
from django_jitsi_live.web import calendar as calendar_pages
from django_jitsi_live.web.visitor import enter_as_guest
from tests.invitations.calendar import planned
from tests.invitations.calendar.conftest import ENDS_AT, STARTS_AT
from tests.invitations.calendar.readers import read_one
from tests.projects.webinar.webinars.models import Event

TAG = Template("{% load jitsi_live %}{% jitsi_calendar event %}")
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html,*/*"}


def path(event: Event) -> str:
    return f"/api/live/calendar/{event.pk}.ics"


def get(event: Event, user: Any = None, **headers: str) -> Any:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(path(event), headers={**JSON, **headers})


@pytest.fixture
def public(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.ForEverybody"


class ForEverybody(Policy):
    def is_calendar_public(self, event: Any) -> bool:
        return True


# The file


@pytest.mark.parametrize("person", ["host", "speaker", "student"])
def test_members_get_the_file(dated: Event, person: str, request: Any) -> None:
    response = get(dated, request.getfixturevalue(person))
    assert response.status_code == 200
    assert read_one(response.content).starts_at == STARTS_AT
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response["Content-Disposition"] == 'attachment; filename="django-in-depth.ics"'
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_file_has_a_name_whatever_the_title(dated: Event, student: Any) -> None:
    dated.title = "!?"
    dated.save()
    assert get(dated, student)["Content-Disposition"] == 'attachment; filename="event.ics"'


def test_guest_gets_the_file(dated: Event) -> None:
    session = calendar_entry(dated).session
    link = GuestLink.objects.create(session=session, name="Gustav Guest", role="speaker")
    client = Client()
    assert client.get(path(dated), headers=JSON).status_code == 401
    enter(client, dated, link)
    assert read_one(client.get(path(dated), headers=JSON).content).attendees == []
    GuestLink.objects.update(revoked_at=STARTS_AT.replace(year=2025))
    response = client.get(path(dated), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (403, "link_withdrawn")


def enter(client: Client, event: Event, link: GuestLink) -> None:
    response = HttpResponse()
    enter_as_guest(RequestFactory().get("/"), response, str(event.pk), link.pk)
    client.cookies.update(response.cookies)


def test_strangers_do_not_get_the_file(dated: Event, stranger: Any) -> None:
    assert get(dated, stranger).json()["code"] == "not_registered"
    response = get(dated)
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_browser_of_somebody_unknown_is_sent_to_the_login(dated: Event) -> None:
    response = get(dated, **HTML)
    assert response.url == f"/login/?next={path(dated)}"


def test_browser_gets_errors_as_pages(dated: Event, stranger: Any) -> None:
    response = get(dated, stranger, **HTML)
    assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8")


def test_removed_person_reads_why_there_is_no_file(dated: Event, student: Any) -> None:
    session = calendar_entry(dated).session
    Removal.objects.create(session=session, participant=str(student.pk), user=student)
    assert get(dated, student).json()["code"] == "removed"


@pytest.mark.usefixtures("public")
def test_file_is_for_everybody_where_the_policy_says_so(dated: Event, stranger: Any) -> None:
    for person in (None, stranger):
        response = get(dated, person)
        assert read_one(response.content).ends_at == ENDS_AT
        assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("event_id", ["0", "x", "feed/x"])
def test_there_is_no_file_of_no_event(db: None, event_id: str) -> None:
    response = Client().get(f"/api/live/calendar/{event_id}.ics", headers=JSON)
    assert response.status_code == 404


def test_event_without_a_start_has_no_file(event: Event, student: Any) -> None:
    response = get(event, student)
    assert (response.status_code, response.json()["code"]) == (404, "no_calendar")


def test_without_the_extra_there_is_no_file(
    dated: Event, student: Any, monkeypatch: Any, caplog: Any
) -> None:
    monkeypatch.setattr(calendar_module, "find_spec", lambda name: None)
    assert get(dated, student).json()["code"] == "no_calendar"
    assert "django-jitsi-live[calendar]" in caplog.text


def test_file_costs_two_queries(
    dated: Event, student: Any, as_user: Any, django_assert_num_queries: Any
) -> None:
    client = as_user(student)
    client.get(path(dated))
    client.force_authenticate(student)
    with django_assert_num_queries(2):
        assert client.get(path(dated)).status_code == 200


def test_requests_for_files_are_limited(dated: Event, student: Any, settings: Any) -> None:
    settings.REST_FRAMEWORK = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_status": "2/hour"}}
    assert [get(dated, student).status_code for _ in range(3)] == [200, 200, 429]


def test_file_is_there_to_be_read(dated: Event, student: Any) -> None:
    client = Client()
    client.force_login(student)
    assert client.post(path(dated), headers=JSON).status_code == 405


# The tag


def html(event: Any) -> str:
    return TAG.render(RequestContext(RequestFactory().get("/"), {"event": event}))


def links(event: Any) -> dict[str, str]:
    found = re.findall(
        r'class="jitsi-calendar-link jitsi-calendar-(\w+)" href="([^"]+)"', html(event)
    )
    return {name: unescape(url) for name, url in found}


def query(url: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def test_tag_has_a_link_for_each_calendar(dated: Event) -> None:
    found = links(dated)
    assert [*found] == ["file", "google", "outlook", "office", "yahoo"]
    assert found["file"] == path(dated)
    hosts = [urlsplit(url).hostname for url in found.values()]
    assert hosts == [
        None,
        "calendar.google.com",
        "outlook.live.com",
        "outlook.office.com",
        "calendar.yahoo.com",
    ]


def test_links_say_when_and_where(dated: Event) -> None:
    dated.title = 'Q&A + "more"\r\nfor <all>'
    found, page = links(dated), f"https://example.org/api/live/room/{dated.pk}/"
    title, text = 'Q&A + "more" for <all>', f"Join on the page of the event: {page}"
    assert query(found["google"]) == {
        "action": "TEMPLATE",
        "text": title,
        "dates": "20261201T173000Z/20261201T190000Z",
        "details": text,
        "location": page,
    }
    for name in ("outlook", "office"):
        assert query(found[name]) == {
            "rru": "addevent",
            "subject": title,
            "startdt": "2026-12-01T17:30:00Z",
            "enddt": "2026-12-01T19:00:00Z",
            "body": text,
            "location": page,
        }
    assert query(found["yahoo"]) == {
        "v": "60",
        "title": title,
        "st": "20261201T173000Z",
        "et": "20261201T190000Z",
        "desc": text,
        "in_loc": page,
    }
    assert "+" not in "".join(found.values()).replace("%2B", "")


def test_links_of_an_event_without_an_end_take_an_hour(dated: Event) -> None:
    planned.move(dated, STARTS_AT)
    assert query(links(dated)["yahoo"])["et"] == "20261201T183000Z"


def test_links_of_a_long_title_can_be_followed(dated: Event) -> None:
    dated.title = "\N{GRINNING FACE}\n" * 1000
    assert max(map(len, links(dated).values())) < 4000


def test_tag_is_empty_without_a_date(event: Event) -> None:
    assert html(event).strip() == ""


def test_tag_is_empty_for_a_cancelled_event(dated: Event) -> None:
    planned.cancel(dated)
    assert html(dated).strip() == ""


@pytest.mark.parametrize("event", [None, "", "an event"])
def test_tag_is_empty_for_no_event(db: None, event: Any) -> None:
    assert html(event).strip() == ""


def test_tag_is_empty_where_the_policy_cannot_be_asked(dated: Event, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    assert html(dated).strip() == ""


def test_tag_has_no_file_of_an_event_without_an_address(dated: Event, settings: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    dated.slug = None
    found = links(dated)
    assert "file" not in found
    assert "location" not in found["google"]


def test_tag_has_no_file_without_the_extra(dated: Event, monkeypatch: Any) -> None:
    monkeypatch.setattr(calendar_pages, "has_calendar", lambda: False)
    assert [*links(dated)] == ["google", "outlook", "office", "yahoo"]


def test_tag_asks_for_nothing(dated: Event, django_assert_num_queries: Any) -> None:
    event = Event.objects.get()
    with django_assert_num_queries(0):
        assert links(event)


def test_tag_says_to_everybody_what_a_link_does(dated: Event) -> None:
    text = html(dated)
    assert '<ul class="jitsi-calendar" aria-label="Add to your calendar">' in text
    assert 'aria-label="Google Calendar: add “Django in depth” to your calendar"' in text
    assert text.count('rel="noopener noreferrer nofollow"') == 4
    assert "<script" not in text
    assert "style=" not in text


def test_tag_writes_titles_as_text(dated: Event) -> None:
    dated.title = '"><b>'
    assert "<b>" not in html(dated)


def test_tag_needs_the_request(dated: Event) -> None:
    with pytest.raises(ImproperlyConfigured, match="jitsi_calendar"):
        TAG.render(Context({"event": dated}))

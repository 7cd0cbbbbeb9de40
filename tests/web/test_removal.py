"""Removing and readmitting people from the report."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.models import AuditEntry, LiveSession, Removal, ServerReport, Stay
from django_jitsi_live.web import consequences
from tests.runs import rewrite
from tests.servers.scripted import REFUSED, SCRIPTED, ScriptedServer

HOUR = dt.timedelta(hours=1)
PUBLIC = {"BACKEND": "django_jitsi_live.servers.PublicServer"}


@pytest.fixture(autouse=True)
def calls(settings: Any, monkeypatch: Any) -> list[tuple[str, ...]]:
    settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": SCRIPTED}}
    monkeypatch.setattr(ScriptedServer, "calls", [])
    return ScriptedServer.calls


@pytest.fixture
def session(live: Any, student: Any, host: Any) -> LiveSession:
    """Live, with Sam and Helen in it."""
    session = LiveSession.objects.get()
    for user, role in ((student, "attendee"), (host, "host")):
        stay(session, user, role)
    return session


def stay(session: LiveSession, user: Any, role: str, **fields: Any) -> Stay:
    now = moments.now()
    values = {"participant": str(user.pk), "display_name": user.get_full_name(), "role": role,
              "joined_at": now, "last_seen_at": now, "source": "page", "key": f"{user.pk}",
              "endpoint": f"{user.pk:08x}"}  # fmt: skip
    return Stay.objects.create(run=session.run, user=user, **{**values, **fields})


@pytest.fixture
def browser(host: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(host)
    return client


@pytest.fixture
def url(live: Any) -> str:
    return f"/api/live/report/{live.pk}/"


BUTTON = re.compile(r'<button[^>]* name="(remove|readmit)" value="([^"]*)" aria-label="([^"]*)">')


def buttons(html: str) -> list[tuple[str, ...]]:
    return [tuple(map(unescape, found)) for found in BUTTON.findall(html)]


def press(client: Client, url: str, **data: str) -> Any:
    """As a browser without JavaScript: with the token of the page."""
    token = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(url).content.decode()
    )
    assert token is not None
    return client.post(url, {"csrfmiddlewaretoken": token[1], **data})


def test_report_has_a_button_for_everybody_but_hosts(
    browser: Client, session: LiveSession, url: str, student: Any
) -> None:
    html = browser.get(url).content.decode()
    assert buttons(html) == [("remove", str(student.pk), "Remove Sam Student")]
    assert html.count('id="jitsi-live-removal"') == 1


def test_those_whom_no_server_has_seen_have_a_button_too(
    browser: Client, session: LiveSession, url: str, student: Any
) -> None:
    now = moments.now()
    rewrite(started_at=now - HOUR)
    Stay.objects.update(joined_at=now - HOUR)
    ServerReport.objects.create(run=session.run, server="x", knows_since=now - HOUR, heard_at=now)
    html = browser.get(url).content.decode()
    assert "Not confirmed by the video server" in html
    assert buttons(html) == [("remove", str(student.pk), "Remove Sam Student")]


def test_nobody_is_removed_by_one_press_of_a_button(
    browser: Client, session: LiveSession, url: str, student: Any
) -> None:
    page = press(browser, url, remove=str(student.pk))
    assert page.status_code == 200
    assert "Remove Sam Student from this event?" in page.content.decode()
    assert not Removal.objects.exists()


def test_a_person_is_removed_for_sure_and_readmitted(
    browser: Client, session: LiveSession, url: str, student: Any, calls: list[tuple[str, ...]],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    whom = str(student.pk)
    with django_capture_on_commit_callbacks(execute=True):
        answer = press(browser, url, remove=whom, sure="yes")
    assert (answer.status_code, calls) == (302, [("kick", "default", f"{student.pk:08x}")])
    html = browser.get(answer["Location"]).content.decode()
    assert "Removed. " in html
    assert buttons(html) == [("readmit", whom, "Readmit Sam Student")] * 2
    with pytest.raises(Exception, match="has removed you"):
        services.join(student, session.event_id)
    answer = press(browser, url, readmit=whom)
    html = browser.get(answer["Location"]).content.decode()
    assert "Readmitted. " in html
    assert buttons(html) == [("remove", whom, "Remove Sam Student")]
    assert services.join(student, session.event_id).role == "attendee"


def test_the_chosen_run_stays_chosen(
    browser: Client, session: LiveSession, url: str, student: Any
) -> None:
    question = press(browser, f"{url}?run=1", remove=str(student.pk))
    assert f'href="{url}?run=1"' in question.content.decode()
    answer = press(browser, f"{url}?run=1", remove=str(student.pk), sure="yes")
    assert answer["Location"].startswith(f"{url}?run=1&removal=")


def outcome_of(client: Client, url: str, **data: str) -> str:
    html = client.get(press(client, url, **data)["Location"]).content.decode()
    found = re.search(r'role="status">([^<]*)<', html)
    return unescape(found[1]) if found else ""


@pytest.mark.django_db(transaction=True)
def test_what_became_of_a_removal_is_said(
    settings: Any, monkeypatch: Any, browser: Client, session: LiveSession, url: str, student: Any,
    host: Any,
) -> None:  # fmt: skip
    data = {"remove": str(student.pk), "sure": "yes"}
    monkeypatch.setattr(ScriptedServer, "failure", REFUSED)
    assert "has not confirmed yet" in outcome_of(browser, url, **data)
    monkeypatch.setattr(ScriptedServer, "failure", None)
    assert "reports that the person is out" in outcome_of(browser, url, **data)
    settings.JITSI_LIVE_SERVERS = {"default": PUBLIC}
    assert "own page closes the video" in outcome_of(browser, url, **data)
    services.end(host, session.event_id)
    assert "not let in any more" in outcome_of(browser, url, **data)
    assert 'role="status"' not in browser.get(f"{url}?removal=odd").content.decode()


def texts(session: LiveSession | None) -> str:
    return " ".join(consequences(session))


def test_what_the_server_cannot_do_is_said_before(
    settings: Any, session: LiveSession, host: Any
) -> None:
    settings.JITSI_LIVE_HEARTBEAT = 45
    assert "throws the person out at once" in texts(session)
    assert "copied opens the room until it expires" in texts(session)
    settings.JITSI_LIVE_SERVERS = {"default": PUBLIC}
    assert "cannot throw anybody out" in texts(session)
    assert "within 45 seconds" in texts(session)
    assert "server" not in texts(None)
    session.is_active = False
    assert "server" not in texts(session)


def test_who_became_a_host_cannot_be_removed(
    browser: Client, session: LiveSession, url: str, host: Any
) -> None:
    answer = press(browser, url, remove=str(host.pk), sure="yes")
    assert answer.status_code == 403
    assert "Hosts cannot be removed" in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"remove": "x", "sure": "yes"},
        {"readmit": "x"},
        {},
        {"remove": "\x00"},
        {"remove": "\x00", "sure": "yes"},
        {"readmit": "\x00"},
    ],
)
def test_nobody_is_removed_whom_the_event_does_not_know(
    browser: Client, session: LiveSession, url: str, data: dict[str, str]
) -> None:
    assert press(browser, url, **data).status_code == 404
    assert not Removal.objects.exists()


def test_whom_no_stay_names_is_named_by_the_id(browser: Client, url: str, student: Any) -> None:
    page = press(browser, url, remove=str(student.pk)).content.decode()
    assert f"Remove {student.pk} from this event?" in page


def test_another_site_removes_nobody(browser: Client, session: LiveSession, url: str) -> None:
    assert browser.post(url, {"remove": "1", "sure": "yes"}).status_code == 403
    assert not AuditEntry.objects.filter(action="removed").exists()


def test_only_hosts_remove(session: LiveSession, url: str, student: Any) -> None:
    client = Client()
    answer = client.post(url, {"remove": str(student.pk), "sure": "yes"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login/")
    client.force_login(student)
    assert client.post(url, {"remove": str(student.pk), "sure": "yes"}).status_code == 403
    assert not Removal.objects.exists()


def test_a_large_body_is_not_read(browser: Client, session: LiveSession, url: str) -> None:
    assert browser.post(url, {"remove": "x" * 20_000}).status_code == 413


def test_who_is_removed_and_was_not_there_is_listed(
    browser: Client, live: Any, url: str, host: Any, student: Any
) -> None:
    services.remove(host, live.pk, str(student.pk))
    html = browser.get(url).content.decode()
    assert buttons(html) == [("readmit", str(student.pk), "Readmit Sam Student")]


def test_removals_are_in_the_report(
    live: Any, session: LiveSession, host: Any, student: Any
) -> None:
    services.remove(host, live.pk, str(student.pk))
    report = attendance.report(host, live.pk)
    assert {each.display_name: each.is_removed for each in report.people} == {
        "Helen Host": False, "Sam Student": True,
    }  # fmt: skip
    assert [(each.user, each.display_name) for each in report.removed] == [
        (str(student.pk), "Sam Student")
    ]


def test_who_is_removed_and_absent_is_marked_so(live: Any, host: Any, student: Any) -> None:
    session = LiveSession.objects.get()
    stay(session, host, "host")
    services.remove(host, live.pk, str(student.pk))
    [absent] = attendance.report(host, live.pk).absent or []
    assert (absent.user, absent.is_removed) == (str(student.pk), True)


@pytest.fixture
def many(session: LiveSession, make_user: Any) -> None:
    for number in range(30):
        user = make_user(f"u{number}")
        stay(session, user, "attendee", display_name=user.username)
        Removal.objects.create(session=session, participant=str(user.pk), user=user)


def test_many_removals_cost_no_further_query(
    browser: Client, session: LiveSession, url: str, request: Any
) -> None:
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    request.getfixturevalue("many")
    with CaptureQueriesContext(connection) as several:
        assert b"u29" in browser.get(url).content
    assert len(several) == len(few)


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "x"])
@pytest.mark.parametrize("name", ["remove", "readmit"])
def test_the_api_knows_nobody_by_what_is_no_id(live: Any, host: Any, name: str, text: str) -> None:
    client, body = Client(), f'{{"participant": "{text}"}}'
    client.force_login(host)
    url = f"/api/live/{name}/{live.pk}/"
    answer = client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

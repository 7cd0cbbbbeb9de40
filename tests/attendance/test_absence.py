"""Who was registered and absent, by role, and how long people stayed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.test import AsyncClient, Client

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance import absence
from django_jitsi_live.exceptions import NotHost, RunNotFound
from django_jitsi_live.policy import Policy, Recipient, recipients
from django_jitsi_live.web import report_json, reports
from tests.projects.webinar.webinars.models import Event, Registration

from .conftest import Evening


def as_host(host: Any) -> Client:
    client = Client()
    client.force_login(host)
    return client


def absent(host: Any, event: Event, run: str = "") -> list[str] | None:
    found = attendance.report(host, event.pk, run).absent
    return None if found is None else [person.display_name for person in found]


def rows(response: Any, **options: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode(options.pop("charset", "utf-8"))
    return [*csv.DictReader(io.StringIO(text), **options)]


def test_registered_people_who_were_not_there_are_absent(
    hold: Any, registered: Any, event: Event, host: Any, student: Any
) -> None:
    zoe, ann = registered(2)[0], get_user_model().objects.create(username="x", first_name="aaron")
    Registration.objects.create(event=event, user=ann)
    hold((student, 30), (zoe, 10))
    report = attendance.report(host, event.pk)
    assert (report.registered, report.no_shows, report.no_show_rate) == (4, 2, 0.5)
    assert absent(host, event) == ["aaron", "Ann1"]
    assert {each.role for each in report.absent or []} == {"attendee"}


def test_rate_of_no_shows_is_of_those_who_are_registered(
    hold: Any, event: Event, host: Any
) -> None:
    Registration.objects.all().delete()
    hold()
    report = attendance.report(host, event.pk)
    assert (report.registered, report.no_shows, report.no_show_rate) == (0, 0, None)
    assert report.absent == []


def test_nobody_is_absent_from_what_has_not_been_live(event: Event, host: Any) -> None:
    report = attendance.report(host, event.pk)
    assert (report.registered, report.no_shows, report.absent) == (1, None, None)
    client = as_host(host)
    assert rows(client.get(f"/api/live/attendance/{event.pk}/?format=csv")) == []
    page = client.get(f"/api/live/report/{event.pk}/?format=json").json()
    assert page == client.get(f"/api/live/attendance/{event.pk}/").json()


def starts_later(event: Event) -> Any:
    from django_jitsi_live.moments import now

    return now().replace(year=2027)


def test_nobody_is_absent_from_a_rehearsal(
    settings: Any, hold: Any, event: Event, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT = f"{__name__}.starts_later"
    hold()
    assert absent(host, event, "1") is None
    assert attendance.report(host, event.pk, "1").registered == 1
    response = as_host(host).get(f"/api/live/attendance/{event.pk}/?format=csv&run=1")
    assert [row["display_name"] for row in rows(response)] == ["Helen Host"]


def test_rehearsals_to_choose_from_are_in_a_zone_that_is_named(
    settings: Any, hold: Any, event: Event, host: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT, settings.TIME_ZONE = f"{__name__}.starts_later", "Europe/Lisbon"
    hold()
    hold()
    page = as_host(host).get(f"/api/live/report/{event.pk}/").content.decode()
    assert page.count("rehearsal") == 2
    assert "All times are those of Europe/Lisbon." in page


def test_people_are_counted_by_role(
    hold: Any, event: Event, host: Any, student: Any, speaker: Any
) -> None:
    hold((student, 60), (speaker, 60))
    by_role = attendance.report(host, event.pk).by_role
    assert by_role == {"host": 1, "speaker": 1, "attendee": 1, "unidentified": 0}


def test_report_tells_how_long_people_stayed(
    hold: Any, registered: Any, event: Event, host: Any
) -> None:
    early, late = registered(2)
    hold((early, 12), (late, 58))
    report = attendance.report(host, event.pk)
    stayed = {point.seconds: point.people for point in report.survival}
    assert [stayed[minutes * 60] for minutes in (0, 12, 13, 58, 59, 60)] == [3, 3, 2, 2, 1, 1]
    full = {bucket.from_seconds // 60: bucket.people for bucket in report.distribution}
    assert {minutes: people for minutes, people in full.items() if people} == {10: 1, 55: 2}


# What is not known


def anybody(user: Any, event: Event) -> bool:
    return True


def test_people_whom_a_callable_lets_in_are_not_known(
    settings: Any, hold: Any, event: Event, host: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = f"{__name__}.anybody"
    hold()
    client = as_host(host)
    answer = client.get(f"/api/live/attendance/{event.pk}/").json()
    names = ("registered", "no_shows", "no_show_rate", "absent")
    assert {answer[name] for name in names} == {None}
    page = client.get(f"/api/live/report/{event.pk}/").content.decode()
    assert "with the method recipients() of its policy" in page
    assert "Registered" not in page


class Failing(Policy):
    def recipients(self, event: Event) -> Iterator[Recipient]:
        yield Recipient.of(event.organizer)
        raise OSError


class NoId(Policy):
    def participant_id(self, user: Any) -> str:
        if user.username == "sam":
            raise OSError
        return super().participant_id(user)


@pytest.mark.parametrize("policy", ["Failing", "NoId"])
def test_hook_that_fails_costs_the_absent_and_no_more(
    settings: Any, hold: Any, event: Event, host: Any, policy: str, caplog: Any
) -> None:
    hold()
    settings.JITSI_LIVE_POLICY = f"{__name__}.{policy}"
    report = attendance.report(host, event.pk)
    assert (len(report.people), report.registered, report.absent) == (1, None, None)
    client = as_host(host)
    assert "Helen Host" in client.get(f"/api/live/report/{event.pk}/").content.decode()
    table = rows(client.get(f"/api/live/attendance/{event.pk}/?format=csv"))
    assert [row["attended"] for row in table] == ["True"]
    assert f"{__name__}.{policy}." in caplog.text


# Page and CSV


def test_table_has_the_absent_people_after_the_others(
    hold: Any, registered: Any, event: Event, host: Any, student: Any
) -> None:
    registered(1)
    hold((student, 30))
    table = rows(as_host(host).get(f"/api/live/attendance/{event.pk}/?format=csv"))
    assert [row["attended"] for row in table] == ["True", "True", "False"]
    assert table[-1] == {
        "user": str(get_user_model().objects.get(username="Ann0").pk),
        "display_name": "Ann0",
        "role": "attendee",
        "first_joined_at": "",
        "last_left_at": "",
        "seconds": "0",
        "share": "0.0",
        "confirmed": "False",
        "jitsi_name": "",
        "is_length_known": "True",
        "is_removed": "False",
        "watched_at": "",
        "is_guest": "False",
        "is_viewer": "False",
        "attended": "False",
    }


def test_people_are_read_one_by_one_in_python(
    hold: Any, event: Event, host: Any, student: Any
) -> None:
    hold()
    found = [each.display_name for each in attendance.attendance_rows(host, event.pk)]
    assert found == ["Helen Host", "Sam Student"]
    with pytest.raises(NotHost):
        attendance.attendance_rows(student, event.pk)
    with pytest.raises(RunNotFound):
        attendance.attendance_rows(host, event.pk, "7")


def test_page_tells_who_was_absent_and_how_long_the_others_stayed(
    hold: Any, registered: Any, event: Event, host: Any, student: Any
) -> None:
    registered(1, "<b>")
    hold((student, 30))
    page = " ".join(as_host(host).get(f"/api/live/report/{event.pk}/").content.decode().split())
    assert "<dt>Registered</dt><dd>2</dd>" in page
    assert "<dt>Absent</dt><dd>1 <small>50 % of the registered</small></dd>" in page
    assert "<li>&lt;b&gt;0</li>" in page
    assert "<td>30\N{EN DASH}35</td><td>1</td><td>2 (100 %)</td>" in page
    assert 'aria-labelledby="jitsi-live-stayed"' in page


def test_nobody_is_known_to_be_absent_where_nobody_is_recorded(
    evening: Evening, event: Event, host: Any
) -> None:
    """As with a front end that reports no stays, or after the records were deleted."""
    services.start(host, event.pk)
    evening.wait(10)
    services.end(host, event.pk)
    report = attendance.report(host, event.pk)
    assert (report.registered, report.no_shows, report.absent) == (1, None, None)
    client = as_host(host)
    page = client.get(f"/api/live/report/{event.pk}/").content.decode()
    assert "so it is not known who was absent" in page
    assert "jitsi-live-stayed" not in page
    assert rows(client.get(f"/api/live/attendance/{event.pk}/?format=csv")) == []


def test_while_the_event_is_live_people_may_still_come(
    evening: Evening, event: Event, host: Any, student: Any
) -> None:
    services.start(host, event.pk)
    evening.open(host, event)
    evening.wait(10)
    page = as_host(host).get(f"/api/live/report/{event.pk}/").content.decode()
    assert "<dt>Not there so far</dt><dd>1 " in page
    assert "<h2>Registered and not there so far</h2>" in page


def test_page_lists_some_of_many_absent_people(
    hold: Any, registered: Any, event: Event, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(reports, "MAX_ABSENT", 3)
    registered(4)
    hold()
    page = as_host(host).get(f"/api/live/report/{event.pk}/").content.decode()
    assert page.count("<li>") == 3
    assert "2 more are in the CSV file." in page
    assert "<dt>Absent</dt><dd>5 " in page


@pytest.mark.parametrize(
    ("address", "sections"),
    [("attendance/{}/", 3), ("attendance/{}/?format=csv", 0), ("report/{}/", 3)],
)
def test_report_of_hundreds_needs_seven_queries(
    address: str,
    sections: int,
    hold: Any,
    registered: Any,
    event: Event,
    host: Any,
    as_user: Any,
    django_assert_num_queries: Any,
) -> None:
    hold(*[(user, 30) for user in registered(5, "Bea")])
    client, url = as_user(host), f"/api/live/{address.format(event.pk)}"
    for number in (0, 300):
        registered(number, "Cid")
        # Two for the login; visit, runs, confirmations, reports of servers, stays, removals,
        # recipients. And the section of the questions, in a savepoint.
        with django_assert_num_queries(2 + 7 + sections):
            content = b"".join(client.get(url))
    assert b"Cid299" in content


@pytest.mark.parametrize("address", ["attendance/{}/", "report/{}/?format=json"])
def test_report_of_many_absent_people_is_sent_as_they_are_read(
    address: str, hold: Any, registered: Any, event: Event, host: Any, monkeypatch: Any
) -> None:
    registered(10)
    hold()
    client, url = as_host(host), f"/api/live/{address.format(event.pk)}"
    whole = client.get(url)
    monkeypatch.setattr(report_json, "AT_ONCE", 4)
    parts = client.get(url)
    assert (whole.streaming, parts.streaming) == (False, True)
    assert parts["Content-Type"] == whole["Content-Type"] == "application/json"
    assert "no-store" in parts["Cache-Control"]
    content = [*parts]
    assert len(content) == 1 + 3 + 1
    found = json.loads(b"".join(content))
    found["absent"].sort(key=lambda each: (each["display_name"].casefold(), each["user"]))
    assert found == whole.json()


class FailingLate(Policy):
    def recipients(self, event: Event) -> Iterator[Recipient]:
        for registration in event.registrations.all():
            yield Recipient.of(registration.user)
        raise OSError


def test_report_that_fails_while_it_is_sent_says_that_it_does_not_know(
    settings: Any, hold: Any, registered: Any, event: Event, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(report_json, "AT_ONCE", 100)
    monkeypatch.setattr(recipients, "CHUNK", 100)
    registered(250)
    hold()
    settings.JITSI_LIVE_POLICY = f"{__name__}.FailingLate"
    found = json.loads(b"".join(as_host(host).get(f"/api/live/attendance/{event.pk}/")))
    assert len(found["absent"]) == 200
    assert (found["registered"], found["no_shows"], found["no_show_rate"]) == (None, None, None)


@pytest.mark.parametrize("address", ["attendance", "report"])
def test_table_is_read_as_it_is_written_under_asgi(
    address: str, hold: Any, registered: Any, event: Event, host: Any
) -> None:
    registered(300)
    hold()

    async def read() -> list[bytes]:
        client = AsyncClient()
        await client.aforce_login(host)
        response = await client.get(f"/api/live/{address}/{event.pk}/?format=csv")
        return [part async for part in response.streaming_content]

    head, *others = async_to_sync(read)()
    charset = "utf-8" if address == "attendance" else "utf-16"
    assert b"".join([head, *others]).decode(charset).count("\r\n") == 303
    assert len(others) == 2


def test_people_are_read_as_they_are_written(
    hold: Any, registered: Any, event: Event, host: Any, as_user: Any, monkeypatch: Any
) -> None:
    registered(2500)
    hold()
    named: list[str] = []
    name = absence.get_display_name
    monkeypatch.setattr(
        absence, "get_display_name", lambda policy, user: named.append("x") or name(policy, user)
    )
    lines = iter(as_user(host).get(f"/api/live/attendance/{event.pk}/?format=csv"))
    assert next(lines).startswith(b"user,")
    assert named == []
    assert next(lines).count(b"\r\n") == 200
    assert len(named) < 1000
    assert sum(line.count(b"\r\n") for line in lines) == 2502 - 200

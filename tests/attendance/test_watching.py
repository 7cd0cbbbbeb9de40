"""Who has watched later is in the report, and never as attendance."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import attendance, moments
from django_jitsi_live.attendance.occasions import runs_of
from django_jitsi_live.attendance.values import Report
from django_jitsi_live.attendance.watching import with_viewings
from django_jitsi_live.models import LiveSession, Recording, Run, Viewing
from django_jitsi_live.web import report_json
from tests.projects.webinar.webinars.models import Event


@pytest.fixture
def client(host: Any) -> Client:
    client = Client()
    client.force_login(host)
    return client


def watch(event: Event, user: Any, key: str = "one", name: str = "") -> Viewing:
    run = Run.objects.filter(session__event=event).latest("number")
    values = {"visibility": "registered", "source": "jibri", "server": "default"}
    recording, _ = Recording.objects.get_or_create(run=run, kind="video", key=key, defaults=values)
    return Viewing.objects.create(
        recording=recording,
        user=user,
        participant=str(user.pk),
        display_name=name or user.get_full_name(),
        watched_at=moments.now(),
    )


def table(client: Client, event: Event) -> list[dict[str, str]]:
    answer = client.get(f"/api/live/attendance/{event.pk}/?format=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return [*csv.DictReader(io.StringIO(text))]


def text_of(client: Client, event: Event) -> str:
    html = client.get(f"/api/live/report/{event.pk}/").content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_report_has_who_was_there_and_watched_later(
    hold: Any, event: Event, host: Any, student: Any
) -> None:
    hold((student, 30))
    first = watch(event, student)
    watch(event, student, "two")  # counts once
    report = attendance.report(host, event.pk)
    watched_at = {each.display_name: each.watched_at for each in report.people}
    assert watched_at == {"Helen Host": None, "Sam Student": first.watched_at}
    assert (report.watched_later, report.watched) == (1, [])


def test_absent_people_who_watched_stay_absent(
    hold: Any, registered: Any, event: Event, host: Any
) -> None:
    zoe, _ann = registered(2)
    hold()
    viewing = watch(event, zoe)
    report = attendance.report(host, event.pk)
    assert report.absent is not None
    watched_at = {each.display_name: each.watched_at for each in report.absent}
    assert watched_at == {"Ann0": viewing.watched_at, "Ann1": None, "Sam Student": None}
    assert [each.display_name for each in report.people] == ["Helen Host"]
    assert (report.no_shows, report.watched_later) == (3, 1)
    assert [each.user for each in report.watched] == [str(zoe.pk)]


def test_whom_only_a_page_reports_is_marked_too(
    hold: Any, event: Event, host: Any, student: Any
) -> None:
    hold((student, 30))
    watch(event, student)
    report = attendance.report(host, event.pk)
    session = LiveSession.objects.get()
    runs = runs_of([session])[session.pk]
    found = with_viewings(runs, Report(0, 0, 0, 0, 0, [], [], unconfirmed=report.people))
    assert [each.watched_at is None for each in found.unconfirmed] == [True, False]


def test_viewings_of_another_run_are_in_its_own_report(
    hold: Any, event: Event, host: Any, student: Any
) -> None:
    hold((student, 30))
    watch(event, student)
    hold((student, 30))
    assert attendance.report(host, event.pk, "1").watched_later == 1
    assert attendance.report(host, event.pk, "2").watched_later == 0


def test_table_has_those_who_watched_and_were_not_registered_at_its_end(
    hold: Any, registered: Any, event: Event, host: Any, stranger: Any, client: Client
) -> None:
    [zoe] = registered(1)
    hold()
    watch(event, zoe)
    viewing = watch(event, stranger, name="Sid")
    last = table(client, event)[-1]
    assert (last["display_name"], last["role"], last["attended"]) == ("Sid", "", "False")
    assert last["watched_at"] == moments.local_time(viewing.watched_at).isoformat(
        timespec="seconds"
    )
    assert [row["display_name"] for row in table(client, event)].count("Ann0") == 1


def test_page_says_who_watched_later(
    hold: Any, registered: Any, event: Event, host: Any, student: Any, client: Client
) -> None:
    [zoe] = registered(1)
    hold((student, 30))
    assert "Watched later" not in text_of(client, event)
    watch(event, student)
    assert "Watched later, and were not there" not in text_of(client, event)
    watch(event, zoe)
    text = text_of(client, event)
    assert "Watched later 2" in text
    assert "Ann0 (watched later)" in text
    assert "Watched later, and were not there" in text
    assert "That is no attendance." in text


def test_anonymous_viewer_is_named_by_the_id(
    hold: Any, event: Event, stranger: Any, client: Client
) -> None:
    hold()
    watch(event, stranger)
    Viewing.objects.update(user=None, participant="anonymous-1", display_name="")
    assert "anonymous-1" in text_of(client, event)


@pytest.mark.parametrize("at_once", [1, 100])
def test_json_has_it_as_well(
    hold: Any, registered: Any, event: Event, client: Client, monkeypatch: Any, at_once: int
) -> None:
    monkeypatch.setattr(report_json, "AT_ONCE", at_once)
    [zoe, _ann] = registered(2)
    hold()
    watch(event, zoe)
    found = client.get(f"/api/live/attendance/{event.pk}/")
    report = json.loads(b"".join(found))
    assert report["watched_later"] == 1
    assert [each["display_name"] for each in report["watched"]] == ["Ann0"]
    assert {each["watched_at"] is None for each in report["absent"]} == {True, False}
    assert {each["watched_at"] for each in report["people"]} == {None}


QUESTIONS = 3
"""For the section of another app in the report: one query in a savepoint."""


def test_viewings_take_one_query_and_only_where_there_are_any(
    hold: Any, event: Event, host: Any, student: Any, client: Client, django_assert_num_queries: Any
) -> None:
    hold((student, 30))
    url = f"/api/live/attendance/{event.pk}/"
    with django_assert_num_queries(2 + 7 + QUESTIONS):
        client.get(url)
    watch(event, student)
    with django_assert_num_queries(2 + 8 + QUESTIONS):
        client.get(url)

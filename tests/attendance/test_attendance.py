"""What stays add up to."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance import confirmations, records
from django_jitsi_live.attendance.housekeeping import tidy
from django_jitsi_live.exceptions import NotAuthenticated, NotHost
from django_jitsi_live.models import (
    Confirmation,
    JitsiMessage,
    LiveSession,
    ServerReport,
    Source,
    Stay,
)
from django_jitsi_live.presence import Interval, clip, duration, union
from django_jitsi_live.signals import attendance_confirmed
from django_jitsi_live.web import report_chart, spreadsheets
from django_jitsi_live.web.clock import Clock, zone_name
from tests.runs import make_run, rewrite

NOW = dt.datetime(2031, 6, 2, 18, tzinfo=dt.UTC)
START = NOW - dt.timedelta(seconds=1000)


def at(second: int) -> dt.datetime:
    return START + dt.timedelta(seconds=second)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(live: Any) -> LiveSession:
    """Live for a thousand seconds, and over."""
    rewrite(started_at=START, ended_at=NOW, is_active=False)
    return LiveSession.objects.get()


@pytest.fixture
def make_stay(session: LiveSession) -> Any:
    def make(user: Any, joined: int, left: int | None, **fields: Any) -> Stay:
        defaults = {
            "run": session.run,
            "user": user,
            "participant": str(user.pk) if user else "~guest",
            "display_name": user.get_full_name() if user else "",
            "role": "attendee" if user else "",
            "joined_at": at(joined),
            "last_seen_at": at(joined),
            "left_at": None if left is None else at(left),
            "source": Source.EVENT_SYNC,
            "key": f"{Stay.objects.count()}",
        }
        return Stay.objects.create(**{**defaults, **fields})

    return make


@pytest.fixture
def confirmed() -> Any:
    heard: list[tuple[Any, float]] = []

    def hear(user: Any, share: float, **kwargs: Any) -> None:
        heard.append((user, share))

    attendance_confirmed.connect(hear)
    yield heard
    attendance_confirmed.disconnect(hear)


def get(client: Any, event: Any, query: str = "", **headers: str) -> Any:
    return client.get(f"/api/live/attendance/{event.pk}/{query}", headers=headers)


# Intervals

pairs = st.lists(st.tuples(st.integers(-50, 150), st.integers(0, 60)), max_size=12)


@given(pairs)
def test_union_is_the_seconds_that_any_interval_has(found: list[tuple[int, int]]) -> None:
    intervals = [Interval(at(start), at(start + length)) for start, length in found]
    united = union(intervals)
    seconds = {s for start, length in found for s in range(start, start + length)}
    assert sum(map(duration, united)) == len(seconds)
    assert all(one.end < two.start for one, two in pairwise(united))
    inside = clip(intervals, Interval(at(0), at(100)))
    assert sum(map(duration, inside)) == len(seconds & set(range(100)))


# The report


@pytest.mark.parametrize("use_tz", [True, False])
def test_report_names_the_zone_of_its_times(settings: Any, use_tz: bool) -> None:
    settings.USE_TZ, settings.TIME_ZONE = use_tz, "Europe/Lisbon"
    assert zone_name() == "Europe/Lisbon"


def test_two_tabs_and_two_sources_count_once(
    make_stay: Any, live: Any, student: Any, host: Any
) -> None:
    make_stay(student, -50, 300)
    make_stay(student, 200, 250, source=Source.PAGE, role="host", display_name="Sammy")
    make_stay(student, 200, 300, source=Source.JAAS)
    make_stay(student, 900, 1500)
    make_stay(host, 1200, 1300)
    make_stay(None, 0, 1000)
    make_stay(None, 0, 1000, participant="~recorder", is_recorder=True)
    report = attendance.report(host, live.pk)
    [person] = report.people
    assert (person.seconds, person.share, person.confirmed) == (400, 0.4, False)
    assert (person.role, person.display_name) == ("host", "Sam Student")
    assert (person.first_joined_at, person.last_left_at) == (START, NOW)
    assert (report.live_seconds, report.peak, report.average) == (1000, 2, 1.4)
    assert (report.median_seconds, report.unidentified) == (400, 2)


@pytest.mark.parametrize(
    ("roles", "strongest"),
    [
        (["attendee", "speaker"], "speaker"),
        (["speaker", "host", "attendee"], "host"),
        (["", "attendee"], "attendee"),
    ],
)
def test_strongest_role_of_a_person_counts(
    make_stay: Any, live: Any, student: Any, host: Any, roles: list[str], strongest: str
) -> None:
    for number, role in enumerate(roles):
        make_stay(student, number * 10, number * 10 + 5, role=role)
    [person] = attendance.report(host, live.pk).people
    assert person.role == strongest


def test_report_page_gives_its_rows_to_templates_of_the_host_project(
    live: Any, host: Any, student: Any, as_user: Any, make_stay: Any
) -> None:
    make_stay(student, 0, 1)
    page = as_user(host).get(f"/api/live/report/{live.pk}/")
    assert [row.name for row in page.context["people"]] == ["Sam Student"]


def test_report_page_names_speakers(
    make_stay: Any, as_user: Any, live: Any, speaker: Any, host: Any
) -> None:
    make_stay(speaker, 0, 500, role="speaker", display_name="Sofia Speaker")
    page = as_user(host).get(f"/api/live/report/{live.pk}/").content.decode()
    assert "<td>Sofia Speaker</td><td>Speaker</td>" in page


def test_page_that_was_silent_at_the_end_left_when_it_was_seen(
    make_stay: Any, live: Any, student: Any, host: Any
) -> None:
    make_stay(student, 0, None, source=Source.PAGE, last_seen_at=at(849))
    make_stay(host, 0, None, source=Source.PAGE, last_seen_at=at(851))
    seconds = {each.user: each.seconds for each in attendance.report(host, live.pk).people}
    assert seconds == {str(student.pk): 849, str(host.pk): 1000}


def test_deleted_people_do_not_become_one(
    make_stay: Any, make_user: Any, live: Any, host: Any
) -> None:
    for name in ("a", "b"):
        user = make_user(name)
        make_stay(user, 0, 500)
        user.delete()
    assert len(attendance.report(host, live.pk).people) == 2


def test_event_that_was_never_live_has_an_empty_report(event: Any, host: Any) -> None:
    assert attendance.report(host, event.pk).live_seconds == 0
    client = Client()
    client.force_login(host)
    assert "not been live yet" in client.get(f"/api/live/report/{event.pk}/").content.decode()


def test_session_of_no_length_divides_by_nothing(make_stay: Any, live: Any, host: Any) -> None:
    make_stay(host, 0, 10)
    rewrite(ended_at=START)
    assert attendance.report(host, live.pk).people[0].share == 0


def test_report_is_for_hosts(as_user: Any, live: Any, student: Any, host: Any) -> None:
    assert get(as_user(student), live).json()["code"] == "not_host"
    assert get(as_user(None), live).json()["code"] == "not_authenticated"
    with pytest.raises(NotAuthenticated):
        attendance.present(AnonymousUser(), live.pk)
    with pytest.raises(NotHost):
        attendance.present(student, live.pk)


def test_json_has_the_documented_keys(
    as_user: Any, make_stay: Any, live: Any, student: Any, host: Any
) -> None:
    make_stay(student, 0, 600)
    answer = get(as_user(host), live).json()
    [person] = answer.pop("people")
    [run] = answer.pop("runs")
    names = (
        "live_seconds counted_seconds peak average median_seconds unidentified unconfirmed "
        "by_role registered no_shows no_show_rate absent survival distribution removed "
        "watched_later watched viewers"
    )
    answer.pop("questions")  # of another app
    assert set(answer) == set(names.split())
    about_run = (
        "run opened_at started_at ended_at ended_because live_seconds is_rehearsal is_counted"
    )
    assert list(run) == about_run.split()
    assert (run["run"], run["live_seconds"], run["is_counted"]) == (1, 1000, True)
    assert [*person, "attended"] == spreadsheets.COLUMNS
    assert (person["user"], person["seconds"]) == (str(student.pk), 600)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", " =1", 'Zoë, "q"'])
def test_csv_is_harmless(
    as_user: Any, make_stay: Any, live: Any, student: Any, host: Any, name: str
) -> None:
    make_stay(student, 0, 600, display_name=name)
    response = get(as_user(host), live, "?format=csv")
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    [row] = csv.DictReader(io.StringIO(text))
    assert row["display_name"] == (name if name.startswith("Zoë") else f"'{name}")
    assert (row["share"], row["confirmed"]) == ("0.6", "True")


def test_csv_is_chosen_by_accept_too(as_user: Any, live: Any, host: Any) -> None:
    assert get(as_user(host), live, accept="text/csv").streaming
    assert get(as_user(host), live, "?format=json", accept="text/csv").json()


def test_report_of_many_needs_as_many_queries_as_of_one(
    django_assert_num_queries: Any, make_stay: Any, live: Any, host: Any, student: Any
) -> None:
    for number in range(50):
        make_stay(student, number, None if number == 9 else 900, participant=f"p{number}")
    # visit, runs, confirmations, reports of servers, stays, removals, recipients
    with django_assert_num_queries(7):
        assert attendance.report(host, live.pk).peak == 50


# The page


def test_host_reads_the_page(make_stay: Any, live: Any, student: Any, host: Any) -> None:
    make_stay(student, 100, 600)
    client = Client()
    client.force_login(host)
    url = f"/api/live/report/{live.pk}/"
    content = client.get(url).content.decode()
    assert "Sam Student" in content
    assert "8:20" in content
    assert " style=" not in content
    assert "<svg" in content
    assert client.get(f"{url}?format=csv").streaming


@pytest.mark.parametrize(("minutes", "texts"), [(60, {"12:00", "12:10"}), (3, {"12:00:00"})])
def test_ticks_of_the_curve_tell_different_times(
    settings: Any, session: LiveSession, minutes: int, texts: set[str]
) -> None:
    settings.TIME_ZONE = "UTC"
    noon = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    live = Interval(noon, noon + dt.timedelta(minutes=minutes))
    report = replace(attendance.report_of(session), live=live, curve=[(noon, 1)])
    with timezone.override(dt.UTC):
        chart = report_chart.chart(report, Clock.of(live))
    found = [tick.text for tick in chart.ticks]
    assert len(set(found)) == len(found) == report_chart.TICKS + 1
    assert texts <= set(found)


BERLIN = ZoneInfo("Europe/Berlin")


def shown(client: Client, url: str, start: dt.datetime, minutes: int) -> str:
    """The text of the report of a session of that time, with one person who was there."""
    end = start + dt.timedelta(minutes=minutes)
    rewrite(started_at=start, ended_at=end, is_active=False)
    Stay.objects.update(joined_at=start, last_seen_at=end, left_at=end)
    return " ".join(unescape(client.get(url).content.decode()).split())


@pytest.mark.parametrize(
    ("start", "minutes", "texts"),
    [
        # An evening in Berlin.
        (dt.datetime(2026, 5, 4, 16, tzinfo=dt.UTC), 90, ["18:00", "19:30"]),
        # The hour between two and three comes twice, and then never.
        (dt.datetime(2026, 10, 25, 0, 35, tzinfo=dt.UTC), 39, ["02:35 CEST", "02:14 CET"]),
        (dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC), 60, ["01:30 CET", "03:30 CEST"]),
        # Into the next day.
        (
            dt.datetime(2026, 5, 4, 21, tzinfo=dt.UTC),
            90,
            ["05/04/2026, 23:00", "05/05/2026, 00:30"],
        ),
    ],
)
def test_times_of_the_page_can_be_told_apart(
    make_stay: Any, live: Any, student: Any, host: Any, start: Any, minutes: int, texts: list[str]
) -> None:
    make_stay(student, 0, 600)
    client = Client()
    client.force_login(host)
    with timezone.override(BERLIN):
        text = shown(client, f"/api/live/report/{live.pk}/", start, minutes)
    for each in texts:
        assert f">{each}</td>" in text
    assert "All times are those of Europe/Berlin." in text


@pytest.mark.parametrize("minutes", [39, 3])
def test_curve_of_a_night_of_the_clock_change_names_the_zone(
    session: LiveSession, minutes: int
) -> None:
    start = dt.datetime(2026, 10, 25, 0, 59, tzinfo=dt.UTC)
    live = Interval(start, start + dt.timedelta(minutes=minutes))
    report = replace(attendance.report_of(session), live=live, curve=[(start, 1)])
    with timezone.override(BERLIN):
        texts = [tick.text for tick in report_chart.chart(report, Clock.of(live)).ticks]
    assert texts[0].startswith("02:59")
    assert (texts[0][-4:], texts[-1][-4:]) == ("CEST", " CET")
    assert len(set(texts)) == len(texts)


def test_hosts_are_led_to_the_report(live: Any, host: Any, student: Any) -> None:
    link = f'href="/api/live/report/{live.pk}/"'
    for user, count in ((host, 1), (student, 0)):
        client = Client()
        client.force_login(user)
        content = client.get(f"/api/live/room/{live.pk}/").content.decode()
        assert content.count(link) == count
        assert "jitsi-live-report-link--later" not in content


def test_the_report_of_what_was_never_live_is_shown_later(event: Any, host: Any) -> None:
    client = Client()
    client.force_login(host)
    content = client.get(f"/api/live/room/{event.pk}/").content.decode()
    assert 'class="jitsi-live-report-link jitsi-live-report-link--later"' in content


def test_page_is_for_hosts(live: Any, student: Any) -> None:
    client = Client()
    url = f"/api/live/report/{live.pk}/"
    assert client.get(url).status_code == 302
    client.force_login(student)
    assert client.get(url).status_code == 403
    assert client.get("/api/live/report/0/").status_code == 404


def test_staff_reads_the_report_in_the_admin(
    make_stay: Any, live: Any, student: Any, make_user: Any
) -> None:
    make_stay(student, 100, 600)
    staff, client = make_user("vera", is_staff=True), Client()
    client.force_login(staff)
    url = f"/admin/jitsi_live/livesession/{LiveSession.objects.get().pk}/report/"
    assert client.get(url).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_livesession"))
    assert b"Sam Student" in client.get(url).content
    assert client.get(f"{url}?format=csv").streaming
    assert client.get("/admin/jitsi_live/livesession/0/report/").status_code == 404
    assert url in client.get("/admin/jitsi_live/livesession/").content.decode()


# Confirmed


def test_attendance_is_confirmed_once(
    make_stay: Any,
    session: LiveSession,
    student: Any,
    host: Any,
    confirmed: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_stay(student, 0, 600)
    make_stay(host, 0, 499)
    make_stay(None, 0, 1000, participant="deleted", role="attendee")
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            confirmations.confirm(session.run)
    assert confirmed == [(student, 0.6)]
    assert Confirmation.objects.get().user == student


def test_nothing_is_confirmed_before_the_end(
    make_stay: Any, session: LiveSession, student: Any
) -> None:
    make_stay(student, 0, None)
    rewrite(is_active=True, ended_at=None)
    assert confirmations.confirm(LiveSession.objects.get().run) == 0


def test_end_confirms(
    live: Any, student: Any, host: Any, confirmed: Any, django_capture_on_commit_callbacks: Any
) -> None:
    session = LiveSession.objects.get()
    now = moments.now()
    rewrite(started_at=now - dt.timedelta(hours=1))
    Stay.objects.create(
        run=session.run, user=student, participant=str(student.pk),
        role="attendee", joined_at=now - dt.timedelta(hours=1), last_seen_at=now, source="jaas",
        key="k",
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        services.end(host, live.pk)
    assert [user for user, _share in confirmed] == [student]


def test_the_end_of_a_room_without_people_needs_no_report(
    live: Any, host: Any, django_capture_on_commit_callbacks: Any, django_assert_num_queries: Any
) -> None:
    # Select, savepoint, update both, audit, release; and whether anybody was there.
    with django_assert_num_queries(6 + 1), django_capture_on_commit_callbacks(execute=True):
        services.end(host, live.pk)


# Tidy


def test_tidy_closes_stays_of_ended_sessions(
    make_stay: Any, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_stay(student, 0, None)
    make_stay(student, 0, None, source=Source.PAGE, last_seen_at=at(100))
    before = make_run(LiveSession.objects.get(), ended_at=at(50))
    make_stay(student, 0, None, run=before, last_seen_at=at(50))
    assert tidy(dry_run=True)["stays closed"] == 3
    assert tidy()["stays closed"] == 3
    assert list(Stay.objects.order_by("pk").values_list("left_at", flat=True)) == [
        NOW,
        at(100),
        at(50),
    ]
    assert tidy()["stays closed"] == 0


def test_stay_that_is_seen_meanwhile_is_not_closed(make_stay: Any, student: Any) -> None:
    stay = make_stay(student, 0, None)
    Stay.objects.update(last_seen_at=at(5))
    assert not records.close(stay, at(0))


def test_tidy_ends_an_idle_session(settings: Any, make_stay: Any, student: Any) -> None:
    now, minute = moments.now(), dt.timedelta(minutes=1)
    rewrite(is_active=True, ended_at=None, started_at=now - 180 * minute)
    assert tidy()["sessions ended"] == 0
    settings.JITSI_LIVE_IDLE_END_AFTER = 60 * 60
    long_ago = now - 120 * minute
    make_stay(
        student, 0, None, joined_at=long_ago, last_seen_at=long_ago, left_at=now - 30 * minute
    )
    assert tidy()["sessions ended"] == 0
    Stay.objects.update(left_at=now - 61 * minute)
    assert tidy(dry_run=True)["sessions ended"] == 1
    assert tidy()["sessions ended"] == 1
    assert not LiveSession.objects.get().is_active


def test_session_that_was_just_started_is_not_idle(settings: Any, session: LiveSession) -> None:
    settings.JITSI_LIVE_IDLE_END_AFTER = 60
    for age, ended in (59, 0), (61, 1):
        started_at = NOW - dt.timedelta(seconds=age)
        rewrite(is_active=True, ended_at=None, started_at=started_at)
        assert tidy()["sessions ended"] == ended


def test_silent_server_closes_no_stay_of_a_live_session(make_stay: Any, student: Any) -> None:
    rewrite(is_active=True, ended_at=None)
    make_stay(student, 0, None)
    assert tidy()["stays closed"] == 0


@pytest.mark.parametrize(("hours", "confirmed"), [(25, 0), (23, 1)])
def test_tidy_confirms_nothing_of_long_ago(
    session: LiveSession, make_stay: Any, student: Any, hours: int, confirmed: int
) -> None:
    age = dt.timedelta(hours=hours)
    rewrite(started_at=START - age, ended_at=NOW - age)
    make_stay(student, 0, 0, joined_at=START - age, last_seen_at=START - age, left_at=NOW - age)
    assert tidy()["attendances confirmed"] == confirmed


def test_live_session_confirms_nothing(session: LiveSession, make_stay: Any, student: Any) -> None:
    make_stay(student, 0, 600)
    rewrite(is_active=True, ended_at=None)
    assert confirmations.unconfirmed_shares(LiveSession.objects.get().run) == {}


def test_confirmation_is_announced_with_its_session(
    session: LiveSession, make_stay: Any, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_stay(student, 0, 600)
    heard: list[dict[str, Any]] = []

    def hear(sender: Any, **values: Any) -> None:
        heard.append({"sender": sender, **values})

    attendance_confirmed.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        confirmations.confirm(session.run)
    attendance_confirmed.disconnect(hear)
    [values] = heard
    del values["signal"]
    assert values == {"sender": LiveSession, "session": session, "user": student, "share": 0.6}


def test_receiver_that_fails_stops_no_other(
    session: LiveSession,
    make_stay: Any,
    confirmed: Any,
    student: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fail(**values: Any) -> None:
        raise OSError

    make_stay(student, 0, 600)
    attendance_confirmed.connect(fail)
    with django_capture_on_commit_callbacks(execute=True):
        confirmations.confirm(session.run)
    attendance_confirmed.disconnect(fail)
    assert confirmed == [(student, 0.6)]


def test_export_has_everything_that_is_stored(
    session: LiveSession, make_stay: Any, student: Any
) -> None:
    make_stay(student, 0, 600, jitsi_name="Sammy")
    confirmations.confirm(session.run)
    exported = attendance.export(student)
    assert exported["participant"] == str(student.pk)
    [stay], [confirmation] = exported["stays"], exported["confirmed"]
    assert (stay["event_id"], stay["jitsi_name"]) == (session.event_id, "Sammy")
    assert confirmation == {"event_id": session.event_id, "confirmed_at": NOW}


def test_tidy_confirms_what_was_not_confirmed(make_stay: Any, student: Any) -> None:
    make_stay(student, 0, 600)
    assert tidy(dry_run=True)["attendances confirmed"] == 1
    assert tidy()["attendances confirmed"] == 1
    assert tidy()["attendances confirmed"] == 0


def test_tidy_deletes_what_is_too_old(settings: Any, make_stay: Any, student: Any) -> None:
    make_stay(student, -90000, 600)
    JitsiMessage.objects.create(server="x", key="x", received_at=NOW - dt.timedelta(days=31))
    assert tidy(dry_run=True)["messages deleted"] == 1
    assert tidy()["stays deleted"] == 0
    assert not JitsiMessage.objects.exists()
    settings.JITSI_LIVE_RETENTION_DAYS = 1
    assert tidy(dry_run=True)["stays deleted"] == 1
    call_command("jitsi_live_tidy", stdout=io.StringIO())
    assert not Stay.objects.exists()


# One person


def test_person_is_exported_and_anonymised(
    make_stay: Any, session: LiveSession, live: Any, student: Any, host: Any
) -> None:
    make_stay(student, 0, 600)
    confirmations.confirm(session.run)
    JitsiMessage.objects.create(server="x", key="x", body=f'{{"id": "{student.pk}"}}')
    said = io.StringIO()
    call_command("jitsi_live_person", "sam", "--export", stdout=said)
    assert '"display_name": "Sam Student"' in said.getvalue()
    call_command("jitsi_live_person", "sam", "--anonymise", stdout=said)
    assert "1 stays are anonymous now." in said.getvalue()
    [person] = attendance.report(host, live.pk).people
    assert (person.seconds, person.display_name, person.confirmed) == (600, "", True)
    assert person.user != str(student.pk)
    assert JitsiMessage.objects.get().body == ""


def test_unknown_person_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody logs in as 'nobody'"):
        call_command("jitsi_live_person", "nobody", "--export")


def test_person_is_found_after_the_account_is_deleted(
    make_stay: Any, session: LiveSession, live: Any, student: Any, host: Any
) -> None:
    make_stay(student, 0, 600)
    confirmations.confirm(session.run)
    participant = str(student.pk)
    student.delete()
    said = io.StringIO()
    with pytest.raises(CommandError, match="--participant ID"):
        call_command("jitsi_live_person", "sam", "--export")
    call_command("jitsi_live_person", "--participant", participant, "--export", stdout=said)
    exported = json.loads(said.getvalue())
    assert [each["display_name"] for each in exported["stays"]] == ["Sam Student"]
    assert len(exported["confirmed"]) == 1
    call_command("jitsi_live_person", "--participant", participant, "--anonymise", stdout=said)
    assert "1 stays are anonymous now." in said.getvalue()
    [person] = attendance.report(host, live.pk).people
    assert (person.seconds, person.display_name, person.confirmed) == (600, "", True)
    for action in ("--export", "--anonymise"):
        with pytest.raises(CommandError, match=f"no attendance of a participant '{participant}'"):
            call_command("jitsi_live_person", "--participant", participant, action)


def test_stays_that_have_lost_their_user_are_the_persons_too(make_stay: Any, student: Any) -> None:
    make_stay(student, 0, 600)
    Stay.objects.update(user=None)
    assert len(attendance.export(student)["stays"]) == 1
    assert attendance.anonymise(student) == 1


def test_dry_run_says_what_would_be_done(session: LiveSession) -> None:
    said = io.StringIO()
    call_command("jitsi_live_tidy", "--dry-run", stdout=said)
    *lines, last = said.getvalue().splitlines()
    assert all(" would be " in line for line in lines)
    assert last == "Nothing was changed (--dry-run)."
    call_command("jitsi_live_tidy", stdout=(done := io.StringIO()))
    assert "would" not in done.getvalue()


def test_models_are_named_without_what_is_in_them(make_stay: Any, student: Any) -> None:
    made = [
        make_stay(student, 0, 1),
        Confirmation(run_id=1),
        JitsiMessage(server="x"),
        ServerReport(server="x"),
    ]
    assert all(str(each) for each in made)
    assert "Sam" not in str(made[0])

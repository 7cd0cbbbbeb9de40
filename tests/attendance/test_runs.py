"""Evenings with rehearsals, pauses and mistakes: what the report is about, and shares are of."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance import confirmations
from django_jitsi_live.attendance.occasions import choose_runs
from django_jitsi_live.exceptions import RunNotFound
from django_jitsi_live.models import Confirmation, LiveSession, Run, Stay
from django_jitsi_live.presence import Interval, intersection
from tests.runs import make_run
from tests.schedules import MINUTE, Schedule

from .conftest import Evening

DAY = dt.timedelta(days=1)


@pytest.fixture
def plan(settings: Any) -> Callable[..., None]:
    """The event begins in so many minutes, and takes so many."""

    def schedule(begins_in: float, length: float | None = 60) -> None:
        Schedule.plan(settings, moments.now() + begins_in * MINUTE, length)

    return schedule


@pytest.fixture
def run_of(evening: Evening, event: Any, host: Any) -> Callable[..., Run]:
    """One run with the host and others, each for some minutes from its start."""

    def go(minutes: float, **others: tuple[Any, float]) -> Run:
        services.start(host, event.pk)
        pages = [evening.open(host, event)]
        guests = [(evening.open(user, event), time) for user, time in others.values()]
        passed = 0.0
        for page, time in sorted(guests, key=lambda each: each[1]):
            evening.wait(time - passed)
            passed = time
            evening.close(page)
        evening.wait(minutes - passed)
        services.end(host, event.pk)
        for page in pages:
            evening.close(page)
        return Run.objects.latest("number")

    return go


def shares(host: Any, event: Any, run: str = "") -> dict[str, int]:
    """Percents by first name."""
    people = attendance.report(host, event.pk, run).people
    return {each.display_name.split()[0]: round(100 * each.share) for each in people}


# Which runs


def test_nothing_of_an_earlier_run_is_overwritten(
    run_of: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    first = run_of(30, sam=(student, 30))
    evening.wait(10)
    second = run_of(20, sam=(student, 10))
    assert (first.number, second.number) == (1, 2)
    assert first.room_name != second.room_name
    assert LiveSession.objects.get().run == second
    assert [run.ended_because for run in Run.objects.all()] == ["host", "host"]
    assert {run.started_by for run in Run.objects.all()} == {host}
    assert Stay.objects.filter(run=first).count() == Stay.objects.filter(run=second).count() == 2


def test_a_pause_between_two_runs_of_one_evening_is_no_absence(
    run_of: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    run_of(30, sam=(student, 30))
    evening.wait(10)
    run_of(30, sam=(student, 15))
    report = attendance.report(host, event.pk)
    assert (report.live_seconds, report.counted_seconds) == (3600, 3600)
    assert shares(host, event) == {"Helen": 100, "Sam": 75}
    assert [run.is_counted for run in report.runs] == [True, True]


def test_next_weeks_run_is_an_occasion_of_its_own(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    plan(0)
    run_of(60, sam=(student, 30))
    evening.wait(2000)
    plan(0)
    run_of(60, sam=(student, 60))
    assert shares(host, event) == {"Helen": 100, "Sam": 100}
    assert shares(host, event, "1") == {"Helen": 100, "Sam": 50}
    assert shares(host, event, "all") == {"Helen": 100, "Sam": 75}
    assert shares(host, event, "latest") == {"Helen": 100, "Sam": 100}


def test_end_reads_the_stays_of_its_own_occasion_alone(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    plan(0)
    run_of(60, sam=(student, 60))
    evening.wait(2000)
    plan(0)
    run_of(60, sam=(student, 60))
    run = LiveSession.objects.get(event=event).run
    Confirmation.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        assert confirmations.confirm(run) == 2
    found = [each["sql"] for each in queries]
    stays = [sql for sql in found if sql.startswith('SELECT "jitsi_live_stay"')]
    _is_anybody_there, *stays = stays
    assert len(stays) == 2
    assert all(f'"jitsi_live_stay"."run_id" IN ({run.pk})' in sql for sql in stays)
    [runs] = [sql for sql in found if sql.startswith('SELECT "jitsi_live_run"')]
    assert '"jitsi_live_run"."starts_at" = ' in runs


def test_runs_without_a_schedule_belong_together_for_six_hours(
    run_of: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    run_of(10, sam=(student, 10))
    evening.wait(350)
    run_of(10, sam=(student, 10))
    evening.wait(370)
    run_of(10, sam=(student, 10))
    counted = [run.is_counted for run in attendance.report(host, event.pk).runs]
    assert counted == [False, False, True]
    assert attendance.report(host, event.pk, "all").live_seconds == 1800


def test_moving_the_event_changes_no_earlier_report(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any
) -> None:
    plan(0)
    run_of(60, sam=(student, 45))
    plan(7 * 24 * 60)
    assert shares(host, event) == {"Helen": 100, "Sam": 75}


def test_a_rehearsal_is_in_no_report_but_its_own(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    plan(24 * 60)
    run_of(30, sam=(student, 30))
    assert attendance.report(host, event.pk).people == []
    [rehearsal] = attendance.report(host, event.pk, "1").runs
    assert (rehearsal.is_rehearsal, rehearsal.is_counted) == (True, True)
    assert shares(host, event, "1") == {"Helen": 0, "Sam": 0}
    evening.wait(24 * 60 - 30)
    run_of(60, sam=(student, 30))
    assert shares(host, event) == shares(host, event, "all") == {"Helen": 100, "Sam": 50}
    assert attendance.confirmations.confirm(Run.objects.get(number=1)) == 0


def test_a_run_that_was_never_live_is_a_rehearsal(live: Any, host: Any) -> None:
    services.end(host, live.pk)
    run = make_run(LiveSession.objects.get(), ended_at=moments.now())
    assert run.is_rehearsal
    summary = attendance.report(host, live.pk, "2").runs[1]
    assert (summary.started_at, summary.live_seconds, summary.is_rehearsal) == (None, 0, True)


def test_a_mistaken_restart_neither_replaces_nor_dilutes_the_report(
    run_of: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    run_of(60, sam=(student, 60))
    run_of(60)
    assert shares(host, event) == shares(host, event, "all") == {"Helen": 100, "Sam": 100}
    evening.wait(1000)
    run_of(60)
    assert shares(host, event) == {"Helen": 100, "Sam": 100}
    assert shares(host, event, "3") == {"Helen": 100}


def test_a_host_alone_reads_the_report_of_being_alone(run_of: Any, event: Any, host: Any) -> None:
    run_of(10)
    assert shares(host, event) == {"Helen": 100}


def test_the_run_that_goes_on_is_the_latest_occasion(
    run_of: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    run_of(60, sam=(student, 60))
    evening.wait(1000)
    services.start(host, event.pk)
    evening.open(host, event)
    evening.wait(10)
    [before, now] = attendance.report(host, event.pk).runs
    assert (before.is_counted, now.is_counted, now.ended_at) == (False, True, None)


@pytest.mark.parametrize("run", ["0", "3", "-1", "x", "²", "9" * 30, "latest "])
def test_a_run_that_does_not_exist_is_not_found(
    run: str, live: Any, host: Any, as_user: Any
) -> None:
    with pytest.raises(RunNotFound):
        attendance.report(host, live.pk, run)
    for path in ("attendance", "report"):
        answer = as_user(host).get(f"/api/live/{path}/{live.pk}/", {"run": run})
        assert answer.status_code == 404


def test_event_without_runs_has_an_empty_report(event: Any, host: Any, live: Any) -> None:
    LiveSession.objects.update(is_active=False, run=None)
    Run.objects.all().delete()
    session = LiveSession.objects.get()
    assert [choose_runs(session, run).runs for run in ("", "all", "latest")] == [[], [], []]
    assert attendance.report(host, event.pk).runs == []


# What shares are of


def test_early_start_and_overrun_lower_no_share(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any, as_user: Any
) -> None:
    plan(15)
    run_of(95, sam=(student, 60))  # 45 of them after the scheduled start
    report = attendance.report(host, event.pk)
    assert (report.live_seconds, report.counted_seconds) == (95 * 60, 3600)
    assert shares(host, event) == {"Helen": 100, "Sam": 75}
    page = as_user(host).get(f"/api/live/report/{event.pk}/").content.decode()
    assert "Shares are of the 60 minutes that were within the schedule." in page


def test_all_of_the_live_time_counts_where_the_site_says_so(
    settings: Any, run_of: Any, plan: Any, event: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_ATTENDANCE_BASIS = "live"
    plan(15)
    run_of(100, sam=(student, 50))
    assert shares(host, event) == {"Helen": 100, "Sam": 50}


def test_a_host_who_is_late_costs_nobody_anything(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any
) -> None:
    plan(-20)
    run_of(40, sam=(student, 40))
    assert shares(host, event) == {"Helen": 100, "Sam": 100}


def test_an_event_at_another_time_than_planned_counts_as_it_was(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any
) -> None:
    plan(-600)
    run_of(60, sam=(student, 30))
    assert shares(host, event) == {"Helen": 100, "Sam": 50}


def test_an_event_without_a_scheduled_end_counts_from_its_start(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any
) -> None:
    plan(30, None)
    run_of(90, sam=(student, 60))
    assert shares(host, event) == {"Helen": 100, "Sam": 50}


def test_intersection_is_the_time_that_both_have() -> None:
    def of(*pairs: tuple[int, int]) -> list[Interval]:
        zero = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        return [Interval(zero + a * MINUTE, zero + b * MINUTE) for a, b in pairs]

    assert intersection(of((0, 10), (20, 30)), of((5, 25), (28, 40))) == of(
        (5, 10), (20, 25), (28, 30)
    )
    assert intersection(of((0, 10)), of((10, 20))) == []


# Confirmations


def confirmed() -> set[Any]:
    runs = Run.objects.filter(confirmations__isnull=False)
    return set(runs.values_list("confirmations__user__username", flat=True))


def test_a_mistaken_end_confirms_nobody_for_the_time_before_it(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any, stranger: Any
) -> None:
    event.registrations.create(user=stranger)
    plan(0)
    run_of(10, sam=(student, 10), sid=(stranger, 10))
    confirmations.confirm(Run.objects.get())
    assert confirmed() == set()
    run_of(50, sam=(student, 50))
    confirmations.confirm(Run.objects.get(number=2))
    assert confirmed() == {"helen", "sam"}


def test_an_early_end_is_confirmed_after_the_scheduled_one(
    run_of: Any, plan: Any, event: Any, host: Any, student: Any, evening: Evening
) -> None:
    plan(0)
    run_of(20, sam=(student, 20))
    attendance.tidy()
    assert confirmed() == set()
    evening.wait(41)
    attendance.tidy()
    assert confirmed() == {"helen", "sam"}


def test_one_evening_is_confirmed_once(run_of: Any, event: Any, host: Any, student: Any) -> None:
    for _ in range(2):
        run_of(20, sam=(student, 20))
        confirmations.confirm(Run.objects.latest("number"))
    assert sum(run.confirmations.count() for run in Run.objects.all()) == 2


# Sessions that something else has made live


def test_a_session_that_was_made_live_by_hand_gets_a_run(
    event: Any, host: Any, student: Any
) -> None:
    session = LiveSession.objects.create(
        event=event, room_name="by-hand", is_active=True, started_at=moments.now()
    )
    assert attendance.present(host, event.pk) == []
    for _ in range(2):
        attendance.record_action("joined", student, event.pk, "")
    session.refresh_from_db()
    assert (session.run.room_name, session.run.stays.count()) == ("by-hand", 2)
    assert len(attendance.present(host, event.pk)) == 1
    services.end(host, event.pk)
    assert Run.objects.get().ended_because == "host"


def test_ending_a_session_without_a_run_confirms_nobody(
    event: Any, host: Any, django_capture_on_commit_callbacks: Any
) -> None:
    LiveSession.objects.create(
        event=event, room_name="by-hand", is_active=True, started_at=moments.now()
    )
    with django_capture_on_commit_callbacks(execute=True):
        services.end(host, event.pk)
    assert not Run.objects.exists()


# The page and the admin


def test_host_chooses_what_the_report_is_about(
    run_of: Any, event: Any, host: Any, student: Any, as_user: Any, evening: Evening
) -> None:
    run_of(30, sam=(student, 30))
    url = f"/api/live/report/{event.pk}/"
    assert "Choose what" not in as_user(host).get(url).content.decode()
    evening.wait(1000)
    run_of(30)
    page = as_user(host).get(url, {"run": "2"}).content.decode()
    assert '<a href="?run=2" aria-current="page">' in page
    assert "30 minutes, ended by a host" in page
    assert 'href="?format=csv&amp;run=2"' in page
    table = as_user(host).get(url, {"run": "2", "format": "csv"})
    text = b"".join(table.streaming_content).decode("utf-16")
    rows = csv.DictReader(io.StringIO(text), delimiter="\t")
    attended = {row["display_name"]: row["attended"] for row in rows}
    assert attended == {"Helen Host": "True", "Sam Student": "False"}


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root"))
    return client


def test_staff_find_runs_and_stays_by_event_and_by_person(
    staff: Client, run_of: Any, event: Any, student: Any
) -> None:
    run = run_of(30, sam=(student, 30))
    admin = "/admin/jitsi_live/"
    session_page = staff.get(f"{admin}livesession/{run.session_id}/change/").content.decode()
    assert f"{admin}run/?session__id__exact={run.session_id}" in session_page
    run_page = staff.get(f"{admin}run/{run.pk}/change/").content.decode()
    assert f"{admin}stay/?run__id__exact={run.pk}" in run_page
    assert f"livesession/{run.session_id}/report/?run=1" in run_page
    for model, filters in (("run", "session__id__exact"), ("stay", "run__id__exact")):
        for words, found in (("depth", True), ("Sam", True), ("nobody", False)):
            listed = staff.get(f"{admin}{model}/", {"q": words}).content.decode()
            assert ("Django in depth" in listed) is found
        assert staff.get(f"{admin}{model}/", {filters: run.pk}).status_code == 200
    stay = Stay.objects.get(user=student)
    assert "Sam Student" in staff.get(f"{admin}stay/{stay.pk}/change/").content.decode()


def test_staff_change_and_delete_no_record(staff: Client, run_of: Any) -> None:
    run = run_of(5)
    for action in ("delete", "change"):
        answer = staff.post(f"/admin/jitsi_live/run/{run.pk}/{action}/", {"post": "yes"})
        assert answer.status_code == 403
    assert staff.get("/admin/jitsi_live/run/add/").status_code == 403
    assert Run.objects.count() == 1


def test_report_of_no_such_run_is_not_found_in_the_admin(staff: Client, run_of: Any) -> None:
    session = run_of(5).session
    url = f"/admin/jitsi_live/livesession/{session.pk}/report/"
    assert staff.get(url, {"run": "1"}).status_code == 200
    assert staff.get(url, {"run": "9"}).status_code == 404


def test_list_of_many_runs_needs_as_many_queries_as_of_one(
    staff: Client, run_of: Any, django_assert_max_num_queries: Any
) -> None:
    run = run_of(5)
    for path in ("run", "stay"):
        staff.get(f"/admin/jitsi_live/{path}/")
        with django_assert_max_num_queries(20) as few:
            staff.get(f"/admin/jitsi_live/{path}/")
        for number in range(20):
            copy = make_run(run.session, started_at=run.started_at)
            Stay.objects.create(
                run=copy, participant="9", key=f"{path}{number}", source="page",
                joined_at=run.started_at, last_seen_at=run.started_at,
            )  # fmt: skip
        with django_assert_max_num_queries(len(few.captured_queries)):
            staff.get(f"/admin/jitsi_live/{path}/")

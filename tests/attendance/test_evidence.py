"""Who was there where pages and a Jitsi server tell different things."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance.housekeeping import tidy
from django_jitsi_live.models import Confirmation, Run, Stay

from .conftest import Evening
from .prosody import Prosody

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def prosody(evening: Evening, live: Any, host: Any) -> Prosody:
    """The room has just been made, and the host is in it."""
    prosody = Prosody()
    prosody.create()
    prosody.join(host)
    return prosody


def minutes(host: Any, event: Any) -> dict[str, float]:
    people = attendance.report(host, event.pk).people
    return {each.display_name.split()[0]: each.seconds / 60 for each in people}


def unconfirmed(host: Any, event: Any) -> dict[str, float]:
    people = attendance.report(host, event.pk).unconfirmed
    return {each.display_name.split()[0]: each.seconds / 60 for each in people}


def end(host: Any, event: Any) -> list[str]:
    """End the event; the names of those whose attendance is confirmed, tomorrow at the latest."""
    services.end(host, event.pk)
    tidy()
    return sorted(Confirmation.objects.values_list("user__username", flat=True))


def test_script_that_never_enters_is_not_confirmed(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    evening.wait(60)
    assert services.status(live.pk, host).present == 1
    assert [each["display_name"] for each in attendance.present(host, live.pk)] == ["Helen Host"]
    assert end(host, live) == ["helen"]
    assert (minutes(host, live), unconfirmed(host, live)) == ({"Helen": 60}, {"Sam": 60})
    report = attendance.report(host, live.pk)
    assert (report.peak, report.unidentified) == (1, 0)
    [person] = report.unconfirmed
    assert (person.share, person.confirmed) == (0, False)


@pytest.mark.parametrize("message", ["room/created", "room/destroyed"])
def test_script_is_not_confirmed_where_the_server_saw_nobody_at_all(
    evening: Evening, live: Any, host: Any, student: Any, message: str
) -> None:
    prosody = Prosody()
    evening.open(student, live)
    prosody.create() if message == "room/created" else prosody.destroy()
    evening.wait(60)
    assert services.status(live.pk, host).present == 0
    assert end(host, live) == []
    assert unconfirmed(host, live) == {"Sam": 60}


def test_script_is_not_confirmed_by_a_look_into_the_room(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    prosody.join(student)
    evening.wait(5)
    prosody.leave(student)
    evening.wait(55)
    assert end(host, live) == ["helen"]
    assert minutes(host, live) == {"Helen": 60, "Sam": 5}


def test_script_is_not_confirmed_after_its_user_was_thrown_out(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    prosody.join(student)
    evening.wait(5)
    prosody.leave(student)
    for _ in range(3):
        evening.open(student, live)
    evening.wait(55)
    assert end(host, live) == ["helen"]


def test_script_that_enters_late_is_not_there_from_the_beginning(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    evening.wait(50)
    prosody.join(student)
    evening.wait(10)
    prosody.destroy()
    assert end(host, live) == ["helen"]
    assert minutes(host, live) == {"Helen": 60, "Sam": 10}


def test_page_counts_where_no_server_reports(
    evening: Evening, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    evening.wait(60)
    assert services.status(live.pk, host).present == 1
    assert end(host, live) == ["sam"]
    assert unconfirmed(host, live) == {}


def test_report_of_an_earlier_run_decides_nothing_in_the_next(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    evening.open(student, live)
    evening.wait(10)
    assert services.status(live.pk, host).present == 1
    assert minutes(host, live) == {"Sam": 10}


def test_server_that_reports_after_the_end_decides_what_is_not_announced(
    evening: Evening, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    evening.wait(60)
    services.end(host, live.pk)
    prosody = Prosody()
    prosody.enter(host)
    prosody.destroy()
    tidy()
    assert not Confirmation.objects.exists()
    assert unconfirmed(host, live) == {"Sam": 60}


def test_confirmed_attendance_that_was_announced_stays_so(
    evening: Evening, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    evening.wait(60)
    assert end(host, live) == ["sam"]
    Prosody().destroy()
    [person] = attendance.report(host, live.pk).unconfirmed
    assert person.confirmed


# Servers that know a part only


def test_server_that_died_does_not_keep_whom_the_page_saw_leaving(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    pages = [evening.open(user, live) for user in (host, student)]
    prosody.join(student)
    evening.wait(20)
    evening.close(pages[1])
    evening.wait(40)
    assert services.status(live.pk, host).present == 2  # until tidy
    tidy()
    assert services.status(live.pk, host).present == 1
    assert end(host, live) == ["helen"]
    assert minutes(host, live) == {"Helen": 60, "Sam": 20}


def test_server_that_died_does_not_keep_whose_page_is_silent(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    page = evening.open(student, live)
    prosody.join(student)
    evening.wait(20)
    evening.pages.remove(page)
    evening.wait(40)
    assert [each["display_name"] for each in attendance.present(host, live.pk)] == ["Helen Host"]
    assert end(host, live) == ["helen"]
    assert minutes(host, live) == {"Helen": 60, "Sam": 20}


def test_server_that_goes_on_reporting_knows_better_than_a_silent_page(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any, make_user: Any
) -> None:
    page = evening.open(student, live)
    prosody.join(student)
    evening.wait(20)
    evening.pages.remove(page)
    evening.wait(20)
    prosody.join(make_user("gus"))
    assert len(attendance.present(host, live.pk)) == 3
    evening.wait(20)
    assert end(host, live) == ["helen", "sam"]


def test_leaving_that_the_page_reported_counts_though_the_message_was_lost(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any, make_user: Any
) -> None:
    page = evening.open(student, live)
    prosody.join(student)
    evening.wait(20)
    evening.close(page)
    evening.wait(20)
    prosody.join(make_user("gus"))
    evening.wait(20)
    services.end(host, live.pk)
    assert minutes(host, live)["Sam"] == 20


def test_server_corrects_the_page_when_it_reports_the_leaving(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    page = evening.open(student, live)
    prosody.join(student)
    evening.wait(20)
    evening.close(page)
    evening.wait(10)
    tidy()
    evening.wait(10)
    prosody.leave(student)
    assert minutes(host, live) == {"Helen": 40, "Sam": 40}


def test_second_page_keeps_a_person_whose_first_one_left(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    first, _second = evening.open(student, live), evening.open(student, live)
    prosody.join(student)
    evening.wait(20)
    evening.close(first)
    evening.wait(20)
    assert minutes(host, live) == {"Helen": 40, "Sam": 40}


def test_restarted_server_ends_what_the_page_did_not(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    page = evening.open(student, live)
    prosody.join(student)
    evening.wait(20)
    evening.close(page)
    evening.wait(10)
    prosody.create()
    prosody.join(host, device="new")
    evening.wait(10)
    assert minutes(host, live) == {"Helen": 40, "Sam": 20}


def test_page_tells_what_was_before_the_server_began_to_report(
    evening: Evening, live: Any, host: Any, student: Any
) -> None:
    prosody = Prosody()
    for user in (host, student):
        evening.open(user, live)
        prosody.enter(user)
    evening.wait(30)
    prosody.join(host, student, device="again")
    evening.wait(30)
    assert minutes(host, live) == {"Helen": 60, "Sam": 60}


# Names


def test_name_of_the_account_is_shown_and_that_in_jitsi_beside_it(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    prosody.join(student, name="Helen Host")
    evening.wait(2)
    [_host, sam] = attendance.report(host, live.pk).people
    assert (sam.display_name, sam.jitsi_name) == ("Sam Student", "Helen Host")
    assert attendance.present(host, live.pk)[1]["display_name"] == "Sam Student"
    client = Client()
    client.force_login(host)
    assert "(in Jitsi: Helen Host)" in client.get(f"/api/live/report/{live.pk}/").content.decode()
    attendance.anonymise(student)
    assert not Stay.objects.filter(jitsi_name="Helen Host").exists()


def test_unconfirmed_people_are_shown_beside(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any, as_user: Any
) -> None:
    evening.open(student, live)
    evening.wait(30)
    answer = as_user(host).get(f"/api/live/attendance/{live.pk}/").json()
    assert [each["display_name"] for each in answer["unconfirmed"]] == ["Sam Student"]
    assert len(answer["people"]) == 1
    client = Client()
    client.force_login(host)
    page = client.get(f"/api/live/report/{live.pk}/").content.decode()
    assert page.index("Not confirmed by the video server") < page.index("Sam Student")


def test_server_of_a_deleted_report_is_known_by_its_stays(
    evening: Evening, prosody: Prosody, live: Any, host: Any, student: Any
) -> None:
    evening.open(student, live)
    evening.wait(30)
    Run.objects.get().server_reports.all().delete()
    assert (minutes(host, live), unconfirmed(host, live)) == ({"Helen": 30}, {"Sam": 30})


def test_script_does_not_keep_a_session_that_the_server_saw_empty(
    settings: Any, evening: Evening, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_IDLE_END_AFTER = 20 * 60
    prosody = Prosody()
    prosody.create()
    prosody.join(host)
    evening.open(student, live)
    evening.wait(30)
    assert tidy()["sessions ended"] == 0
    prosody.leave(host)
    evening.wait(30)
    assert tidy()["sessions ended"] == 1

"""What the Jitsi server refuses, in the log of the site."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import services
from django_jitsi_live.exceptions import NotAuthenticated, NotLive, NotRegistered
from django_jitsi_live.models import LiveSession
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import refusals
from django_jitsi_live.sessions.refusals import FINDINGS, MAX_TEXT

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJyb29tIjoicm9vbSJ9.c2lnbmF0dXJlLW9m"
WRONG_SECRET = "connection.passwordRequired"


def warnings(caplog: Any) -> list[str]:
    return [each.message for each in caplog.records if each.levelno == logging.WARNING]


def test_a_refusal_is_logged_with_its_reason_and_the_finding(
    live: Any, student: Any, caplog: Any
) -> None:
    services.report_refusal(student, live.pk, WRONG_SECRET, "Invalid signature")
    [line] = warnings(caplog)
    assert f"{WRONG_SECRET} (Invalid signature)" in line
    assert "attendee" in line
    assert "'login'" in line


def test_each_code_is_logged_once_a_run(live: Any, student: Any, host: Any, caplog: Any) -> None:
    for user in (student, host, student):
        for code in FINDINGS:
            services.report_refusal(user, live.pk, code)
            services.report_refusal(user, live.pk, f"{code}.of-tomorrow")
    assert len(warnings(caplog)) == len(FINDINGS)
    services.end(host, live.pk)
    services.start(host, live.pk)
    services.report_refusal(student, live.pk, WRONG_SECRET)
    assert len(warnings(caplog)) == len(FINDINGS) + 1


def test_all_codes_have_room_in_the_row() -> None:
    assert len(",".join(FINDINGS)) <= LiveSession._meta.get_field("refusals").max_length


NASTY = [
    f"token {TOKEN}",
    f"https://meet.example/external_api.js?jwt={TOKEN}",
    f"jwt={TOKEN[:30]}&x",
    TOKEN.replace(".", "%2E"),
    "two\nlines\x1b[31m\u202e",
    "x" * 100_000,
    "",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("where", ["code", "message"])
def test_the_log_gets_one_short_line_without_secrets(
    live: Any, student: Any, caplog: Any, text: str, where: str
) -> None:
    room_name = LiveSession.objects.get().room_name
    said = {"code": "x", "message": "y"} | {where: f"{text} {room_name.upper()}"}
    services.report_refusal(student, live.pk, **said)
    [line] = warnings(caplog)
    assert "eyJ" not in line
    assert room_name not in line.lower()
    assert line.isprintable()
    assert len(line) < 2 * MAX_TEXT + 300


def test_only_members_of_a_live_session_report(
    event: Any, live: Any, stranger: Any, host: Any, student: Any, caplog: Any
) -> None:
    for user, error in [(None, NotAuthenticated), (stranger, NotRegistered)]:
        with pytest.raises(error):
            services.report_refusal(user, live.pk, WRONG_SECRET)
    services.end(host, live.pk)
    with pytest.raises(NotLive):
        services.report_refusal(student, live.pk, WRONG_SECRET)
    assert not warnings(caplog)


def test_one_of_two_reports_at_once_is_logged(live: Any) -> None:
    stale = LiveSession.objects.get()
    LiveSession.objects.update(refusals="script")
    assert refusals.note_once(stale, "frame")
    assert LiveSession.objects.get().refusals == "script,frame"
    assert not refusals.note_once(stale, "frame")


def test_a_report_of_an_earlier_run_is_dropped(live: Any) -> None:
    stale = LiveSession.objects.get()
    LiveSession.objects.update(room_name="the-next-run")
    assert not refusals.note_once(stale, "frame")


def test_a_report_that_is_always_too_late_is_dropped(live: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(refusals, "ATTEMPTS", 0)
    assert not refusals.note_once(LiveSession.objects.get(), "frame")


def test_a_refusal_costs_two_queries_and_then_one(
    live: Any, student: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        services.report_refusal(student, live.pk, WRONG_SECRET)
    with django_assert_num_queries(1):
        services.report_refusal(student, live.pk, WRONG_SECRET)


def test_pages_and_clients_report_alike(live: Any, student: Any, as_user: Any, caplog: Any) -> None:
    page = Client(headers={"accept": "application/json"})
    page.force_login(student)
    fields = {"action": "refusal", "code": WRONG_SECRET, "message": "no"}
    assert page.post(f"/api/live/room/{live.pk}/", fields).json() == {"is_active": True}
    client = as_user(student)
    body = {"refusal": "conference.max_users", "message": ["no"]}
    answer = client.post(f"/api/live/role/{live.pk}/", body, format="json")
    assert (answer.status_code, len(warnings(caplog))) == (200, 2)


# Whose page it is

ACTIONS = ["end", "role", "refusal", "joined", "seen", "left", "start", "join"]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_page_of_another_person_does_nothing(
    live: Any, student: Any, host: Any, action: str
) -> None:
    page = Client(headers={"accept": "application/json"})
    page.force_login(host)
    fields = {"action": action, "participant": str(student.pk)}
    answer = page.post(f"/api/live/room/{live.pk}/", fields)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_authenticated")
    assert LiveSession.objects.get().is_active


def test_a_page_of_the_same_person_is_taken(live: Any, host: Any) -> None:
    page = Client(headers={"accept": "application/json"})
    page.force_login(host)
    url = f"/api/live/room/{live.pk}/"
    described = page.get(url).json()
    fields = {"action": "end", "participant": described["participant"]}
    assert page.post(url, fields).json()["is_active"] is False


def test_nobody_has_no_participant_id(live: Any) -> None:
    assert services.describe(None, live.pk).participant == ""
    described = Client().get(f"/api/live/room/{live.pk}/", headers={"accept": "application/json"})
    assert described.json()["participant"] == ""


class NamelessPolicy(Policy):
    def participant_id(self, user: Any) -> str:
        raise LookupError(user)


def test_a_page_does_without_the_id_where_the_policy_has_none(
    live: Any, host: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.NamelessPolicy"
    assert services.describe(host, live.pk).participant == ""

"""Personal data of those who ask, vote and answer; how long it is kept; who sees it."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from django_jitsi_live import attendance, moments
from django_jitsi_live import services as live
from django_jitsi_live.questions import services
from django_jitsi_live.questions.models import Question, Vote
from tests.host_times import stored
from tests.personal_links import guest, make_link
from tests.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(event: Any, student: Any) -> Question:
    return services.ask(student, event.pk, "Why?")


def test_person_gets_what_is_stored(
    event: Any, host: Any, student: Any, question: Question
) -> None:
    services.vote(student, event.pk, question.pk)
    services.answer(host, event.pk, question.pk, "So.")
    own = attendance.export(student)
    assert [each["text"] for each in own["questions_asked"]] == ["Why?"]
    assert [each["question_text"] for each in own["votes_for_questions"]] == ["Why?"]
    assert [each["answer"] for each in attendance.export(host)["questions_answered"]] == ["So."]


def test_command_exports_questions_of_a_guest(event: Any) -> None:
    person = guest(make_link(event, role="attendee"))
    services.ask(person, event.pk, "Why?")
    out = StringIO()
    call_command("jitsi_live_person", participant=person.pk, export=True, stdout=out)
    assert json.loads(out.getvalue())["questions_asked"][0]["text"] == "Why?"


def test_anonymised_person_is_in_no_row(
    event: Any, host: Any, student: Any, question: Question
) -> None:
    services.ask(student, event.pk, "How?")
    services.vote(student, event.pk, question.pk)
    attendance.anonymise(student)
    rows = [*Question.objects.all(), *Vote.objects.all()]
    assert {row.user for row in rows} == {None}
    assert len({row.participant for row in rows}) == 3
    assert {question.display_name for question in Question.objects.all()} == {""}
    assert attendance.export(student)["questions_asked"] == []


def test_anonymised_host_has_answered_nothing(event: Any, host: Any, question: Question) -> None:
    services.answer(host, event.pk, question.pk, "So.")
    attendance.anonymise(host)
    assert Question.objects.get().answered_by is None


# Retention


def tidy(days: int) -> int:
    with time_machine.travel(moments.now() + dt.timedelta(days=days)):
        counted = attendance.tidy(dry_run=True)["questions deleted"]
        assert attendance.tidy()["questions deleted"] == counted
        return counted


def test_questions_are_kept_without_a_limit(event: Any, question: Question) -> None:
    assert tidy(1000) == 0


def test_old_questions_go_with_their_votes(
    settings: Any, event: Any, host: Any, student: Any, question: Question
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    services.vote(student, event.pk, question.pk)
    assert tidy(20) == 0
    assert tidy(40) == 1
    assert not Vote.objects.exists()


def test_questions_of_an_event_that_lies_ahead_are_kept(
    settings: Any, event: Any, question: Question
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    event.starts_at = stored(moments.now() + dt.timedelta(days=60))
    event.save()
    assert tidy(40) == 0


def test_questions_of_earlier_runs_go_while_the_series_goes_on(
    settings: Any, event: Any, host: Any, student: Any, question: Question
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    live.start(host, event.pk)
    services.ask(student, event.pk, "In the room?")
    live.end(host, event.pk)
    with time_machine.travel(moments.now() + dt.timedelta(days=35)):
        live.start(host, event.pk)
        services.ask(student, event.pk, "New?")
    assert tidy(36) == 2
    assert [each.text for each in Question.objects.all()] == ["New?"]


# The admin


@pytest.fixture
def staff(make_user: Any) -> Client:
    client = Client()
    client.force_login(make_user("staff", is_staff=True, is_superuser=True))
    return client


def pages(staff: Client, question: Question) -> str:
    name = "admin:jitsi_live_questions_question"
    found = [
        staff.get(reverse(f"{name}_changelist")),
        staff.get(reverse(f"{name}_change", args=[question.pk])),
    ]
    return "".join(each.content.decode() for each in found)


def test_staff_see_the_asker_by_name(staff: Client, question: Question) -> None:
    shown = pages(staff, question)
    assert "Sam Student" in shown
    assert "Why?" in shown


def test_staff_do_not_see_who_asks_anonymously(
    staff: Client, event: Any, host: Any, student: Any
) -> None:
    question = services.ask(student, event.pk, "Why?", anonymous=True)
    services.answer(host, event.pk, question.pk, "So.")
    assert "Sam" not in words(pages(staff, question))
    found = staff.get(reverse("admin:jitsi_live_questions_question_changelist"), {"q": "Sam"})
    assert "Why?" not in found.content.decode()


def test_staff_delete_a_question_and_change_none(staff: Client, question: Question) -> None:
    name = "admin:jitsi_live_questions_question"
    change = reverse(f"{name}_change", args=[question.pk])
    assert staff.post(change, {"text": "Other"}).status_code == 403
    assert staff.get(reverse(f"{name}_add")).status_code == 403
    staff.post(reverse(f"{name}_delete", args=[question.pk]), {"post": "yes"})
    assert not Question.objects.exists()


def test_staff_delete_several(staff: Client, question: Question) -> None:
    data = {"action": "delete_selected", "_selected_action": [str(question.pk)], "post": "yes"}
    staff.post(reverse("admin:jitsi_live_questions_question_changelist"), data)
    assert not Question.objects.exists()


# The report


def report(event: Any, host: Any, as_user: Any, **query: str) -> Any:
    client = as_user(host)
    return client.get(reverse("jitsi_live:report", args=[event.pk]), query)


def test_report_has_the_questions(event: Any, host: Any, student: Any, as_user: Any) -> None:
    question = services.ask(student, event.pk, "Why <b>so</b>?", anonymous=True)
    live.start(host, event.pk)
    services.vote(student, event.pk, question.pk)
    services.answer(host, event.pk, question.pk, "So.")
    services.dismiss(host, event.pk, services.ask(student, event.pk, "Rude!").pk)
    found = attendance_section(event, host, as_user)
    assert (found["asked"], found["answered"], found["votes"]) == (2, 1, 1)
    [shown] = found["questions"]
    assert (shown["text"], shown["asked_by"], shown["answer"]) == ("Why <b>so</b>?", None, "So.")


def attendance_section(event: Any, host: Any, as_user: Any, **query: str) -> Any:
    return report(event, host, as_user, format="json", **query).json()["questions"]


def test_report_before_the_event_has_a_session(event: Any, host: Any, as_user: Any) -> None:
    found = attendance_section(event, host, as_user)
    assert found == {"asked": 0, "answered": 0, "votes": 0, "questions": []}


def test_report_is_of_the_occasion(event: Any, host: Any, student: Any, as_user: Any) -> None:
    now = moments.now()
    for day, text in ((0, "First?"), (7, "Second?"), (14, "Third?")):
        with time_machine.travel(now + dt.timedelta(days=day)):
            live.start(host, event.pk)
            services.ask(student, event.pk, text)
            live.end(host, event.pk)
    texts = {
        run: [
            each["text"] for each in attendance_section(event, host, as_user, run=run)["questions"]
        ]
        for run in ("1", "2", "3", "", "all")
    }
    assert texts.pop("all") == ["First?", "Second?", "Third?"]
    assert texts == {"1": ["First?"], "2": ["Second?"], "3": ["Third?"], "": ["Third?"]}


def test_report_page_lists_the_questions(event: Any, host: Any, student: Any, as_user: Any) -> None:
    live.start(host, event.pk)
    services.ask(student, event.pk, "Why <b>so</b>?")
    page = report_page(event, host)
    assert "Why &lt;b&gt;so&lt;/b&gt;?" in page
    assert "Sam Student" in page


def report_page(event: Any, host: Any) -> str:
    client = Client()
    client.force_login(host)
    answer = client.get(reverse("jitsi_live:report", args=[event.pk]))
    return answer.content.decode()


def test_report_page_without_questions_has_no_section(event: Any, host: Any) -> None:
    live.start(host, event.pk)
    assert "<h2>Questions</h2>" not in report_page(event, host)

"""The questions in the report of an event."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import services as live_services
from django_jitsi_live.questions import services
from django_jitsi_live.questions.models import Question
from django_jitsi_live.web import report_json, report_sections
from tests.personal_links import enter

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def question(live: Any, student: Any) -> Question:
    return services.ask(student, live.pk, "Why <b>?")


def page(event: Any, host: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(host)
    return client.get(f"/api/live/report/{event.pk}/{query}", headers={"Accept": "text/html"})


def as_json(event: Any, host: Any, as_user: Any, query: str = "") -> Any:
    answer = as_user(host).get(f"/api/live/attendance/{event.pk}/{query}")
    assert answer.status_code == 200
    return answer.json()


def test_report_never_names_who_asks_anonymously_nor_shows_what_is_put_aside(
    live: Any, student: Any, host: Any, as_user: Any
) -> None:
    services.ask(student, live.pk, "Dare I?", anonymous=True)
    aside = services.ask(student, live.pk, "Rude?", anonymous=True)
    services.dismiss(host, live.pk, aside.pk)
    waiting = services.ask(student, live.pk, "Later?")
    Question.objects.filter(pk=waiting.pk).update(state="waiting")
    found = as_json(live, host, as_user)["questions"]
    assert (found["asked"], found["questions"][0]["asked_by"]) == (3, None)
    texts = page(live, host).content.decode()
    assert "Dare I?" in texts
    assert "Anonymous" in texts
    assert "Rude?" not in texts
    assert "Later?" not in texts
    assert "Sam Student" not in texts.partition("<h2>Questions")[2]


def test_report_goes_without_a_section_that_fails(
    live: Any, question: Question, host: Any, as_user: Any, monkeypatch: Any, caplog: Any
) -> None:
    def fails(session: Any, report: Any) -> Any:
        raise ValueError("no")

    section = report_sections.ReportSection("broken", "none.html", fails)
    monkeypatch.setattr(report_sections, "_sections", {"broken": section})
    with caplog.at_level(logging.ERROR):
        assert "broken" not in as_json(live, host, as_user)
        assert page(live, host).status_code == 200
    assert "The section 'broken' of the report" in caplog.text


def test_long_report_is_sent_with_the_section(
    live: Any, question: Question, host: Any, as_user: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(report_json, "AT_ONCE", 0)
    enter(live, host)  # so that it is known that the student is absent
    live_services.end(host, live.pk)
    answer = as_user(host).get(f"/api/live/attendance/{live.pk}/")
    assert answer.streaming
    assert json.loads(answer.getvalue())["questions"]["asked"] == 1

"""Rows of the report's page are those that its template would write, whatever people are called."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test.utils import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from django_jitsi_live.attendance import Attendance, Report
from django_jitsi_live.presence import Interval
from django_jitsi_live.web.clock import Clock
from django_jitsi_live.web.report_rows import report_rows, write_rows

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)
SAM = Attendance("7", "Sam", "attendee", NOON, LATER, 3600, 0.5, confirmed=True)

texts = st.text(st.sampled_from("<>&\"'%(){}s\0 name=+Zoë"), max_size=20)
people = st.builds(
    Attendance,
    user=st.one_of(texts, st.just("%(name)s"), st.just("\0name\0")),
    display_name=st.one_of(texts, st.just("\0participant\0")),
    role=st.sampled_from(["host", "attendee", "speaker", ""]),
    first_joined_at=st.just(NOON),
    last_left_at=st.sampled_from([LATER, None]),
    seconds=st.integers(0, 9000),
    share=st.floats(0, 1),
    confirmed=st.booleans(),
    jitsi_name=texts,
    is_length_known=st.booleans(),
    is_removed=st.booleans(),
    watched_at=st.sampled_from([None, LATER]),
    is_guest=st.booleans(),
    is_viewer=st.booleans(),
)


def report_of(found: list[Attendance], watched_later: int = 0) -> Report:
    return Report(3600, 1, 1.0, 60, 0, found, [], watched_later=watched_later)


def written(report: Report, *, can_remove: bool) -> str:
    return write_rows(report, Clock.of(Interval(NOON, LATER)), can_remove=can_remove)


def by_the_template(report: Report, *, can_remove: bool) -> str:
    context = {"report": report, "can_remove": can_remove}
    rows = report_rows(report.people, Clock.of(Interval(NOON, LATER)))
    name = "jitsi_live/report_row.html"
    with override_settings(USE_THOUSAND_SEPARATOR=False):
        return "".join(render_to_string(name, {**context, "row": row}).strip() for row in rows)


@given(st.lists(people, max_size=4), st.booleans(), st.integers(0, 1))
def test_rows_are_those_of_the_template(
    found: list[Attendance], can_remove: bool, watched_later: int
) -> None:
    report = report_of(found, watched_later)
    expected = by_the_template(report, can_remove=can_remove)
    assert written(report, can_remove=can_remove) == expected


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_numbers_for_sorting_are_plain_in_every_language(settings: Any, language: str) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    with translation.override(language):
        html = written(report_of([SAM]), can_remove=True)
    assert '<td data-value="3600">60:00</td>' in html
    assert f'data-value="{int(NOON.timestamp())}"' in html


def test_template_is_rendered_once_for_people_who_are_alike(monkeypatch: Any) -> None:
    rendered: list[Any] = []

    def counted(*values: Any) -> str:
        rendered.append(values)
        return render_to_string(*values)

    monkeypatch.setattr("django_jitsi_live.web.report_rows.render_to_string", counted)
    found = [replace(SAM, user=str(number)) for number in range(1, 100)]
    html = written(report_of([*found, replace(SAM, is_guest=True)]), can_remove=True)
    assert (html.count("<tr>"), len(rendered)) == (100, 2)

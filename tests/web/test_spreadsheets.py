"""The report as CSV, whatever separator a spreadsheet expects."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
from collections.abc import Iterator
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from django_jitsi_live.attendance import Absent, Attendance
from django_jitsi_live.web.spreadsheets import COLUMNS, ForPeople, csv_lines, csv_response

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")

SEPARATORS = [",", ";", "\t", "|"]


def person(name: str, **fields: Any) -> Attendance:
    return Attendance("7", name, "attendee", NOON, None, 60, 0.5, confirmed=False, **fields)


def cells(text: str, separator: str, quoting: Any) -> Iterator[str]:
    """What a spreadsheet that splits at the separator makes of the text."""
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting):
        yield from line


@given(st.text(st.sampled_from("=+-@,;|\t\r\n \"'\uff1dSam1()"), max_size=12))
@example('Sam;"=1+1')
@example('Sam;""=HYPERLINK(1)')
@example("Sam, -1")
@example("\t=1")
@example("'=1")
@example('"\r=1')
def test_no_cell_becomes_a_formula(name: str) -> None:
    rows = [person(name, jitsi_name=name), Absent(name, name)]
    for dialect, separator, quoting in product(
        [csv.excel, ForPeople], SEPARATORS, [csv.QUOTE_MINIMAL, csv.QUOTE_NONE]
    ):
        text = "".join(csv_lines(rows, dialect))
        for cell in cells(text, separator, quoting):
            assert not cell.strip(' \t\r\n"').startswith(FORMULA), (cell, text)


@pytest.mark.parametrize("name", ['Zoë, "Z"', "Jean-Luc", "Ann; Bea", "O'Neill", "a=b", "3 - 4"])
def test_names_stay_as_they_are(name: str) -> None:
    [_head, cells] = csv.reader(csv_lines([person(name)]))
    assert cells[COLUMNS.index("display_name")] == name


def read(response: Any, charset: str) -> str:
    return b"".join(response.streaming_content).decode(charset)


def test_table_for_people_opens_in_columns_everywhere() -> None:
    response = csv_response(RequestFactory().get("/"), [person("Zoë; Bo, jun.")], for_people=True)
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert content.startswith(b'\xff\xfe"\x00u\x00')
    assert response["Content-Type"] == "text/csv; charset=utf-16"
    [head, row] = csv.reader(io.StringIO(content.decode("utf-16")), delimiter="\t")
    assert (head, row[1]) == (COLUMNS, "Zoë; Bo, jun.")
    # Where several separators are taken at once, as by some spreadsheets, nothing else is split.
    assert content.decode("utf-16").count('"Zoë; Bo, jun."') == 1


def test_table_for_programs_has_commas_and_no_mark() -> None:
    response = csv_response(RequestFactory().get("/"), [Absent("7", "Zoë \ud800")])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert read(response, "utf-8").splitlines()[1] == (
        "7,Zoë ?,attendee,,,0,0.0,False,,True,False,,False,False,False"
    )


@pytest.mark.parametrize(
    ("use_tz", "expected"), [(True, "14:00:00+02:00"), (False, "13:00:00+01:00")]
)
def test_times_are_those_of_the_zone_when_the_table_was_asked_for(
    settings: Any, use_tz: bool, expected: str
) -> None:
    settings.USE_TZ, settings.TIME_ZONE = use_tz, "Europe/Lisbon"
    with timezone.override(ZoneInfo("Europe/Berlin")):
        lines = csv_lines([person("Sam")])
    assert expected in "".join(lines)


def test_under_asgi_the_head_is_sent_before_the_people_are_read() -> None:
    asked: list[str] = []

    def people() -> Iterator[Attendance]:
        for number in range(500):
            asked.append("x")
            yield person(f"Sam {number}")

    async def read_all() -> list[bytes]:
        request = ASGIRequest({"method": "GET", "path": "/", "headers": []}, io.BytesIO())
        response = csv_response(request, people())
        assert response.is_async
        parts = [part async for part in response]
        return parts

    first, *others = asyncio.run(read_all())
    assert first.count(b"\r\n") == 1
    assert [part.count(b"\r\n") for part in others] == [200, 200, 100]
    assert len(asked) == 500

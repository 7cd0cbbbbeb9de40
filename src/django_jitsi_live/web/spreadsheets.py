"""Tables as CSV: for programs, and for people, who open it in a spreadsheet.

The separator that a spreadsheet expects in a CSV file depends on the country: Excel takes a comma
in London and a semicolon in Berlin. A line ``sep=,`` at the top would settle that, but then Excel
does not see the byte order mark of UTF-8 and garbles names. Excel of every country opens one form
in columns: UTF-16 with a byte order mark, and tabs between the cells.

No cell may be taken for a formula, wherever a spreadsheet splits the line.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from ..attendance import Absent, Attendance
from ..moments import local_clock
from ..plain import plain_dict
from .streamed import streamed

FIELDS = [field.name for field in fields(Attendance)]
COLUMNS = [*FIELDS, "attended"]
OF_ABSENT = {
    "seconds": 0,
    "share": 0.0,
    "confirmed": False,
    "is_length_known": True,
    "is_guest": False,
    "is_viewer": False,
}

LINES_AT_A_TIME = 200

WRITTEN_AS_THEY_ARE = frozenset({int, float, bool, type(None)})
"""Values that are no formulas, and that ``csv`` writes as Python does."""

# At the beginning of a cell, or of what another separator makes one; the quotes and blanks that
# spreadsheets take off do not protect it. The last four are those of Japanese keyboards.
BEFORE_FORMULA = re.compile(r"(^|[,;|\t\r\n])(?=[\s\"']*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")


def wants_csv(request: HttpRequest) -> bool:
    chosen = request.GET.get("format")
    accepted = request.headers.get("Accept", "").partition(";")[0].partition(",")[0]
    return chosen == "csv" or (chosen is None and accepted.strip() == "text/csv")


def csv_response(
    request: HttpRequest, rows: Iterable[Attendance | Absent], *, for_people: bool = False
) -> StreamingHttpResponse:
    """The rows of the report as CSV."""
    cells = map(_report_cells, rows)
    return table_response(request, COLUMNS, cells, "attendance", for_people=for_people)


def table_response(
    request: HttpRequest,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    name: str,
    *,
    for_people: bool = False,
) -> StreamingHttpResponse:
    """The rows as CSV, to be saved under that name: commas and UTF-8, or the form that spreadsheets
    open ``for_people``."""
    lines = table_lines(columns, rows, ForPeople if for_people else csv.excel)
    content = _encoded(lines, "utf-16-le" if for_people else "utf-8", bom=for_people)
    charset = "utf-16" if for_people else "utf-8"
    response = streamed(request, content, f"text/csv; charset={charset}")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store, private"
    return response


class ForPeople(csv.excel_tab):
    """With all cells in quotes, as some spreadsheets split at whatever could be a separator."""

    quoting = csv.QUOTE_ALL


def csv_lines(
    rows: Iterable[Attendance | Absent], dialect: type[csv.Dialect] = csv.excel
) -> Iterator[str]:
    """The head at once, and then a line for each row of the report."""
    return table_lines(COLUMNS, map(_report_cells, rows), dialect)


def _report_cells(row: Attendance | Absent) -> Sequence[Any]:
    if isinstance(row, Attendance):
        return [*OF_ATTENDANCE(row), True]
    known = OF_ABSENT | plain_dict(row)
    return [*map(known.get, FIELDS), False]


OF_ATTENDANCE = attrgetter(*FIELDS)


def table_lines(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], dialect: type[csv.Dialect]
) -> Iterator[str]:
    """The head at once, and then a line for each row; times in the current time zone."""
    return _lines(columns, rows, csv.writer(_Echo(), dialect), local_clock())


def _lines(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], writer: Any, local: Any
) -> Iterator[str]:
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow(
            [value if type(value) in WRITTEN_AS_THEY_ARE else _cell(value, local) for value in row]
        )


class _Echo:
    """A file whose ``write`` returns the line."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any, local: Any) -> str:
    if isinstance(value, dt.datetime):
        return str(local(value).isoformat(timespec="seconds"))
    # Most texts are letters and digits alone.
    return value if value.isalnum() else BEFORE_FORMULA.sub(r"\1'", value)


def _encoded(lines: Iterator[str], charset: str, *, bom: bool) -> Iterator[bytes]:
    """The head alone, because the report may take a while; then many lines at a time."""
    yield (("\ufeff" if bom else "") + next(lines)).encode(charset, "replace")
    while several := "".join(islice(lines, LINES_AT_A_TIME)):
        yield several.encode(charset, "replace")

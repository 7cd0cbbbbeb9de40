"""The report as JSON: at once, or while those who were absent are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from .. import attendance
from ..attendance import Absent, Absentees
from ..models import LiveSession
from ..plain import plain_dict
from ..wire import WireEncoder
from .report_sections import section_data
from .streamed import streamed

AT_ONCE = 2000
"""With more absent people, they are sent as they are read."""
ABOUT_ABSENCE = ("registered", "no_shows", "no_show_rate", "absent")


def report_json(
    request: HttpRequest,
    event: Any,
    session: LiveSession | None,
    respond: Callable[[dict[str, Any]], HttpResponseBase],
) -> HttpResponseBase:
    """The report. ``respond`` makes the response of one that is small. Raises ``RunNotFound``."""
    absentees = attendance.open_report(event, session, request.GET.get("run", ""))
    reading = iter(absentees)
    first = [*islice(reading, AT_ONCE + 1)]
    sections = section_data(session, absentees.report)
    if len(first) <= AT_ONCE:
        return respond({**absentees.complete(first).as_dict(), **sections})
    parts = _parts(absentees, chain(first, reading), sections)
    return streamed(request, (part.encode() for part in parts), "application/json")


def _parts(
    absentees: Absentees, absent: Iterable[Absent], sections: dict[str, Any]
) -> Iterator[str]:
    report = absentees.report.as_dict()
    known = {name: value for name, value in report.items() if name not in ABOUT_ABSENCE}
    yield _text({**known, **sections})[:-1] + ', "absent": ['
    left, comma = iter(absent), ""
    while several := [*islice(left, AT_ONCE)]:
        yield comma + _text([*map(plain_dict, several)])[1:-1]
        comma = ", "
    # The numbers, now that all were read.
    report = absentees.complete([]).as_dict()
    yield "], " + _text({name: report[name] for name in ABOUT_ABSENCE[:-1]})[1:]


def _text(value: Any) -> str:
    return json.dumps(value, cls=WireEncoder)

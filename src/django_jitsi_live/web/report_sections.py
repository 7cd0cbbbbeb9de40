"""Sections of the report that come from apps that are built on this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..attendance import Report
from ..models import LiveSession
from ..policy import optional


@dataclass(frozen=True, slots=True)
class ReportSection:
    """What another app adds to the report, on the page and as JSON."""

    name: str
    """The key in the JSON report."""
    template: str
    """Of the section on the page, which begins with an ``<h2>``; it gets the data as ``section``,
    and may show nothing."""
    load: Callable[[LiveSession | None, Report], dict[str, Any]]
    """The data, for the runs of ``report.runs`` that are counted; what ``WireEncoder`` can write.
    The session is None before the event has one."""


class ShownSection(NamedTuple):
    template: str
    data: dict[str, Any]


_sections: dict[str, ReportSection] = {}


def add_report_section(section: ReportSection) -> None:
    """Show the section in all reports. Other apps call this from ``AppConfig.ready()``."""
    _sections[section.name] = section


def section_data(session: LiveSession | None, report: Report) -> dict[str, Any]:
    """The data of all sections, by their names. What fails is logged, and left out."""
    loaded = {name: _load(each, session, report) for name, each in _sections.items()}
    return {name: data for name, data in loaded.items() if data is not None}


def shown_sections(session: LiveSession | None, report: Report) -> list[ShownSection]:
    data = section_data(session, report)
    return [ShownSection(_sections[name].template, each) for name, each in data.items()]


def _load(
    section: ReportSection, session: LiveSession | None, report: Report
) -> dict[str, Any] | None:
    what = f"The section {section.name!r} of the report"
    return optional(what, lambda: section.load(session, report), None)

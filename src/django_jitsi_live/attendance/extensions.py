"""Doors for an app that is built on this one and keeps rows about people.

Such an app calls these functions from its ``AppConfig.ready()``; this app knows nothing of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from .records import ANONYMOUS


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What another app keeps about a person, who is named by the participant id, and by the account
    or None: ``models.of_person()`` makes a condition of both."""

    export: Callable[[str, Any], dict[str, Any]]
    """Lists of plain values by their names, for the export of the person's data."""
    anonymise: Callable[[str, Any], None]
    """Make the rows an anonymous person's, in the transaction that is open."""


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Rows that ``jitsi_live_tidy`` deletes after ``RETENTION_DAYS``. The model has foreign keys
    ``session`` and ``run``; the latter is null for what was written while no room was open."""

    name: str
    """In the output of the command, in the plural: ``"questions"``."""
    model: type[Model]
    written_at: str
    """The field with the time that counts."""


personal_data: dict[str, PersonalData] = {}
kept_rows: dict[str, KeptRows] = {}


def add_personal_data(app_label: str, data: PersonalData) -> None:
    """Take the data into exports, and into what is made anonymous."""
    personal_data[app_label] = data


def add_kept_rows(rows: KeptRows) -> None:
    """Let the housekeeping delete the rows when they are too old."""
    kept_rows[rows.name] = rows


def anonymous_participant() -> str:
    """A participant id that nobody has had before."""
    return f"{ANONYMOUS}{secrets.token_hex(16)}"

"""The entries of one person, who acted or was acted upon; also after the account is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from ..models import AuditEntry
from .entries import audit_entries

ACTOR = ("user", "participant")
TARGET = ("target_user", "target")
# The columns with the account and with the participant id.
Columns = tuple[str, str]


def decisions_of(participant: str, user: Any) -> QuerySet[AuditEntry]:
    """What the person decided, and where the person was let in or refused."""
    return _entries(ACTOR, participant, user)


def decisions_about(participant: str, user: Any) -> QuerySet[AuditEntry]:
    """Where others removed or readmitted the person."""
    return _entries(TARGET, participant, user)


def _entries(columns: Columns, participant: str, user: Any) -> QuerySet[AuditEntry]:
    account, text = columns
    is_person = Q(**{text: participant})
    return audit_entries().filter(is_person if user is None else is_person | Q(**{account: user}))


def anonymise_decisions(participant: str, user: Any, names: Mapping[int | str, str]) -> None:
    """Replace the person by another name in each run; by one for each event where there is no run.

    ``names`` has them by the run's primary key, or by the event's.
    """
    for columns in (ACTOR, TARGET):
        account, text = columns
        rows = _entries(columns, participant, user)
        groups: set[tuple[Any, str]] = {*rows.values_list("run", "event_key")}
        for run, event in groups:
            name = names[event if run is None else run]
            rows.filter(run=run, event_key=event).update(**{account: None, text: name})

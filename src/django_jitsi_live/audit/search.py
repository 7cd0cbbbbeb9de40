"""Which entries of the audit somebody asks for, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from ..conf import conf
from ..exceptions import EventNotFound
from ..models import AuditEntry
from ..policy import event_lookup
from .entries import audit_entries

CHUNK_SIZE = 1000

# Names of the columns in lines; the number of a run is what addresses and reports have.
COLUMNS = {
    "id": "id",
    "at": "at",
    "action": "action",
    "event": "event_key",
    "run": "run__number",
    "user": "user",
    "participant": "participant",
    "target_user": "target_user",
    "target": "target",
    "role": "role",
    "server": "server",
    "reason": "reason",
    "enforcement": "enforcement",
    "attempts": "attempts",
    "enforced_at": "enforced_at",
}
IDS = frozenset({"id", "user", "target_user"})


def search_entries(
    *,
    event: str = "",
    person: str = "",
    action: str = "",
    role: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> QuerySet[AuditEntry]:
    """The entries, the oldest first, that have all of what is given.

    ``event`` is the event's primary key, or what its addresses contain. ``person`` is a participant
    id or a login name: of who acted, and of who was removed.
    """
    given = {"action": action, "role": role}
    wanted = Q(**{name: value for name, value in given.items() if value})
    if event:
        wanted &= _is_at(event)
    if person:
        wanted &= _is_about(person)
    if since is not None:
        wanted &= Q(at__gte=since)
    if until is not None:
        wanted &= Q(at__lt=until)
    return audit_entries().filter(wanted).order_by("at", "pk")


def _is_at(event: str) -> Q:
    is_at = Q(event_key=event)
    if conf.EVENT_LOOKUP_FIELD != "pk":
        with suppress(EventNotFound):
            name, value = event_lookup(event)
            is_at |= Q(**{f"session__event__{name}": value})
    return is_at


def _is_about(person: str) -> Q:
    model = get_user_model()
    accounts = model._base_manager.filter(**{model.USERNAME_FIELD: person}).values("pk")
    is_participant = Q(participant=person) | Q(target=person)
    return is_participant | Q(user__in=accounts) | Q(target_user__in=accounts)


def plain_entries(entries: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Each entry as a dictionary with ids as text, read as they are asked for: in one query, and
    never all of them in memory."""
    rows = entries.values_list(*COLUMNS.values())
    for row in rows.iterator(chunk_size=CHUNK_SIZE):
        yield {name: _plain(name, value) for name, value in zip(COLUMNS, row, strict=True)}


def _plain(name: str, value: Any) -> Any:
    return str(value) if name in IDS and value is not None else value

"""What calendars are told of events: one row per event, whose sequence grows with its times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from .. import moments
from ..models import CalendarEntry
from ..policy import Policy, guarded_policy, optional
from ..sessions import prepared_session, prepared_sessions, session_database


@dataclass(frozen=True, slots=True)
class Appointment:
    """What calendars have to know of an event: when one of these changes, the sequence grows."""

    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    is_cancelled: bool

    @classmethod
    def of(cls, policy: Policy, event: Any) -> Appointment:
        """As the host project says. ``policy`` is the guarded one."""
        starts_at = policy.starts_at(event)
        # An end alone is no date.
        ends_at = None if starts_at is None else policy.ends_at(event)
        return cls(starts_at, ends_at, policy.is_cancelled(event))

    @classmethod
    def as_written(cls, entry: CalendarEntry) -> Appointment:
        return cls(entry.starts_at, entry.ends_at, entry.is_cancelled)

    def is_from(self, moment: dt.datetime) -> bool:
        """Whether there is a start, and not before then."""
        return self.starts_at is not None and self.starts_at >= moment

    def as_values(self) -> dict[str, Any]:
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "is_cancelled": self.is_cancelled,
        }


def calendar_entry(event: Any) -> CalendarEntry:
    """The entry of the event, made or brought up to date.

    Its sequence grows by one exactly when start, end or cancellation have changed, also where
    several processes find that out at once. Raises ``SiteMisconfigured``.
    """
    session = prepared_session(event)
    policy = guarded_policy()
    rows, told = _entries(), Appointment.of(policy, event)
    entry = rows.filter(session=session).first()
    if entry is None:
        entry, _ = rows.get_or_create(session=session, defaults=told.as_values())
    if Appointment.as_written(entry) != told:
        # What is stored decides, and not an object that was loaded a while ago: otherwise two
        # processes, of which one has not heard of the move, would move the entry to and fro.
        told = Appointment.of(policy, _reloaded(policy, event))
        if Appointment.as_written(entry) != told:
            _rewrite(entry, told)
        entry = rows.get(pk=entry.pk)
    return entry


def loaded_entry(event: Any) -> CalendarEntry:
    """As ``calendar_entry``, without a query where the entry that the event was loaded with says
    the same as the event. Raises ``SiteMisconfigured``."""
    entry = _loaded_entry(event)
    if entry is not None and Appointment.as_written(entry) == Appointment.of(
        guarded_policy(), event
    ):
        return entry
    return calendar_entry(event)


def _rewrite(entry: CalendarEntry, told: Appointment) -> None:
    """One conditional write: of two at once one counts, and both read what it has written."""
    same = _entries().filter(pk=entry.pk, sequence=entry.sequence)
    same.update(sequence=F("sequence") + 1, changed_at=moments.now(), **told.as_values())


def _reloaded(policy: Policy, event: Any) -> Any:
    """The event as it is stored; as it was given where the policy hides it by now."""

    def ask() -> Any:
        return policy.events().using(session_database()).filter(pk=event.pk).first()

    return optional("The query for an event", ask, None) or event


Dated = tuple[Any, Appointment]
"""An event that has a start, and what calendars have to know of it."""


def current_entries(dated: Iterable[Dated]) -> dict[Any, CalendarEntry]:
    """The entries of the events as they are now, by primary key of the event.

    Entries that are missing are made, in four queries at most. Nothing else is written: one that
    is out of date is returned as ``calendar_entry`` is going to write it. The events have to be
    loaded with ``select_related("jitsi_live_session__calendar_entry")``.
    """
    told = {event.pk: (event, appointment) for event, appointment in dated}
    found = {pk: _loaded_entry(event) for pk, (event, _) in told.items()}
    missing = {pk: told[pk] for pk, entry in found.items() if entry is None}
    made = _make(missing) if missing else {}
    return {pk: _as_told(found[pk] or made[pk], told[pk][1]) for pk in told}


def _loaded_entry(event: Any) -> CalendarEntry | None:
    session = getattr(event, "jitsi_live_session", None)
    return getattr(session, "calendar_entry", None)


def _make(missing: dict[Any, Dated]) -> dict[Any, CalendarEntry]:
    sessions = prepared_sessions([event for event, _ in missing.values()])
    rows = _entries()
    new = [CalendarEntry(session=sessions[pk], **missing[pk][1].as_values()) for pk in sessions]
    rows.bulk_create(new, ignore_conflicts=True)
    made = {entry.session_id: entry for entry in rows.filter(session__in=[*sessions.values()])}
    return {pk: made[session.pk] for pk, session in sessions.items()}


def _as_told(entry: CalendarEntry, told: Appointment) -> CalendarEntry:
    if Appointment.as_written(entry) != told:
        entry.sequence += 1
        for name, value in told.as_values().items():
            setattr(entry, name, value)
    return entry


def _entries() -> QuerySet[CalendarEntry]:
    return CalendarEntry.objects.using(session_database())

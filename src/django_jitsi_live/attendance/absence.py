"""Who was registered and absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..exceptions import LiveError
from ..policy import GuardedPolicy, RecipientsUnknown, get_display_name, guarded_policy
from .values import Absent, Report


@dataclass
class Absentees:
    """Those who are registered for an event and not in its report, as they are read.

    The numbers are those of the people that were read so far. Nobody is absent from what the
    audience was not let into, or where nobody's presence is known: then ``is_known`` is false.
    """

    event: Any
    report: Report
    is_known: bool = True
    limit: int | None = None
    """How many are listed at most; all are counted."""
    registered: int | None = 0
    """None where it is not known who is registered."""
    no_shows: int = 0

    def __iter__(self) -> Iterator[Absent]:
        there = {person.user for person in self.report.people}
        removed = {person.user for person in self.report.removed}
        watched_at = {person.user: person.watched_at for person in self.report.watched}
        is_known, policy, read = self.is_known and self.report.is_recorded, guarded_policy(), 0
        try:
            for participant, user in _registered(policy, self.event):
                self.registered = read = read + 1
                if not is_known or participant in there:
                    continue
                self.no_shows += 1
                if self.limit is None or self.no_shows <= self.limit:
                    name = get_display_name(policy, user)
                    yield Absent(
                        participant,
                        name,
                        is_removed=participant in removed,
                        watched_at=watched_at.get(participant),
                    )
        except RecipientsUnknown:
            self.registered = None

    def complete(self, absent: Iterable[Absent]) -> Report:
        """The report with those who were absent, after all were read."""
        if self.registered is None:
            return self.report
        if not (self.is_known and self.report.is_recorded):
            return replace(self.report, registered=self.registered)
        return replace(
            self.report,
            registered=self.registered,
            no_shows=self.no_shows,
            no_show_rate=no_show_rate(self.no_shows, self.registered),
            absent=sorted(absent, key=lambda each: (each.display_name.casefold(), each.user)),
        )


def no_show_rate(no_shows: int, registered: int) -> float | None:
    """None where nobody is registered."""
    return round(no_shows / registered, 4) if registered else None


def _registered(policy: GuardedPolicy, event: Any) -> Iterator[tuple[str, Any]]:
    """The participant id and the user of everybody who is registered."""
    chunks = policy.registered(event)
    if chunks is None:
        raise RecipientsUnknown
    for users in chunks:
        try:
            ids = policy.participant_ids(users)
        except LiveError as error:  # the reason is logged
            raise RecipientsUnknown from error
        yield from zip(ids, users, strict=True)

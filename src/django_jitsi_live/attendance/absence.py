"""Who was registered and absent."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from ..exceptions import LiveError
from ..policy import Policy, RecipientsUnknown, get_display_name, guarded_policy
from .values import Absent, Report


def with_absence(
    report: Report, event: Any, *, is_known: bool = True, limit: int | None = None
) -> Report:
    """The report with what is known of those who are registered.

    Nobody was absent from what the audience was not let into: then ``is_known`` is false. Of the
    absent people at most ``limit`` are listed; all are counted.
    """
    is_known = is_known and report.is_recorded
    there = {person.user for person in report.people}
    absent: list[Absent] = []
    registered = no_shows = 0
    policy = guarded_policy()
    try:
        for participant, user in _registered(policy, event):
            registered += 1
            if participant in there or not is_known:
                continue
            no_shows += 1
            if limit is None or no_shows <= limit:
                absent.append(_absent(policy, participant, user))
    except RecipientsUnknown:
        return report
    if not is_known:
        return replace(report, registered=registered)
    return replace(
        report,
        registered=registered,
        no_shows=no_shows,
        no_show_rate=no_show_rate(no_shows, registered),
        absent=sorted(absent, key=lambda each: (each.display_name.casefold(), each.user)),
    )


def no_show_rate(no_shows: int, registered: int) -> float | None:
    """None where nobody is registered."""
    return round(no_shows / registered, 4) if registered else None


def absent_people(event: Any, there: Collection[str]) -> Iterator[Absent]:
    """Those who are registered and not there, as they are read; none where they are not known."""
    policy = guarded_policy()
    try:
        for participant, user in _registered(policy, event):
            if participant not in there:
                yield _absent(policy, participant, user)
    except RecipientsUnknown:
        return


def _registered(policy: Policy, event: Any) -> Iterator[tuple[str, Any]]:
    """The participant id and the user of everybody who is registered."""
    recipients = policy.recipients(event)
    if recipients is None:
        raise RecipientsUnknown
    for recipient in recipients:
        try:
            yield policy.participant_id(recipient.user), recipient.user
        except LiveError as error:  # the reason is logged
            raise RecipientsUnknown from error


def _absent(policy: Policy, participant: str, user: Any) -> Absent:
    return Absent(participant, get_display_name(policy, user))

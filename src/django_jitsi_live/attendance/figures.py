"""The main figures of several sessions, in a few queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ..conf import conf
from ..models import Confirmation, LiveSession, Run, ServerReport, Source, Stay
from ..policy import (
    can_query_registered,
    guarded_policy,
    is_registered_user,
    optional,
    registration_counts,
)
from ..presence import all_stays, occupants_of_each, stay_database
from .absence import no_show_rate
from .occasions import have_been_live, latest_occasion, live_times, runs_of
from .reports import NOBODY, report_of_occupants

MAX_STAYS = 20_000
"""Of the sessions of one list; to weigh so many takes about a second."""

Runs = dict[int, list[Run]]
"""Those of the latest occasion, by the primary key of the session."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report of a session's latest occasion says, in short."""

    people: int
    peak: int | None
    """None where only the database has counted: see ``counts_of``."""
    confirmed: int
    registered: int | None = None
    """None where that is not known without asking the policy about each event."""
    no_shows: int | None = None
    no_show_rate: float | None = None


def figures_of(sessions: Collection[LiveSession]) -> dict[int, Figures]:
    """The figures by the primary key of the session, as its report has them.

    Those of the largest sessions are the database's, where all together have too many stays.
    """
    occasions, registered = _occasions(sessions), _registered(sessions)
    small = _small(occasions)
    large = {pk: runs for pk, runs in occasions.items() if pk not in small}
    return _exact(small, registered) | (_counted(large, registered) if large else {})


def counts_of(sessions: Collection[LiveSession]) -> dict[int, Figures]:
    """The same as the database counts it, for lists of many large sessions.

    There is no peak, and everybody counts who has a stay in a run of the occasion, at any time.
    """
    return _counted(_occasions(sessions), _registered(sessions))


def _small(occasions: Runs) -> Runs:
    """The smallest, with at most ``MAX_STAYS`` together."""
    rows = _stays(occasions).order_by().values_list("run__session")
    sizes = dict(rows.annotate(number=Count("pk")))
    ascending = sorted(occasions, key=lambda pk: sizes.get(pk, 0))
    totals = accumulate(sizes.get(pk, 0) for pk in ascending)
    return {
        pk: occasions[pk] for pk, whole in zip(ascending, totals, strict=True) if whole <= MAX_STAYS
    }


def _exact(occasions: Runs, registered: Mapping[int, int]) -> dict[int, Figures]:
    came = _participants(_of_registered(_stays(occasions), registered))
    announced = _participants(_confirmations(occasions))
    windows = {pk: live_times(runs) for pk, runs in occasions.items()}
    occupants = occupants_of_each([*windows.values()])
    figures = {}
    for (pk, times), there in zip(windows.items(), occupants, strict=True):
        report = report_of_occupants(times, there, announced[pk]) if times else NOBODY
        present = came[pk].intersection(person.user for person in report.people)
        is_known = report.is_recorded and have_been_live(occasions[pk])
        figures[pk] = Figures(
            len(report.people),
            report.peak,
            sum(person.confirmed for person in report.people),
            registered.get(pk),
            *_no_shows(registered.get(pk), len(present), is_known=is_known),
        )
    return figures


def _counted(occasions: Runs, registered: Mapping[int, int]) -> dict[int, Figures]:
    seen, recorded = _seen(occasions), _counts(_stays(occasions))
    came = _counts(_of_registered(seen, registered))
    people, confirmed = _counts(seen), _counts(_confirmations(occasions))
    return {
        pk: Figures(
            people.get(pk, 0),
            None,
            confirmed.get(pk, 0),
            registered.get(pk),
            *_no_shows(
                registered.get(pk),
                came.get(pk, 0),
                is_known=pk in recorded and have_been_live(runs),
            ),
        )
        for pk, runs in occasions.items()
    }


def _no_shows(
    registered: int | None, came: int, *, is_known: bool
) -> tuple[int | None, float | None]:
    """How many were absent, and their share, as far as that is known."""
    if registered is None or not is_known:
        return None, None
    no_shows = max(0, registered - came)
    return no_shows, no_show_rate(no_shows, registered)


def _occasions(sessions: Collection[LiveSession]) -> Runs:
    return {pk: latest_occasion(runs) for pk, runs in runs_of(sessions).items()}


def _registered(sessions: Collection[LiveSession]) -> Mapping[int, int]:
    """How many are registered, by the key of the session; empty where that is not known."""
    if not can_query_registered(guarded_policy()):
        return {}
    events = {session.event_id: session.pk for session in sessions}
    hook = f"JITSI_LIVE_REGISTRATION_LOOKUP = {conf.REGISTRATION_LOOKUP!r}"
    nobody: dict[Any, int] = {}
    counts = optional(hook, lambda: registration_counts([*events], stay_database()), nobody)
    return {events[event_pk]: count for event_pk, count in counts.items()}


def _stays(occasions: Runs) -> QuerySet[Stay]:
    return all_stays().people().filter(run__in=_all(occasions)).exclude(role="")


def _seen(occasions: Runs) -> QuerySet[Stay]:
    """Where a Jitsi server reports on a run, it knows who was there, and a page does not."""
    reports = ServerReport.objects.using(stay_database()).filter(run=OuterRef("run"))
    return _stays(occasions).filter(~Q(source=Source.PAGE) | ~Exists(reports))


def _of_registered(stays: QuerySet[Stay], registered: Mapping[int, int]) -> QuerySet[Stay]:
    if not registered:
        return stays.none()
    event, user = OuterRef("run__session__event"), OuterRef("user")
    return stays.filter(is_registered_user(event, user))


def _confirmations(occasions: Runs) -> QuerySet[Confirmation]:
    return Confirmation.objects.using(stay_database()).filter(run__in=_all(occasions))


def _all(occasions: Runs) -> list[Run]:
    return [run for runs in occasions.values() for run in runs]


def _participants(rows: QuerySet[Stay] | QuerySet[Confirmation]) -> Mapping[int, set[str]]:
    found = defaultdict(set)
    for pk, participant in rows.order_by().values_list("run__session", "participant").distinct():
        found[pk].add(participant)
    return found


def _counts(rows: QuerySet[Stay] | QuerySet[Confirmation]) -> dict[int, int]:
    counted = rows.order_by().values_list("run__session")
    return dict(counted.annotate(number=Count("participant", distinct=True)))

"""The sessions of a host, with their main figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from ..exceptions import NotAuthenticated
from ..models import Guest, LiveSession, latest_run
from ..plain import plain_dict
from ..policy import (
    Policy,
    active_user,
    can_query_hosted,
    events_of_host,
    get_event_id,
    get_event_title,
    guarded_policy,
    hosted_events,
)
from ..presence import stay_database
from ..sessions import settle_session
from .figures import Figures, figures_of

PAGE_SIZE = 20
MAX_ASKED = 100
"""The sessions of the site about which the policy is asked for one page, where no query knows who
hosts them."""
MAX_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session of a host."""

    event_id: str
    title: str
    state: str
    """A ``State``."""
    is_active: bool
    starts_at: dt.datetime | None
    """The scheduled start of the event."""
    started_at: dt.datetime | None
    """When the latest run went live; None if it never did."""
    ended_at: dt.datetime | None
    """When it ended; None while it goes on."""
    figures: Figures = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self, without=("figures",)) | plain_dict(self.figures)


@dataclass(frozen=True, slots=True)
class SessionList:
    """A page of them, those of the latest runs first."""

    results: list[SessionSummary]
    page: int
    has_next: bool


def session_list(user: Any, page: int = 1) -> SessionList:
    """The sessions of the events that the user hosts. Raises ``NotAuthenticated``.

    Where only the policy knows who hosts an event, a page has those of the next sessions of the
    site that it says the user hosts: it may be empty though more follow.
    """
    user = active_user(user)
    if user is None or isinstance(user, Guest):
        raise NotAuthenticated
    page, policy = min(max(page, 1), MAX_PAGE), guarded_policy()
    sessions, size = _sessions(policy, user)
    first = (page - 1) * size
    found = [*sessions[first : first + size + 1]]
    hosted = _hosted(policy, user, found[:size])
    figures = figures_of(hosted)
    results = [_summary(policy, session, figures[session.pk]) for session in hosted]
    return SessionList(results, page, has_next=len(found) > size)


def _sessions(policy: Policy, user: Any) -> tuple[QuerySet[LiveSession], int]:
    """The sessions, and how many of them make a page."""
    # Others have only been prepared: by a link, a calendar or a mail.
    was_live = Q(started_at__isnull=False) | Q(ended_at__isnull=False)
    was_opened = Q(run__isnull=False) | was_live
    rows = LiveSession.objects.using(stay_database())
    found = rows.filter(was_opened).select_related("run")
    ordered = found.order_by(F("run").desc(nulls_last=True), "-pk")
    if can_query_hosted(policy):
        return ordered.filter(event__in=hosted_events(user)), PAGE_SIZE
    return ordered, MAX_ASKED


def _hosted(policy: Policy, user: Any, sessions: list[LiveSession]) -> list[LiveSession]:
    """Those that the user hosts, with their events as visitors find them."""
    events = events_of_host(policy, user, [session.event_id for session in sessions])
    hosted = [session for session in sessions if session.event_id in events]
    for session in hosted:
        session.event = events[session.event_id]
        settle_session(session)
    return hosted


def _summary(policy: Policy, session: LiveSession, figures: Figures) -> SessionSummary:
    run, starts_at = latest_run(session), policy.starts_at(session.event)
    return SessionSummary(
        event_id=get_event_id(session.event),
        title=get_event_title(session.event),
        state=session.state(starts_at).value,
        is_active=session.is_live,
        starts_at=starts_at,
        started_at=run.started_at if run else session.started_at,
        ended_at=run.over_since if run else session.ended_at,
        figures=figures,
    )

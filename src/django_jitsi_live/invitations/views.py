"""The events that mails may be due about, each with all that is known of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Q, QuerySet

from .. import moments
from ..conf import conf, get_event_model
from ..models import (
    CalendarEntry,
    LiveSession,
    Mailing,
    Recording,
    RecordingKind,
    RecordingState,
    Run,
    Visibility,
    get_live_session,
)
from ..policy import Policy, is_callable_path, is_overridden
from ..presence import all_runs
from ..recordings import all_recordings
from ..sessions import session_database
from .calendar_entries import calendar_entry
from .kinds import CHANGES, is_wanted, reminder_offsets

CHUNK = 200
"""So many events are looked at together."""
LOOKBACK = dt.timedelta(days=1)
"""So long after the start there may be something to say about it."""
REPLAY_WITHIN = dt.timedelta(days=7)
"""After a recording has come."""


@dataclass(frozen=True)
class EventView:
    """One event as it is now."""

    policy: Policy
    event: Any
    now: dt.datetime
    session: LiveSession | None
    entry: CalendarEntry | None
    runs: Sequence[Run] = ()
    """Those that have been live, in their order."""
    recordings: Sequence[Recording] = ()
    """Those that the audience may watch."""
    mailings: Sequence[Mailing] = ()

    @cached_property
    def starts_at(self) -> dt.datetime | None:
        return self.policy.starts_at(self.event)

    @cached_property
    def is_cancelled(self) -> bool:
        return self.policy.is_cancelled(self.event)

    @property
    def is_over(self) -> bool:
        """Whether it has ended by its schedule, and is not live; without an end, a day after its
        start."""
        if self.live_run is not None or self.starts_at is None:
            return False
        ends_at = self.policy.ends_at(self.event) or self.starts_at + LOOKBACK
        return ends_at <= self.now

    @property
    def live_run(self) -> Run | None:
        """The run that is live now."""
        if self.session is None or not self.session.is_live:
            return None
        return next((run for run in self.runs if run.pk == self.session.run_id), None)


def views(policy: Policy, now: dt.datetime, *, is_trial: bool = False) -> Iterator[EventView]:
    """All events that something may be due about. A trial writes nothing.

    Raises ``SiteMisconfigured``.
    """
    for events in _chunks(_events(policy, now)):
        chosen = [event for event in events if _is_in_scope(policy, event, now)]
        yield from _views(policy, chosen, now, is_trial=is_trial)


def view_of(policy: Policy, event_pk: Any, now: dt.datetime) -> EventView | None:
    """One event; None where it does not exist for visitors. Raises ``SiteMisconfigured``."""
    events = [*_related(policy.events().filter(pk=event_pk))[:1]]
    return next(_views(policy, events, now, is_trial=False), None)


def _related(events: QuerySet[Any]) -> QuerySet[Any]:
    return events.select_related("jitsi_live_session__run", "jitsi_live_session__calendar_entry")


def _chunks(events: QuerySet[Any]) -> Iterator[list[Any]]:
    """By keys, as the site writes while it reads."""
    last: dict[str, Any] = {}
    while chunk := [*events.filter(**last).order_by("pk")[:CHUNK]]:
        yield chunk
        last = {"pk__gt": chunk[-1].pk}


def _events(policy: Policy, now: dt.datetime) -> QuerySet[Any]:
    events = _related(policy.events())
    if not _is_start_a_column(policy):
        return events
    # A day more on both sides: a time of the host project's may be one of another zone.
    earliest, latest = _stored(now - 2 * LOOKBACK), _horizon(now)
    is_near = Q(**{f"{conf.STARTS_AT}__gte": earliest})
    if latest is not None:
        is_near &= Q(**{f"{conf.STARTS_AT}__lte": _stored(latest + LOOKBACK)})
    return events.filter(is_near | _may_be_told(now))


def _is_start_a_column(policy: Policy) -> bool:
    name = conf.STARTS_AT
    if name is None or is_callable_path(name) or is_overridden(policy, "starts_at"):
        return False
    try:
        field = get_event_model()._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, DateTimeField)


def _stored(moment: dt.datetime) -> dt.datetime:
    return moment if settings.USE_TZ else moments.at_site(moment).replace(tzinfo=None)


def _horizon(now: dt.datetime) -> dt.datetime | None:
    """Until when events begin that something may be due about; None for any time."""
    if any(map(is_wanted, CHANGES)):
        return None
    return now + max(reminder_offsets(), default=dt.timedelta())


def _may_be_told(now: dt.datetime) -> Q:
    """Whatever the event's time is now."""
    return (
        Q(jitsi_live_session__calendar_entry__starts_at__gte=now)
        | Q(jitsi_live_session__is_active=True)
        | Q(jitsi_live_session__in=[*_recently_recorded(now)])
    )


def _recently_recorded(now: dt.datetime) -> set[Any]:
    """The sessions whose audience has got something to watch."""
    found = _watchable(now).filter(arrived_at__gte=now - REPLAY_WITHIN)
    return {*found.values_list("run__session", flat=True)}


def _watchable(now: dt.datetime) -> QuerySet[Recording]:
    is_in_time = Q(expires_at=None) | Q(expires_at__gt=now)
    return all_recordings().filter(
        is_in_time,
        state=RecordingState.HERE,
        kind=RecordingKind.VIDEO,
        visibility__in=[Visibility.REGISTERED, Visibility.EVERYBODY],
    )


def _is_in_scope(policy: Policy, event: Any, now: dt.datetime) -> bool:
    """Whether more has to be known of the event: it is near, or has a session that says so."""
    if get_live_session(event) is not None:
        return True
    starts_at, horizon = policy.starts_at(event), _horizon(now)
    if starts_at is None or starts_at < now - LOOKBACK:
        return False
    return horizon is None or starts_at <= horizon


def _views(
    policy: Policy, events: Iterable[Any], now: dt.datetime, *, is_trial: bool
) -> Iterator[EventView]:
    events = [*events]
    by_key = {each.pk: each for each in map(get_live_session, events) if each is not None}
    runs, recordings, mailings = _runs(by_key), _recordings(by_key, now), _mailings(by_key)
    for event in events:
        session = get_live_session(event)
        key = None if session is None else session.pk
        yield EventView(
            policy=policy,
            event=event,
            now=now,
            session=session,
            entry=_entry(policy, event, now, is_trial=is_trial),
            runs=runs[key],
            recordings=recordings[key],
            mailings=mailings[key],
        )


def _runs(sessions: Mapping[Any, LiveSession]) -> Mapping[Any, list[Run]]:
    found: defaultdict[Any, list[Run]] = defaultdict(list)
    rows = all_runs().filter(session__in=sessions, started_at__isnull=False)
    for run in rows.order_by("number"):
        run.session = sessions[run.session_id]
        found[run.session_id].append(run)
    return found


def _recordings(sessions: Iterable[Any], now: dt.datetime) -> Mapping[Any, list[Recording]]:
    found: defaultdict[Any, list[Recording]] = defaultdict(list)
    rows = _watchable(now).filter(run__session__in=[*sessions]).select_related("run")
    for recording in rows.order_by("arrived_at"):
        found[recording.run.session_id].append(recording)
    return found


def _mailings(sessions: Iterable[Any]) -> Mapping[Any, list[Mailing]]:
    found: defaultdict[Any, list[Mailing]] = defaultdict(list)
    rows = Mailing.objects.using(session_database()).filter(session__in=[*sessions])
    for mailing in rows.order_by("pk"):
        found[mailing.session_id].append(mailing)
    return found


def _entry(policy: Policy, event: Any, now: dt.datetime, *, is_trial: bool) -> CalendarEntry | None:
    """The calendar entry as it has to be now, where people are told of what changes in it."""
    entry: CalendarEntry | None = getattr(get_live_session(event), "calendar_entry", None)
    if not any(map(is_wanted, CHANGES)):
        return entry
    starts_at, ends_at = policy.starts_at(event), policy.ends_at(event)
    said = (starts_at, ends_at, policy.is_cancelled(event))
    if entry is not None and said == (entry.starts_at, entry.ends_at, entry.is_cancelled):
        return entry
    is_ahead = starts_at is not None and starts_at > now
    if not is_ahead and (entry is None or entry.starts_at is None or entry.starts_at <= now):
        return entry
    if not is_trial:
        return calendar_entry(event)
    if entry is None:
        return None
    sequence = entry.sequence + 1
    return CalendarEntry(
        sequence=sequence, starts_at=said[0], ends_at=said[1], is_cancelled=said[2]
    )

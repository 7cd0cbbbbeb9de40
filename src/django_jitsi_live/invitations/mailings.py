"""Which mails are due about an event by now. Reads nothing, writes nothing.

Late mails are worse than none: each kind has a time by which it has to be sent, which is never
after the start of the event, unless it is about something later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext

from ..models import Kind, Mailing, Recording, Run
from .kinds import CHANGES, is_wanted, not_started_after, reminder_offsets
from .occasions import moment_of, occasions
from .views import LOOKBACK, REPLAY_WITHIN, EventView

MIN_REMINDER_GRACE = dt.timedelta(minutes=10)
MAX_REMINDER_GRACE = dt.timedelta(days=1)
LIVE_GRACE = dt.timedelta(minutes=30)
NOT_STARTED_GRACE = dt.timedelta(minutes=30)
EARLY = dt.timedelta(minutes=30)
"""Nobody is called in when a host tries it out longer than that before the scheduled start."""


class Plan(NamedTuple):
    """A mailing that is due, whether or not there is a row of it already."""

    kind: Kind
    moment: dt.datetime
    number: int
    due_at: dt.datetime
    expires_at: dt.datetime

    @property
    def key(self) -> tuple[str, dt.datetime, int]:
        return self.kind.value, self.moment, self.number


def key_of(mailing: Mailing) -> tuple[str, dt.datetime, int]:
    """What there is one mailing of for each session."""
    return mailing.kind, mailing.moment, mailing.number


def plans(view: EventView) -> list[Plan]:
    """What is due by now, or was and is too late: a reminder also then, so that it is recorded."""
    found = [
        *_reminders(view),
        *_changes(view),
        *_live(view),
        *_replays(view),
        *_not_started(view),
    ]
    return [
        plan
        for plan in found
        if is_wanted(plan.kind)
        and plan.due_at <= view.now
        and (plan.kind == Kind.REMINDER or plan.expires_at > view.now)
    ]


def _reminders(view: EventView) -> Iterator[Plan]:
    start = view.starts_at
    if start is None or start <= view.now - LOOKBACK or view.is_cancelled:
        return
    for offset in reminder_offsets():
        due_at = start - offset
        grace = min(max(offset / 4, MIN_REMINDER_GRACE), MAX_REMINDER_GRACE)
        number = int(offset.total_seconds())
        yield Plan(Kind.REMINDER, start, number, due_at, min(due_at + grace, start))


def _changes(view: EventView) -> Iterator[Plan]:
    """What the calendar entry says, if it is something else than people were told last."""
    entry = view.entry
    if entry is None or entry.starts_at is None or entry.starts_at <= view.now:
        return
    if not _is_news(view, entry.is_cancelled, entry.sequence):
        return
    kind = Kind.CANCELLED if entry.is_cancelled else Kind.MOVED
    yield Plan(kind, entry.starts_at, entry.sequence, view.now, entry.starts_at)


def _is_news(view: EventView, is_cancelled: bool, sequence: int) -> bool:
    told = [each for each in view.mailings if each.kind in CHANGES and each.listed_at is not None]
    last = max(told, key=lambda each: each.number, default=None)
    steps = sequence - (0 if last is None else last.number)
    if steps == 0:
        return False
    # In several steps it may have come back to what it was.
    if last is None:
        starts = {each.moment for each in view.mailings if each.kind == Kind.REMINDER}
        return steps == 1 or is_cancelled or starts != {view.starts_at}
    if is_cancelled or last.kind == Kind.CANCELLED:
        return not (is_cancelled and last.kind == Kind.CANCELLED)
    return steps == 1 or last.moment != view.starts_at


def _live(view: EventView) -> Iterator[Plan]:
    run = view.live_run
    if run is None or view.is_cancelled or run.started_at is None:
        return
    if view.starts_at is not None and view.now < view.starts_at - EARLY:
        return
    for occasion in occasions(view.runs):
        if run in occasion:
            moment, since = moment_of(occasion), occasion[0].started_at or run.started_at
            yield Plan(Kind.LIVE, moment, occasion[0].number, since, since + LIVE_GRACE)


def _replays(view: EventView) -> Iterator[Plan]:
    if view.session is None or (view.session.is_open and not view.session.is_due):
        return
    for occasion in occasions(view.runs):
        arrived = [each.arrived_at for each in watchable(view, occasion) if each.arrived_at]
        if arrived:
            moment, number, since = moment_of(occasion), occasion[0].number, min(arrived)
            for kind in (Kind.REPLAY, Kind.MISSED):
                yield Plan(kind, moment, number, since, since + REPLAY_WITHIN)


def watchable(view: EventView, occasion: list[Run]) -> list[Recording]:
    """What the audience of the occasion may watch, what came first at the head."""
    runs = {run.pk for run in occasion}
    return [each for each in view.recordings if each.run_id in runs]


def occasion_about(view: EventView, mailing: Mailing | Plan) -> list[Run]:
    """The runs that the mailing is about; none where there are none any more."""
    found = (each for each in occasions(view.runs) if each[0].number == mailing.number)
    return next(found, [])


def _not_started(view: EventView) -> Iterator[Plan]:
    start, after = view.starts_at, not_started_after()
    if start is None or after is None or view.is_cancelled or _took_place(view, start):
        return
    due_at = start + after
    yield Plan(Kind.NOT_STARTED, start, 0, due_at, due_at + NOT_STARTED_GRACE)


def _took_place(view: EventView, start: dt.datetime) -> bool:
    """Whether it is live, or has been in its scheduled time."""
    if view.live_run is not None:
        return True
    over = [run.over_since for run in view.runs]
    return any(since is not None and since > start for since in over)


def why_not(view: EventView, mailing: Mailing) -> str:
    """Why the mailing is not to be sent any more, as things are now; empty if it is."""
    kind = Kind(mailing.kind)
    if not is_wanted(kind):
        return gettext("This site sends no such mails any more.")
    if kind == Kind.CANCELLED:
        return "" if view.is_cancelled else gettext("The event takes place after all.")
    if view.is_cancelled and kind not in {Kind.REPLAY, Kind.MISSED}:
        return gettext("The event is cancelled.")
    if kind == Kind.INVITATION and view.is_over:
        return gettext("The event is over.")
    if kind in {Kind.REMINDER, Kind.MOVED, Kind.NOT_STARTED} and view.starts_at != mailing.moment:
        return gettext("The event was moved.")
    if kind == Kind.NOT_STARTED and _took_place(view, mailing.moment):
        return gettext("The event has been started.")
    if kind == Kind.LIVE and view.live_run not in occasion_about(view, mailing):
        return gettext("The event is not live any more.")
    if kind in {Kind.REPLAY, Kind.MISSED} and not watchable(view, occasion_about(view, mailing)):
        return gettext("There is nothing to watch any more.")
    return ""

"""Brings sessions over: those of one event become runs of its live session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from ...conf import get_event_model
from ...exceptions import SiteMisconfigured
from ...models import LiveSession, Run, Stay
from ...presence import all_stays
from ...printable import printable
from ...sessions import is_lost_race, session_database
from .history import History, is_free, make_run, make_stay, substitute_name
from .outcome import Outcome, What
from .people import Participant, Selection, describe_person, find_users, parse_keys
from .rows import OldSession, Opened, event_keys, joins_of, live_time, sessions_of
from .tables import OldTables, Readers


def import_sessions(
    old: OldTables, *, end_live: bool = False, dry_run: bool = False
) -> Iterator[Outcome]:
    """Bring the sessions over, event by event; each event wholly or not at all.

    ``end_live`` takes sessions that are still marked as live for ended. Raises ``CannotImport``
    before anything is written.
    """
    return _Import(Readers(old), end_live, dry_run).run()


class _Import:
    def __init__(self, readers: Readers, end_live: bool, dry_run: bool) -> None:
        self._readers, self._end_live, self._dry_run = readers, end_live, dry_run

    def run(self) -> Iterator[Outcome]:
        if orphans := self._count(None):
            note = "Sessions that belong to no event stay where they are: there is nothing to do."
            yield Outcome.left_out(What.NO_EVENT, orphans, note)
        for keys in event_keys(self._readers):
            events = _find_events(keys)
            for key in keys:
                yield self._import_event(key, events.get(key))

    def _import_event(self, key: Any, event: Any) -> Outcome:
        title = printable(f"Event {key}")
        if event is None:
            label = get_event_model()._meta.label
            note = (
                f"{title} does not exist: its sessions stay in {self._readers.sessions_table}. If "
                f"it has another key as a {label}, write that into the column there, and run this "
                "again."
            )
            return Outcome.left_out(What.NO_EVENT, self._count(key), note)
        try:
            with transaction.atomic(using=session_database()):
                return self._add_to_history(key, event)
        except SiteMisconfigured:
            note = (
                f"{title}: your own code that says who is who fails. The log names it: mend it, "
                "and run this again."
            )
        except (IntegrityError, OperationalError) as error:
            if not is_lost_race(error, LiveSession(event=event)):
                raise
            note = f"{title} was being changed at the same moment. Run this again."
        return Outcome.left_out(What.FAILED, self._count(key), note)

    def _count(self, key: Any) -> int:
        return self._readers.sessions.filter(event=key).count()

    def _add_to_history(self, key: Any, event: Any) -> Outcome:
        outcome = Outcome()
        history = History(event, lock=not self._dry_run)
        sessions = sorted(
            self._new_sessions(sessions_of(self._readers, key), history, outcome),
            key=lambda session: session.live.start,
        )
        runs = [*self._runs(sessions, outcome)]
        if runs and not self._dry_run:
            created_at = min(old.created_at or live.start for old, live in sessions)
            history.add(runs, created_at)
        for session, run in zip(sessions, runs, strict=True):
            self._add_stays(session.old, run, event, outcome)
        return outcome

    def _new_sessions(
        self, rows: list[OldSession], history: History, outcome: Outcome
    ) -> Iterator[Opened]:
        """Those that can be brought over, and are not here yet."""
        for row in rows:
            live = live_time(row)
            if live and history.has(Opened(row, live), rows, self._readers.sessions_table):
                outcome.counts[What.HERE] += 1
            elif row.is_active and not self._end_live:
                outcome.counts[What.LIVE] += 1
                outcome.notes.append(
                    f"{_title(row)} is live: end it in the older app, and run this again. If "
                    "nobody is in it, --end-live brings it over as ended."
                )
            elif live is None:
                outcome.counts[What.NEVER_LIVE] += 1
            else:
                yield Opened(row, live)

    def _runs(self, sessions: list[Opened], outcome: Outcome) -> Iterator[Run]:
        chosen: set[str] = set()
        starters = find_users(session.old.started_by for session in sessions)
        for session in sessions:
            name = session.old.room_name
            if name in chosen or not self._is_free(session.old):
                name = substitute_name(self._readers.sessions_table, session.old)
                outcome.counts[What.RENAMED] += 1
            chosen.add(name)
            yield make_run(session, name, starters.get(session.old.started_by))

    def _is_free(self, old: OldSession) -> bool:
        if not is_free(old.room_name):
            return False
        # In a dry run, those that come before have not taken it.
        earlier = self._readers.sessions.filter(room_name=old.room_name, event__lt=old.event)
        return not (self._dry_run and earlier.exists())

    def _add_stays(self, old: OldSession, run: Run, event: Any, outcome: Outcome) -> None:
        selection = Selection(outcome.counts)
        for batch in selection.select(joins_of(self._readers, old)):
            stays = [self._stay(run, join, event) for join in batch]
            if not self._dry_run:
                all_stays().bulk_create(stays)
            outcome.counts[What.STAYS] += len(stays)
        outcome.counts[What.BROUGHT_OVER] += 1
        if selection.unknown_users:
            users = printable(", ".join(selection.unknown_users))
            outcome.notes.append(
                f"{_title(old)} comes without participants whose users do not exist: {users}"
            )

    def _stay(self, run: Run, join: Participant, event: Any) -> Stay:
        person = describe_person(join.user, event, run.started_by_id)
        return make_stay(run, join, self._readers.participants_table, **person)


def _find_events(keys: list[Any]) -> dict[Any, Any]:
    """The events by what the column of the older app has; others are missing.

    All there are: a policy may hide some from visitors.
    """
    model = get_event_model()
    values = parse_keys(model._meta.pk, keys)
    events = model._base_manager.using(session_database()).in_bulk([*values.values()])
    return {key: events[value] for key, value in values.items() if value in events}


def _title(old: OldSession) -> str:
    return printable(f"Session {old.key} of event {old.event}")

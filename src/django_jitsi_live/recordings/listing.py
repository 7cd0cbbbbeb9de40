"""The recordings of an event, as each person may know of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from ..models import Recording, RecordingKind, Role
from ..moments import local_time
from ..policy import Visit, get_visit
from .captions import has_captions
from .gate import Watcher
from .management import can_restore
from .storage import all_recordings

TITLES = {
    RecordingKind.VIDEO: noop("Recording of %(when)s"),
    RecordingKind.TRANSCRIPT: noop("Transcript of %(when)s"),
    RecordingKind.CHAT: noop("Chat of %(when)s"),
}


@dataclass(frozen=True, slots=True)
class ListedRecording:
    """A recording, and what the person who has asked may do with it."""

    recording: Recording
    title: str
    can_watch: bool
    has_captions: bool
    can_restore: bool
    """Whether it is deleted, and that can be taken back now."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The recordings of an event, in their order, for one person."""

    visit: Visit
    recordings: list[ListedRecording]

    @property
    def is_host(self) -> bool:
        return self.visit.role is Role.HOST


def replay(user: Any, event_id: object) -> Replay:
    """What the user, or somebody who is not logged in, may watch. Hosts also see what is not here
    yet, or not any more. Raises ``EventNotFound``, ``SiteMisconfigured``."""
    visit = get_visit(user, event_id)
    watcher, rows = Watcher(visit), _rows(visit)
    watchable = {each.pk for each in rows if watcher.may_watch(each)}
    captioned = {each.run_id for each in rows if each.pk in watchable and has_captions(each)}
    return Replay(
        visit,
        [
            _listed(each, can_watch=each.pk in watchable, is_captioned=each.run_id in captioned)
            for each in rows
            if each.pk in watchable or visit.role is Role.HOST
        ],
    )


def _rows(visit: Visit) -> list[Recording]:
    if visit.session is None:
        return []
    rows = all_recordings().filter(run__session=visit.session.pk).select_related("run")
    return sorted(rows, key=_by_time)


def _by_time(recording: Recording) -> tuple[Any, ...]:
    begin = recording.started_at or recording.announced_at
    kinds = [*TITLES]
    return recording.run.number, begin, kinds.index(RecordingKind(recording.kind)), recording.key


def _listed(recording: Recording, *, can_watch: bool, is_captioned: bool) -> ListedRecording:
    return ListedRecording(
        recording=recording,
        title=get_title(recording),
        can_watch=can_watch,
        has_captions=can_watch and is_captioned and recording.kind == RecordingKind.VIDEO,
        can_restore=can_restore(recording),
    )


def get_title(recording: Recording) -> str:
    """What the host calls it, or what it is and of when. The run is to be selected with it."""
    run = recording.run
    begin: dt.datetime = recording.started_at or run.started_at or run.opened_at
    when = date_format(local_time(begin), "DATETIME_FORMAT")
    return recording.title or gettext(TITLES[RecordingKind(recording.kind)]) % {"when": when}

"""The gate of recordings: who may watch what. Without a recording there is nothing to ask for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import moments
from ..exceptions import (
    LiveError,
    NotAuthenticated,
    NotRegistered,
    RecordingNotFound,
    Removed,
)
from ..models import TEAM, Guest, Recording, RecordingKind, RecordingState, Visibility
from ..policy import Visit, get_event_id, get_visit
from .storage import all_recordings, recordings_storage


@dataclass(frozen=True)
class Watcher:
    """One person, or somebody who is not logged in, in front of the recordings of an event."""

    visit: Visit

    def may_watch(self, recording: Recording) -> bool:
        """Raises ``SiteMisconfigured`` where it depends on the policy, and that fails."""
        if recording.state != RecordingState.HERE or not self._has_storage:
            return False
        return self._is_team or self._is_open(recording)

    @property
    def _is_team(self) -> bool:
        """Guests are at the event while it is live, and not afterwards."""
        return self.visit.role in TEAM and not isinstance(self.visit.user, Guest)

    def _is_open(self, recording: Recording) -> bool:
        """To the audience: the policy is asked only where it depends on that."""
        if is_expired(recording):
            return False
        if recording.visibility == Visibility.EVERYBODY:
            return True
        return recording.visibility == Visibility.REGISTERED and self._is_audience

    @cached_property
    def _has_storage(self) -> bool:
        return recordings_storage() is not None

    @cached_property
    def _is_audience(self) -> bool:
        visit = self.visit
        if visit.user is None or visit.is_removed:
            return False
        return visit.policy.may_watch(visit.user, visit.event)


def is_expired(recording: Recording) -> bool:
    """Whether only the team may watch it by now."""
    return recording.expires_at is not None and recording.expires_at <= moments.now()


def require_recording(user: Any, recording_id: uuid.UUID) -> tuple[Visit, Recording]:
    """The recording that the user, or somebody who is not logged in, may watch.

    Raises ``RecordingNotFound``, ``EventNotFound``, ``NotAuthenticated``, ``NotRegistered``,
    ``Removed``, ``SiteMisconfigured``.
    """
    watcher, recording = _find(user, recording_id)
    if not watcher.may_watch(recording):
        raise _refusal(watcher.visit, recording)
    return watcher.visit, recording


def require_transcripts(user: Any, recording_id: uuid.UUID) -> tuple[Recording, list[Recording]]:
    """The video that the user may watch, and the transcripts of its run that the user may read.

    Raises as ``require_recording`` does; ``RecordingNotFound`` also where there are none.
    """
    watcher, recording = _find(user, recording_id)
    if not watcher.may_watch(recording):
        raise _refusal(watcher.visit, recording)
    rows = all_recordings().filter(run=recording.run_id, kind=RecordingKind.TRANSCRIPT)
    found = [each for each in rows.order_by("announced_at", "pk") if watcher.may_watch(each)]
    if recording.kind != RecordingKind.VIDEO or not found:
        raise RecordingNotFound
    return recording, found


def _find(user: Any, recording_id: uuid.UUID) -> tuple[Watcher, Recording]:
    rows = all_recordings().filter(pk=recording_id, state=RecordingState.HERE)
    recording = rows.select_related("run__session__event").first()
    event_id = "" if recording is None else get_event_id(recording.run.session.event)
    if recording is None or not event_id:
        raise RecordingNotFound
    return Watcher(get_visit(user, event_id)), recording


def _refusal(visit: Visit, recording: Recording) -> LiveError:
    """What the person can do about it; nothing about recordings that are for the team."""
    if visit.user is None:
        return NotAuthenticated()
    if visit.is_removed:
        return Removed()
    is_for_others = recording.visibility == Visibility.REGISTERED and not is_expired(recording)
    return NotRegistered() if is_for_others and visit.role is None else RecordingNotFound()

"""Fetches the recordings that servers keep for a while, outside of every request.

The row of a recording is the memory of this duty: whoever has the claim brings the file, in steps
that may end anywhere. What has come stays on this machine until the recording is here or given up.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Callable
from enum import Enum
from time import monotonic
from typing import IO, Any, NamedTuple, cast

from django.db import connections, transaction
from django.db.models import Q, QuerySet

from .. import moments
from ..conf import conf
from ..models import Problem, Recording
from ..secret import SecretStr
from .arrival import TO_COME, claim, extend_claim, note_failure, store
from .contents import inspect
from .download import decoded, download
from .partial import PartialFile, open_partial, partial_ids, remove_partials
from .responses import DownloadFailed
from .storage import StorageFailed, all_recordings, recordings_database, required_storage

logger = logging.getLogger("django_jitsi_live")

LEASE = dt.timedelta(minutes=5)
"""After so long without a byte another process may take over, as after a process was killed."""
PULSE_SECONDS = 10.0
"""Between two notes that it goes on."""
FIRST_WAIT = dt.timedelta(minutes=1)
MAX_WAIT = dt.timedelta(hours=1)
LAST_ATTEMPT = dt.timedelta(minutes=5)
"""Before the link expires."""
STORAGE_GRACE = dt.timedelta(days=7)
"""So much longer a storage may take to work again: what has come is on this machine."""

Watch = Callable[[Recording, int, int | None], None]
"""Called with the recording, the bytes that have come, and those that there are, if known."""


class Fetched(NamedTuple):
    """Numbers of recordings."""

    arrived: int = 0
    lost: int = 0


class _Outcome(Enum):
    ARRIVED = "arrived"
    LOST = "lost"
    TO_BE_CONTINUED = "to be continued"


class _Left(Exception):
    """The recording is for another process, or for later."""


def fetch_due(
    *, dry_run: bool = False, seconds: float | None = None, watch: Watch | None = None
) -> Fetched:
    """Fetch what is due, or only count it; those first whose links expire first.

    Several processes may run this at once. After ``seconds`` it ends, also in the middle of a file,
    which goes on the next time. Not to be called in a transaction.
    """
    if conf.RECORDINGS_STORAGE is None:
        return Fetched()
    if dry_run:
        return Fetched(arrived=_due().count())
    _remove_stale()
    ends_at = None if seconds is None else monotonic() + seconds
    tried: set[uuid.UUID] = set()
    outcomes = []
    while ends_at is None or monotonic() < ends_at:
        recording = _due().exclude(pk__in=tried).first()
        if recording is None:
            break
        tried.add(recording.pk)
        # What is fetched in a transaction of somebody else's would go with it.
        with transaction.atomic(using=recordings_database(), durable=True):
            is_ours = claim(recording, LEASE)
        if is_ours:
            outcomes.append(_fetch(recording, ends_at, watch))
    return Fetched(outcomes.count(_Outcome.ARRIVED), outcomes.count(_Outcome.LOST))


def _due() -> QuerySet[Recording]:
    now = moments.now()
    is_time = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    is_free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    rows = all_recordings().filter(is_time, is_free, state__in=TO_COME).exclude(link="")
    return rows.select_related("run__session").order_by("fetch_until", "announced_at")


def _remove_stale() -> None:
    """What has come of recordings that no process of this site is to bring any more."""
    if found := partial_ids():
        to_come = all_recordings().filter(pk__in=found, state__in=TO_COME)
        remove_partials(found.difference(to_come.values_list("pk", flat=True)))


def _fetch(recording: Recording, ends_at: float | None, watch: Watch | None) -> _Outcome:
    if not _refresh_link(recording):
        return _Outcome.TO_BE_CONTINUED
    problem = None
    is_over = False
    try:
        _bring(recording, _Pulse(recording, ends_at, watch))
        is_over = True
    except DownloadFailed as failure:
        problem = failure.problem
    except StorageFailed as failure:
        logger.warning("A recording could not be stored: %s", failure)
        problem = Problem.STORAGE
    except _Left:
        return _Outcome.TO_BE_CONTINUED
    finally:
        if not (is_over or problem):  # also where a person breaks it off
            extend_claim(recording, dt.timedelta(0), claim="")
    return _Outcome.ARRIVED if problem is None else _note(recording, problem)


def _refresh_link(recording: Recording) -> bool:
    """Whether it is still there. Since it was found, the link may have been renewed; since it is
    claimed, it may not."""
    rows = all_recordings().filter(pk=recording.pk)
    found = rows.values_list("link", "fetch_until").first()
    if found is not None:
        recording.link, recording.fetch_until = SecretStr(found[0]), found[1]
    return found is not None


def _bring(recording: Recording, pulse: _Pulse) -> None:
    """Raises ``DownloadFailed``, ``StorageFailed``, ``_Left``."""
    required_storage()  # before anything is fetched for it
    try:
        with open_partial(recording.pk) as partial:
            # In a new place that has no part of the file it would never come to an end.
            pulse.may_break_off = not (recording.received and not partial.size)
            download(cast("SecretStr", recording.link), partial, conf.RECORDING_MAX_BYTES, pulse)
            _store(recording, partial, pulse)
    except OSError:
        raise DownloadFailed(Problem.STORAGE) from None


def _store(recording: Recording, partial: PartialFile, pulse: _Pulse) -> None:
    pulse.renew()
    with decoded(partial, conf.RECORDING_MAX_BYTES) as plain:
        file = cast("IO[bytes]", _Pulsed(plain, pulse))
        if not store(recording, file, inspect(file), link=""):
            raise _Left
    partial.remove()


class _Pulse:
    """Keeps the claim while bytes come, or while the storage takes them."""

    def __init__(self, recording: Recording, ends_at: float | None, watch: Watch | None) -> None:
        self.may_break_off = True
        self._recording = recording
        self._ends_at = ends_at
        self._watch = watch
        self._renewed_at = monotonic()
        self._thread = threading.get_ident()

    def __call__(self, received: int, size: int | None) -> None:
        """Raises ``_Left``."""
        if self._watch:
            self._watch(self._recording, received, size)
        if self._is_due():
            self.renew(received=received)
        if self._ends_at and self.may_break_off and monotonic() >= self._ends_at:
            self.renew(received=received)
            raise _Left

    def beat(self) -> None:
        """As often as one likes, in any thread: some storages read in threads of their own."""
        if self._is_due():
            self._renewed_at = monotonic()
            extend_claim(self._recording, LEASE)
            if threading.get_ident() != self._thread:
                connections[recordings_database()].close()

    def renew(self, **values: Any) -> None:
        """Raises ``_Left`` where another process has taken over, or the link is a new one."""
        self._renewed_at = monotonic()
        if not extend_claim(self._recording, LEASE, **values):
            raise _Left

    def _is_due(self) -> bool:
        return monotonic() - self._renewed_at >= PULSE_SECONDS


class _Pulsed:
    """A file; that it is read keeps the claim."""

    def __init__(self, file: IO[bytes], pulse: _Pulse) -> None:
        self._file = file
        self._pulse = pulse

    def read(self, size: int = -1) -> bytes:
        self._pulse.beat()
        return self._file.read(size)

    def close(self) -> None:
        """Storages may believe that it is theirs."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _note(recording: Recording, problem: Problem) -> _Outcome:
    """Note the failure, and when it is tried again; without another attempt it is lost."""
    now = moments.now()
    fetch_until = recording.fetch_until or now
    if problem == Problem.REFUSED and now >= fetch_until:
        problem = Problem.EXPIRED
    if recording.problem == Problem.STORAGE and problem in {Problem.REFUSED, Problem.EXPIRED}:
        problem = Problem.STORAGE  # then another machine has it
    again_at = _next_attempt(recording, problem, now)
    if not note_failure(recording, problem, again_at):
        return _Outcome.TO_BE_CONTINUED
    if again_at is not None:
        return _Outcome.TO_BE_CONTINUED
    remove_partials([recording.pk])
    logger.warning(
        "Recording %s of the live session of event %s is lost after %d attempts: %s.",
        recording.pk,
        recording.run.session.event_id,
        recording.attempts,
        problem.label,
    )
    return _Outcome.LOST


def _next_attempt(recording: Recording, problem: Problem, now: dt.datetime) -> dt.datetime | None:
    ends_at = recording.fetch_until or now
    if problem == Problem.STORAGE:
        ends_at += STORAGE_GRACE
    last = ends_at - LAST_ATTEMPT
    wait = min(FIRST_WAIT * 2 ** min(recording.attempts, 10), MAX_WAIT)
    return None if now >= last else min(now + wait, last)

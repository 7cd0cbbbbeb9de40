"""Which runs of a session belong together, so that nobody is written to twice about one evening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ..models import Run

SAME_OCCASION = dt.timedelta(hours=6)
"""Runs without a schedule that are less than this apart belong together."""


def occasions(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs that have been live and are no rehearsals, in groups, in their order."""
    groups: list[list[Run]] = []
    for run in runs:
        if run.is_rehearsal:
            continue
        same = next((group for group in groups if _is_same(group[-1], run)), None)
        if same is None:
            groups.append([run])
        else:
            same.append(run)
    return groups


def _is_same(earlier: Run, later: Run) -> bool:
    if earlier.starts_at is not None or later.starts_at is not None:
        is_same: bool = earlier.starts_at == later.starts_at
        return is_same
    over_since = earlier.over_since
    return over_since is None or later.opened_at - over_since < SAME_OCCASION


def moment_of(occasion: list[Run]) -> dt.datetime:
    """What mails about the occasion are about: the scheduled start, else the start of the first
    run."""
    first = occasion[0]
    moment: dt.datetime = first.starts_at or first.started_at or first.opened_at
    return moment

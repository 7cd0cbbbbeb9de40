"""Recordings that a server keeps for a while, behind a link that is a secret."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from ..models import Recording, RecordingState, Run
from ..secret import SecretStr
from .arrival import announce
from .storage import all_recordings


def announce_link(
    run: Run, *, link: SecretStr, fetch_until: dt.datetime, **values: Any
) -> Recording:
    """Announce a recording that is to be fetched, as ``announce()`` does.

    One that is known already gets the link, unless its file is here.
    """
    recording, is_new = announce(run, link=link, fetch_until=fetch_until, **values)
    if not is_new:
        _renew(recording, link, fetch_until)
    return recording


def _renew(recording: Recording, link: SecretStr, fetch_until: dt.datetime) -> None:
    """A process that is about to fetch it loses its claim, so that it cannot give the recording up
    because the old link has failed."""
    is_newer = Q(fetch_until=None) | Q(fetch_until__lt=fetch_until)
    is_another = Q(fetch_until=fetch_until) & ~Q(link=link)
    rows = all_recordings().filter(is_newer | is_another, pk=recording.pk)
    to_come = [RecordingState.ANNOUNCED, RecordingState.ARRIVING, RecordingState.LOST]
    rows.filter(state__in=to_come).update(
        link=link,
        fetch_until=fetch_until,
        state=RecordingState.ANNOUNCED,
        problem="",
        attempts=0,
        next_attempt_at=None,
        claim="",
        claimed_until=None,
    )

"""Sessions as if they had gone otherwise."""

from __future__ import annotations

from typing import Any

from django_jitsi_live import moments
from django_jitsi_live.models import LiveSession, Run

OF_RUNS = {"started_at", "ended_at", "server"}


def rewrite(**values: Any) -> None:
    """Change all sessions, and their latest runs alike."""
    LiveSession.objects.update(**values)
    of_run = {name: value for name, value in values.items() if name in OF_RUNS}
    if "started_at" in values:
        of_run["opened_at"] = values["started_at"]
    if of_run:
        Run.objects.filter(pk__in=LiveSession.objects.values("run")).update(**of_run)


def make_run(session: LiveSession, **fields: Any) -> Run:
    """Another run of the session; its latest one stays the latest."""
    number = session.runs.count() + 1
    opened_at = fields.get("started_at") or fields.get("ended_at") or moments.now()
    defaults = {"number": number, "room_name": f"room-{session.pk}-{number}"}
    return Run.objects.create(session=session, **{"opened_at": opened_at, **defaults, **fields})

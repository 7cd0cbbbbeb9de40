"""Keeps, for each run, that a Jitsi server has reported on it, and how its clock differs."""

from __future__ import annotations

import datetime as dt
import logging

from ...models import Run, ServerReport, Source
from ...presence import stay_database
from ...servers import Server
from .clock import Clock, observe
from .messages import RoomMessage

logger = logging.getLogger("django_jitsi_live")

NOTICEABLE = 5.0
"""Seconds of difference between the clocks from which an operator is told."""


def note_report(
    server: Server,
    source: Source,
    run: Run,
    message: RoomMessage,
    received_at: dt.datetime,
) -> RoomMessage:
    """Note that the server has reported, and return the message by the site's clock.

    The run's row is locked.
    """
    rows = ServerReport.objects.using(stay_database())
    key = {"run": run, "source": source}
    report = rows.filter(**key).first() or ServerReport(**key, server=server.alias)
    is_first = report.pk is None
    before = Clock(report.clock_ahead, report.late_by, report.late_at)
    comes_at_once = source == Source.EVENT_SYNC
    clock = observe(
        before, message.happened_at, received_at, run.opened_at, comes_at_once=comes_at_once
    )
    _warn_once(server, run, before, clock)
    corrected = message.corrected(clock.correction(), received_at)
    earliest = _earliest(corrected, run.opened_at)
    report.knows_since = earliest if is_first else min(report.knows_since, earliest)
    report.heard_at = received_at if is_first else max(report.heard_at, received_at)
    report.clock_ahead, report.late_by, report.late_at = clock.ahead, clock.late_by, clock.late_at
    report.save(using=stay_database(), force_insert=is_first)
    return corrected


def _earliest(message: RoomMessage, opened_at: dt.datetime) -> dt.datetime:
    # Before a room was made nobody was there, which is all that there was to report.
    if message.makes_room:
        return opened_at
    times = [moment for occupant in message.occupants for moment in occupant.times]
    return min([*times, message.happened_at])


def _warn_once(server: Server, run: Run, before: Clock, after: Clock) -> None:
    if abs(before.ahead) >= NOTICEABLE or abs(after.ahead) < NOTICEABLE:
        return
    logger.warning(
        "The clock of the server %r is %.0f seconds %s that of this site, by its reports on the "
        "live session of event %s. Their times are corrected. Let both machines follow NTP; "
        "`manage.py jitsi_live_doctor` compares their clocks.",
        server.alias,
        abs(after.ahead),
        "ahead of" if after.ahead > 0 else "behind",
        run.session.event_id,
    )


def clock_ahead(alias: str) -> float | None:
    """Seconds by which the server's clock was ahead when it last reported; None if it never has."""
    reports = ServerReport.objects.using(stay_database()).filter(server=alias)
    values = reports.order_by("-heard_at").values_list("clock_ahead", flat=True)
    found: float | None = values.first()
    return found

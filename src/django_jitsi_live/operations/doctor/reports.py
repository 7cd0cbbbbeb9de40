"""Examines what a server has reported lately: how its clock differs from the site's."""

from __future__ import annotations

from collections.abc import Iterator

from ...attendance import clock_ahead
from .findings import Finding, Level

CHECK = "reports_clock"
CLOCK_WARNING = 5.0  # seconds


def examine_reports(alias: str) -> Iterator[Finding]:
    seconds = clock_ahead(alias)
    if seconds is not None:
        yield clock_finding(seconds)


def clock_finding(seconds: float) -> Finding:
    """By how much the times that a server reports are ahead."""
    if abs(seconds) < CLOCK_WARNING:
        return Finding(CHECK, "The times that it reports agree with the site's clock.")
    direction = "ahead of" if seconds > 0 else "behind"
    message = (
        f"By the times that it reports, its clock is {abs(seconds):.0f} seconds {direction} "
        "that of this site. Attendance is corrected by that."
    )
    hint = "Let both machines follow NTP:\ntimedatectl set-ntp true"
    return Finding(CHECK, message, hint, Level.WARNING)

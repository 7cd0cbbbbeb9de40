"""What commands say that they have done."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.management.base import OutputWrapper


def report_counts(stdout: OutputWrapper, counts: Mapping[str, int], *, dry_run: bool) -> None:
    """A line for each number. What was done is the last word of its name."""
    for what, count in counts.items():
        things, _space, done = what.rpartition(" ")
        stdout.write(f"{count:6} {things} {'would be ' if dry_run else ''}{done}")
    if dry_run:
        stdout.write("Nothing was changed (--dry-run).")

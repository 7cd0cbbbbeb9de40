"""The messages of this package's system checks, but those of the questions."""

from __future__ import annotations

from django.core.checks import CheckMessage, run_checks


def found() -> list[CheckMessage]:
    return [each for each in run_checks() if str(each.id).startswith("jitsi_live.")]


def ids() -> list[str | None]:
    return [each.id for each in found()]

"""That every session has an end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.checks import run_checks

from django_jitsi_live.policy import Policy


class WithEnd(Policy):
    def ends_at(self, event: Any) -> dt.datetime | None:
        return None


def ids() -> list[str | None]:
    return [message.id for message in run_checks()]


@pytest.mark.parametrize(
    ("close_after", "ends_at", "is_bounded"),
    [(1800, None, False), (None, "ends_at", False), (None, None, False), (1800, "ends_at", True)],
)
def test_sessions_without_any_bound_are_named(
    settings: Any, close_after: int | None, ends_at: str | None, is_bounded: bool
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = None
    settings.JITSI_LIVE_CLOSE_AFTER, settings.JITSI_LIVE_ENDS_AT = close_after, ends_at
    assert ids() == ([] if is_bounded else ["jitsi_live.W017"])


def test_the_end_may_be_that_of_a_policy(settings: Any) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = None
    settings.JITSI_LIVE_POLICY = f"{__name__}.WithEnd"
    assert ids() == []


def test_the_longest_time_is_bound_enough(settings: Any) -> None:
    settings.JITSI_LIVE_CLOSE_AFTER = None
    assert ids() == []

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENS_BEFORE", -1),
        ("CLOSE_AFTER", -1),
        ("MAX_LENGTH", 10**12),
        ("JOIN_SPREAD", -1),
        ("HEARTBEAT", 1),
        ("ATTENDANCE_THRESHOLD", 1.5),
        ("IDLE_END_AFTER", 0),
        ("RETENTION_DAYS", 0),
    ],
)
def test_number_out_of_range_is_named(settings: Any, name: str, value: Any) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", value)
    [problem] = run_checks()
    assert problem.id == "jitsi_live.E014"
    assert name in problem.msg


def test_an_unknown_cache_is_named(settings: Any) -> None:
    settings.JITSI_LIVE_CACHE = "redis"
    [problem] = run_checks()
    assert problem.id == "jitsi_live.E015"
    assert "'default'" in problem.hint


@pytest.mark.parametrize("rate", ["often", "5/", "/min", "5/fortnight", 5, "x/min"])
def test_a_rate_that_cannot_be_read_is_named(settings: Any, rate: Any) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_join": rate}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    [problem] = run_checks()
    assert problem.id == "jitsi_live.E016"
    assert "600/min" in problem.hint


def test_a_value_that_means_nothing_is_named_with_the_nearest_that_does(settings: Any) -> None:
    settings.JITSI_LIVE_ATTENDANCE_BASIS = "schedule"
    [problem] = run_checks()
    assert problem.id == "jitsi_live.E022"
    assert problem.msg == (
        'JITSI_LIVE_ATTENDANCE_BASIS = \'schedule\' must be "scheduled" or "live".'
    )
    assert "scheduled" in str(problem.hint)

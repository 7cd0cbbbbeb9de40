"""How long tests wait for what must happen: the only place that says so.

A wait of a test ends when the thing happens. Its limit is for what hangs: it says nothing about
speed, so it is longer than the slowest machine needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 120  # seconds


def _sleep() -> None:
    time.sleep(0.02)


def until(condition: Callable[[], Any], pause: Callable[[], object] = _sleep) -> Any:
    """The first value of the condition that is true."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {PATIENCE} seconds"
        pause()
    return value

"""Events as the host project of these tests stores them: with a start, an end, and a status."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.host_times import stored

CANCELLED = "Cancelled: "


def is_cancelled(event: Any) -> bool:
    return bool(event.title.startswith(CANCELLED))


def move(event: Any, starts_at: dt.datetime | None, ends_at: dt.datetime | None = None) -> None:
    event.starts_at, event.ends_at = stored(starts_at), stored(ends_at)
    event.save()


def cancel(event: Any) -> None:
    event.title = CANCELLED + event.title
    event.save()

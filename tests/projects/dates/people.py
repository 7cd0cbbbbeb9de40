from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tests.projects import people


def make_people() -> people.People:
    # The clock is put forward in between.
    days = {"first_day": dt.date(2026, 3, 7), "last_day": dt.date(2026, 3, 8)}
    made = people.make_people(**days)
    return replace(made, starts_at=dt.datetime(2026, 3, 7, 5, tzinfo=dt.UTC))

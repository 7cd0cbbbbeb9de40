"""Who was in the rooms of runs, and when: what all stays together tell."""

from .evidence import Evidence, Row
from .intervals import (
    Interval,
    average_occupancy,
    clip,
    duration,
    intersection,
    occupancy_curve,
    total,
    union,
)
from .rooms import (
    LastPresence,
    Occupants,
    inferred_end,
    is_used_since,
    is_viewer,
    last_presence,
    left_by_page,
    occupants_of,
    occupants_of_each,
)
from .rows import all_runs, all_stays, stay_database, stays_of

__all__ = [
    "Evidence",
    "Interval",
    "LastPresence",
    "Occupants",
    "Row",
    "all_runs",
    "all_stays",
    "average_occupancy",
    "clip",
    "duration",
    "inferred_end",
    "intersection",
    "is_used_since",
    "is_viewer",
    "last_presence",
    "left_by_page",
    "occupancy_curve",
    "occupants_of",
    "occupants_of_each",
    "stay_database",
    "stays_of",
    "total",
    "union",
]

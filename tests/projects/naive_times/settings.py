"""The webinar site without time zones: its own times are naive, and local to it.

The whole suite runs with these settings, too: ``pytest --ds tests.projects.naive_times.settings``.
"""

from __future__ import annotations

from tests.projects.webinar.settings import *  # noqa: F403

USE_TZ = False
# With nights in which the clock is put back.
TIME_ZONE = "Europe/Berlin"

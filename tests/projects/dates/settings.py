"""Events have dates instead of times, in a country where the day begins at another moment."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.dates.weekends"]
TIME_ZONE = "America/New_York"

JITSI_LIVE_EVENT_MODEL = "weekends.Event"
JITSI_LIVE_STARTS_AT = "first_day"
JITSI_LIVE_ENDS_AT = "last_day"

"""Events already have a live session, of an older app of the host project's own."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [
    *COMMON_APPS,
    "tests.projects.early.events",
    "tests.projects.legacy.live_sessions",
]

JITSI_LIVE_EVENT_MODEL = "events.Event"

"""The event model's app sorts before ours."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.early.events"]

JITSI_LIVE_EVENT_MODEL = "events.Event"

"""The event model's app has a squashed migration beside what it replaces."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.squashed.seminars"]

JITSI_LIVE_EVENT_MODEL = "seminars.Event"

"""The event model was moved from one app to another; its table was not."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.moved.programme", "tests.projects.moved.meetings"]

JITSI_LIVE_EVENT_MODEL = "meetings.Event"

"""The event model is a multi-table child."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.child.activities"]

JITSI_LIVE_EVENT_MODEL = "activities.Webinar"

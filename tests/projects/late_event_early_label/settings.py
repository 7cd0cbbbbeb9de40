"""The event model came in the third migration; the app sorts before ours."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.late_event_early_label.agenda"]

JITSI_LIVE_EVENT_MODEL = "agenda.Event"

"""The host project's keys are still small ones."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.auto_field.events"]

JITSI_LIVE_EVENT_MODEL = "events.Event"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

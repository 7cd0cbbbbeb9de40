"""The event model got its name by a later migration."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.renamed.workshops"]

JITSI_LIVE_EVENT_MODEL = "workshops.Event"

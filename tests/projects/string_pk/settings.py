"""Events have a text as primary key, with whatever people type."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.string_pk.conferences"]

JITSI_LIVE_EVENT_MODEL = "conferences.Event"

"""Events have a UUID as primary key."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.uuid_pk.meetups"]

JITSI_LIVE_EVENT_MODEL = "meetups.Event"

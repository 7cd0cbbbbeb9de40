"""The event model's app has no migrations."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.unmigrated.lectures"]

JITSI_LIVE_EVENT_MODEL = "lectures.Event"

# Django makes the tables of unmigrated apps first, and PostgreSQL needs those that they refer to.
MIGRATE_COMMANDS = [["auth"], ["--run-syncdb"]]

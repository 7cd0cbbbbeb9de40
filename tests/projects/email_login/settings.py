"""People log in with their e-mail address, and have no full name."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [
    *COMMON_APPS,
    "tests.projects.email_login.accounts",
    "tests.projects.early.events",
]

JITSI_LIVE_EVENT_MODEL = "events.Event"
AUTH_USER_MODEL = "accounts.Member"

"""Nearly everything that an event or a user may be asked for raises an error."""

from __future__ import annotations

from typing import Any

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.raising.fairs"]
LOGIN_URL = "/login/"

JITSI_LIVE_EVENT_MODEL = "fairs.Event"
JITSI_LIVE_STARTS_AT = "opens"
JITSI_LIVE_ENDS_AT = "tests.projects.raising.fairs.live.ends_at"
JITSI_LIVE_DISPLAY_NAME = "tests.projects.raising.fairs.live.display_name"
JITSI_LIVE_AVATAR_URL = "tests.projects.raising.fairs.live.avatar_url"
JITSI_LIVE_POLICY = "tests.projects.raising.fairs.live.Policy"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"none": {"class": "logging.NullHandler"}},
    "loggers": {"django_jitsi_live": {"handlers": ["none"], "propagate": False}},
}

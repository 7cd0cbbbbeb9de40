"""The webinar site with server push, for a server of its own, which notes its queries."""

from __future__ import annotations

import os
from typing import Any

from tests.projects.webinar.settings import *  # noqa: F403

JITSI_LIVE_STREAM = True

LOGGING: dict[str, Any] = {"version": 1, "disable_existing_loggers": False}
if log := os.environ.get("JITSI_LIVE_TEST_QUERY_LOG"):
    DEBUG = True
    LOGGING["handlers"] = {"queries": {"class": "logging.FileHandler", "filename": log}}
    LOGGING["loggers"] = {"django.db.backends": {"handlers": ["queries"], "level": "DEBUG"}}

"""Every page asks for a login, unless it says otherwise."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS
from tests.projects.base import MIDDLEWARE as COMMON_MIDDLEWARE

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.early.events"]

JITSI_LIVE_EVENT_MODEL = "events.Event"
MIDDLEWARE = [*COMMON_MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

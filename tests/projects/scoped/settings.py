"""The default manager of events wants a scope, which each request opens."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.scoped.tenants"]

JITSI_LIVE_EVENT_MODEL = "tenants.Event"
JITSI_LIVE_POLICY = "tests.projects.scoped.tenants.live.Policy"

"""Settings: the site with server push, behind a proxy that says where each request comes from."""

from __future__ import annotations

from typing import Any

from tests.projects.webinar import settings as webinar
from tests.projects.webinar.streaming import *  # noqa: F403  # settings are made that way

proxied: dict[str, Any] = {**webinar.REST_FRAMEWORK, "NUM_PROXIES": 1}
REST_FRAMEWORK = proxied

"""A project that describes its API with drf-spectacular; people log in with session or token."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "drf_spectacular", "tests.projects.webinar.webinars"]
ROOT_URLCONF = "tests.projects.openapi.urls"
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework_simplejwt.authentication.JWTAuthentication",
    ],
}
SPECTACULAR_SETTINGS = {"TITLE": "Webinars", "VERSION": "1.0.0"}

JITSI_LIVE_EVENT_MODEL = "webinars.Event"

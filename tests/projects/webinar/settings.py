"""The usual host project, and the one of the main suite: its app sorts after ours."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.projects.base import *  # noqa: F403
from tests.projects.base import DATABASES as COMMON_DATABASES
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

REPLICA = Path(tempfile.gettempdir()) / f"jitsi-live-replica-{os.getpid()}.sqlite3"

# The second one is for the tests of replicas, which make it when they need it.
DATABASES = {
    **COMMON_DATABASES,
    "replica": {
        "ENGINE": "django.db.backends.sqlite3",
        # Not in memory: the threads of a live server would share it, and close it for each other.
        "NAME": REPLICA,
        "TEST": {"MIGRATE": False, "NAME": REPLICA},
    },
}

INSTALLED_APPS = [
    *COMMON_APPS,
    "django_jitsi_live.questions",
    "tests.projects.webinar.webinars",
]
ROOT_URLCONF = "tests.projects.webinar.urls"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # What a cautious host project has; it must not matter to us.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
}

JITSI_LIVE_EVENT_MODEL = "webinars.Event"

if os.environ.get("JITSI_LIVE_TEST_MANIFEST"):
    # Fails where a template names a static file that the package does not contain.
    STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    STATIC_ROOT = os.environ["JITSI_LIVE_TEST_MANIFEST"]

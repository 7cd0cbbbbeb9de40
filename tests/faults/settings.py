"""The webinar project as it is deployed: persistent connections, several processes, a cache."""

from __future__ import annotations

import json
import os
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import IsolationLevel

from tests.keys import with_secret
from tests.projects.webinar.settings import *  # noqa: F403
from tests.projects.webinar.settings import (
    DATABASES,
    INSTALLED_APPS,
    MIDDLEWARE,
    REST_FRAMEWORK,
)
from tests.recordings.jibri import TOKEN

# What a test wants otherwise, see tests/faults/site.py.
wanted = json.loads(os.environ.get("JITSI_LIVE_FAULTS_WANTED", "{}"))

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.diary"]
MIDDLEWARE = [*wanted.get("middleware", []), *MIDDLEWARE]
DATABASES["default"] |= {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": wanted.get("atomic_requests", False),
    "OPTIONS": {
        "isolation_level": IsolationLevel[wanted.get("isolation", "READ_COMMITTED")],
        **wanted.get("options", {}),
    },
}
if "cache" in wanted:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": wanted["cache"],
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }

if "recordings" in wanted:
    DEBUG = True  # so that recordings are fetched from this machine
    FILE_UPLOAD_TEMP_DIR = wanted["temporary"]
    STORAGES = {
        "recordings": {
            "BACKEND": "tests.faults.recorder.SlowStorage",
            "OPTIONS": {"location": wanted["recordings"]},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    JITSI_LIVE_RECORDINGS_STORAGE = "recordings"

if "uploads" in wanted:
    STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "recordings": {
            "BACKEND": "tests.faults.dying.DyingStorage",
            "OPTIONS": {"location": f"{wanted['uploads']}/stored"},
        },
    }
    FAULTS_ORDERS = wanted["uploads"]
    JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
    JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN)}

SIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(hours=2)}
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    # Here all the audience comes from one address.
    "DEFAULT_THROTTLE_RATES": {
        "jitsi_live_status": None,
        "jitsi_live_join": None,
        "jitsi_live_write": None,
    },
}

# What goes wrong is in the log of the processes.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"log": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["log"], "level": "WARNING"},
}

WSGI_APPLICATION = "tests.faults.wsgi.application"
JITSI_LIVE_HOST_LOOKUP = "speakers"
JITSI_LIVE_HEARTBEAT = 20
JITSI_LIVE_IDLE_END_AFTER = 60
JITSI_LIVE_CAPACITY = wanted.get("capacity")

"""The usual host project with Django's usual middleware, and room for measuring."""

from __future__ import annotations

import os

from tests.keys import with_secret
from tests.projects.webinar.settings import *  # noqa: F403
from tests.projects.webinar.settings import DATABASES, REST_FRAMEWORK

DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DATABASES = {"default": {**DATABASES["default"], "CONN_MAX_AGE": 600}}
if os.environ.get("JITSI_LIVE_BENCHMARK_PREPARED"):
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 3}
# One person asks for all: without a rate nothing is counted, neither here nor in the empty views.
RATES = (
    "jitsi_live_join",
    "jitsi_live_questions",
    "jitsi_live_status",
    "jitsi_live_votes",
    "jitsi_live_write",
)
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": dict.fromkeys(RATES)}
JITSI_LIVE_SERVERS = {"default": with_secret()}

JITSI_LIVE_JOIN_SPREAD = int(os.environ.get("JITSI_LIVE_BENCHMARK_SPREAD", "0"))

if redis := os.environ.get("JITSI_LIVE_BENCHMARK_REDIS"):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}
    }

"""The host site of the browser tests with server push, for a server of its own."""

from __future__ import annotations

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from tests.projects.webinar.streaming import *  # noqa: F403

DEBUG = True
ROOT_URLCONF = "tests.e2e.site"
JITSI_LIVE_POLICY = "tests.e2e.site.SitePolicy"
JITSI_LIVE_SERVERS = {"default": {"BACKEND": "django_jitsi_live.practice.PracticeServer"}}


def application() -> ASGIStaticFilesHandler:
    return ASGIStaticFilesHandler(get_asgi_application())

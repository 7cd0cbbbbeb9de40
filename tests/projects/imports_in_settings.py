"""Settings that import the package, which so is loaded before there are any settings."""

from __future__ import annotations

from django_jitsi_live.servers import PublicServer
from tests.projects.webinar.settings import *  # noqa: F403

JITSI_LIVE_SERVERS = {
    "default": {
        "BACKEND": f"{PublicServer.__module__}.{PublicServer.__name__}",
        "DOMAIN": "meet.example.org",
    }
}

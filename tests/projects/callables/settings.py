"""The host project decides in Python."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.callables.bookings"]

JITSI_LIVE_EVENT_MODEL = "bookings.Appointment"
JITSI_LIVE_HOST_LOOKUP = "tests.projects.callables.bookings.live.is_host"
JITSI_LIVE_SPEAKER_LOOKUP = "tests.projects.callables.bookings.live.is_speaker"
JITSI_LIVE_REGISTRATION_LOOKUP = "tests.projects.callables.bookings.live.is_registered"
JITSI_LIVE_STARTS_AT = "tests.projects.callables.bookings.live.starts_at"
JITSI_LIVE_DISPLAY_NAME = "tests.projects.callables.bookings.live.display_name"
JITSI_LIVE_POLICY = "tests.projects.callables.bookings.live.Policy"
JITSI_LIVE_SERVERS = {
    "default": {
        "BACKEND": "django_jitsi_live.servers.PublicServer",
        "DOMAIN": "video.example.org",
    },
    "clinic": {
        "BACKEND": "django_jitsi_live.servers.PublicServer",
        "DOMAIN": "video.clinic.example",
    },
}

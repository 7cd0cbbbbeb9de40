"""The webinar site with server push, for a server of its own."""

from __future__ import annotations

from tests.projects.webinar.settings import *  # noqa: F403

JITSI_LIVE_STREAM = True

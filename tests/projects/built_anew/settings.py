"""The usual host project, whose queries are built anew at each request."""

from __future__ import annotations

from tests.projects.webinar.settings import *  # noqa: F403

JITSI_LIVE_PREPARED_QUERIES = False

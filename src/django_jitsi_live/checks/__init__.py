"""System checks: every problem with a setting has an id and a hint that shows the line to write.

Importing this package registers them.
"""

from __future__ import annotations

from .database import check_event_table
from .mails import check_mails, check_mails_deployed
from .proxies import check_proxies_deployed
from .recordings import check_recordings, check_recordings_deployed
from .servers import check_servers, check_servers_deployed
from .settings import check_settings
from .surroundings import check_cache_deployed, check_surroundings

__all__ = [
    "check_cache_deployed",
    "check_event_table",
    "check_mails",
    "check_mails_deployed",
    "check_proxies_deployed",
    "check_recordings",
    "check_recordings_deployed",
    "check_servers",
    "check_servers_deployed",
    "check_settings",
    "check_surroundings",
]

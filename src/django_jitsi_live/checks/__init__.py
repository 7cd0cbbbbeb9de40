"""System checks: every problem with a setting has an id and a hint that shows the line to write.

Importing this package registers them.
"""

from __future__ import annotations

from .database import check_event_table
from .proxies import check_proxies_deployed
from .servers import check_servers, check_servers_deployed
from .settings import check_settings

__all__ = [
    "check_event_table",
    "check_proxies_deployed",
    "check_servers",
    "check_servers_deployed",
    "check_settings",
]

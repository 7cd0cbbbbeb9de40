"""Where sessions are stored, and the server that a session runs on."""

from __future__ import annotations

import logging

from django.db import router

from ..exceptions import ServerMisconfigured
from ..models import LiveSession
from ..servers import Server, UnusableServer, get_server

logger = logging.getLogger("django_jitsi_live")


def require_server(alias: str) -> Server:
    """The server of that alias. Raises ``ServerMisconfigured``, and logs why."""
    try:
        return get_server(alias)
    except UnusableServer as error:
        logger.error("No live video: %s", error)
        raise ServerMisconfigured from error


def server_supports(alias: str, what: str) -> bool:
    """Whether the server can do that; no server that cannot be used, which a check names."""
    try:
        return get_server(alias).supports(what)
    except UnusableServer:
        return False


def session_database() -> str:
    """The alias of the database that sessions are written to."""
    return router.db_for_write(LiveSession)

"""Where a new run is opened: a server by weight, but none that is drained or known to be down."""

from __future__ import annotations

import datetime as dt
import logging
from random import SystemRandom

from .. import moments
from ..conf import conf
from ..exceptions import LiveError, ServerMisconfigured
from ..models import ServerFailure
from ..policy import Policy
from ..servers import Server, UnusableServer, get_server
from .store import require_server, session_database

logger = logging.getLogger("django_jitsi_live")

DEFAULT = "default"
PASSED_OVER = dt.timedelta(minutes=15)
"""So long after a failure a server gets no new runs, unless no other can be had."""
MAX_REASON_LENGTH = 255


def server_for(policy: Policy, event: object) -> str:
    """The alias that the policy wants, else one by weight. Raises ``ServerMisconfigured``."""
    return policy.server_for(event) or choose_server()


def choose_server() -> str:
    """The alias of a server for a new run. Raises ``ServerMisconfigured``."""
    servers = _open_servers()
    if len(servers) > 1:
        servers = _up(servers)
    weights = [each.weight or 1 for each in servers]
    return SystemRandom().choices(servers, weights)[0].alias


def other_servers(alias: str) -> list[str]:
    """The aliases to which a session can be moved from that server."""
    return [each for each in conf.SERVERS if each != alias and _is_open(each)]


def possible_servers(policy: Policy, event: object) -> list[Server]:
    """Of which a start takes one, as far as that is known without a query; none where none can be
    used, which is for a start to say."""
    try:
        alias = policy.server_for(event)
        if alias:
            return [get_server(alias)]
    except (LiveError, UnusableServer):
        return []
    servers = [get_server(each) for each in conf.SERVERS if _is_open(each)]
    weighted = [server for server in servers if server.weight]
    return weighted or [each for each in servers if each.alias == DEFAULT] or servers


def _open_servers() -> list[Server]:
    """Those that take part in the choice: with a weight, else the default, else any."""
    servers = [get_server(alias) for alias in conf.SERVERS if _is_open(alias)]
    weighted = [server for server in servers if server.weight]
    if weighted:
        return weighted
    default = require_server(DEFAULT)
    if not default.is_drained:
        return [default]
    if servers:
        return servers
    logger.error("No live video: every server in JITSI_LIVE_SERVERS is DRAINED or unusable.")
    raise ServerMisconfigured


def _is_open(alias: str) -> bool:
    try:
        return not get_server(alias).is_drained
    except UnusableServer:
        return False  # the system check names it


def _up(servers: list[Server]) -> list[Server]:
    """Those that are not known to be down; all of them where all are."""
    since = moments.now() - PASSED_OVER
    failed = ServerFailure.objects.using(session_database()).filter(failed_at__gt=since)
    down = {*failed.values_list("alias", flat=True)}
    return [each for each in servers if each.alias not in down] or servers


def mark_server_down(alias: str, reason: str) -> None:
    """Let no new run be opened there for a while. ``reason`` is for operators."""
    failed = {"failed_at": moments.now(), "reason": reason[:MAX_REASON_LENGTH]}
    rows = ServerFailure.objects.using(session_database())
    rows.update_or_create(alias=alias, defaults=failed)


def mark_server_up(alias: str) -> None:
    """Let new runs be opened there again."""
    ServerFailure.objects.using(session_database()).filter(alias=alias).delete()

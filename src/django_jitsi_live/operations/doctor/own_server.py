"""Examines a Jitsi server of one's own, with Prosody and jicofo behind the web server."""

from __future__ import annotations

from collections.abc import Iterator

from ...servers import SelfHostedServer
from .admission import examine_login
from .attendance import examine_event_sync
from .door import find_door
from .findings import Finding, guarded
from .keys import examine_keys
from .own_site import Site
from .recordings import examine_uploads
from .reservations import examine_reservations
from .system_calls import examine_calls
from .system_keys import examine_system_keys


def examine_own_server(
    server: SelfHostedServer, site: Site, *, is_reachable: bool
) -> Iterator[Finding]:
    alias, network = server.alias, site.network if is_reachable else None
    yield from guarded("keys", examine_keys(server, site), alias)
    yield from guarded("system_keys", examine_system_keys(server, site), alias)
    door = find_door(server, network) if network else None
    yield from guarded("login", examine_login(server, door, site.url), alias)
    yield from guarded("event_sync", examine_event_sync(server, site, door), alias)
    yield from guarded("reservations", examine_reservations(server, site, door), alias)
    yield from guarded("recordings_address", examine_uploads(server, site), alias)
    yield from guarded("system_calls", examine_calls(server, site, door), alias)

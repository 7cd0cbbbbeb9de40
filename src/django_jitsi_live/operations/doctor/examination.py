"""The doctor: what is wrong with the Jitsi servers and with the site, and what to change.

Nothing secret is in a finding: no token, no key, no message of an error that might quote one.
"""

from __future__ import annotations

import re

from ...conf import conf
from .findings import CannotExamine, Finding
from .own_site import Site
from .probe import Network
from .server import examine_server
from .site import examine_site


def examine(
    alias: str | None = None,
    event_id: str | None = None,
    site_url: str = "",
    *,
    offline: bool = False,
) -> list[Finding]:
    """The findings about one server, or about all, and the site. Raises ``CannotExamine``."""
    configured: object = conf.SERVERS
    known = [*configured] if isinstance(configured, dict) else []
    if alias is not None and alias not in known:
        choices = ", ".join(map(str, known)) or "none"
        raise CannotExamine(f"There is no server {alias!r} in JITSI_LIVE_SERVERS, only: {choices}.")
    if site_url and not re.fullmatch(r"(?i)https?://[^/?#@\s]+/?", site_url):
        raise CannotExamine("The site's address must be like https://www.example.org, no more.")
    site = Site(site_url.rstrip("/"), None if offline else Network())
    # There must be a default server, configured or not.
    aliases = dict.fromkeys(["default", *known]) if alias is None else [alias]
    servers = [finding for each in aliases for finding in examine_server(each, site)]
    return [*servers, *examine_site(site, known, event_id)]

"""The names that a Jitsi server has within XMPP, which its ``config.js`` tells. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

DOMAIN = r"""hosts(?:\s*[:=]\s*\{{[^}}]*?|\.){name}\s*[:=]\s*([^\n;]*)"""
TEXTS = re.compile(r"""["']([\w.-]*)["']""")


class XmppNames(NamedTuple):
    domain: str
    """Often an internal one such as ``meet.jitsi``."""
    rooms: str
    """Of the rooms, with the tenant where there is one."""
    focus: str
    """Where jicofo is asked for a room."""


def parse_names(config: str, domain: str, rooms: str, tenant: str) -> XmppNames:
    """What ``config.js`` says; where it says nothing, what the site takes for it."""
    told = _value(config, "domain") or domain
    if told != domain:
        rooms = f"conference.{told}"
    rooms = _value(config, "muc") or rooms
    prefix, _, rest = rooms.partition(".")
    within = f"{prefix}.{tenant}.{rest}" if tenant else rooms
    return XmppNames(told, within, _value(config, "focus") or f"focus.{told}")


def _value(config: str, name: str) -> str:
    """Of an expression such as ``'conference.' + subdomain + 'meet.example.org'`` the texts."""
    found = re.search(DOMAIN.format(name=name), config)
    return "".join(TEXTS.findall(found[1])) if found else ""

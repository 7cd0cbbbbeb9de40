"""Logs in to a Jitsi server with a token, as Jitsi's own client does."""

from __future__ import annotations

import re
import secrets
from html import unescape
from typing import NamedTuple
from urllib.parse import quote

from ...printable import printable
from .probe import Network, RequestFailure, Response

HTTP_BIND = "http://jabber.org/protocol/httpbind"
XML = {"Content-Type": "text/xml; charset=utf-8"}
SECONDS_TO_WAIT = 2
HINT = "Let the web server there pass /http-bind on to Prosody, as Jitsi's own set-ups do."

XMPP_DOMAIN = re.compile(r"""hosts(?:\s*[:=]\s*\{[^}]*?|\.)domain\s*[:=]\s*["']([\w.-]+)["']""")
SESSION_ID = re.compile(r"""\bsid=["']([^"'<>&]+)["']""")
CONDITION = re.compile(r"""\bcondition=["']([\w-]+)""")
FAILURE = re.compile(r"<failure[^>]*>\s*<([a-z-]+)")
REASON = re.compile(r"<text[^>]*>([^<]*)")


class Admission(NamedTuple):
    is_granted: bool
    reason: str = ""
    """The server's reason for refusing; empty if it gives none."""


def log_in(network: Network, domain: str, room_name: str, token: str) -> Admission | RequestFailure:
    """Try the token, or an empty one, on the Jitsi server of that domain."""
    query = f"?room={quote(room_name)}" + (f"&token={token}" if token else "")
    address = f"https://{domain}/http-bind{query}"
    request_id = secrets.randbelow(2**32)
    opened = network.post(address, _open(request_id, _xmpp_domain(network, domain)), XML)
    text = _text(opened)
    if isinstance(text, RequestFailure):
        return text
    session = SESSION_ID.search(text)
    if session is None:
        return RequestFailure(
            f"https://{domain}/http-bind opens no session{_condition(text)}.", HINT
        )
    tried = _text(network.post(address, _authenticate(request_id + 1, session[1]), XML))
    network.post(address, _close(request_id + 2, session[1]), XML)
    if isinstance(tried, RequestFailure):
        return tried
    return Admission("<success" in tried, _refusal(tried))


def _xmpp_domain(network: Network, domain: str) -> str:
    """The server's XMPP domain, which is often an internal one such as ``meet.jitsi``."""
    config = _text(network.get(f"https://{domain}/config.js"))
    found = XMPP_DOMAIN.search(config) if isinstance(config, str) else None
    return found[1] if found else domain.partition(":")[0]


def _text(response: Response | RequestFailure) -> str | RequestFailure:
    if isinstance(response, RequestFailure):
        return response
    if response.status != 200:
        message = f"{response.url} answers with the HTTP status {response.status}."
        return RequestFailure(message, HINT)
    return response.body.decode(errors="replace")


def _condition(text: str) -> str:
    found = CONDITION.search(text)
    return f": {printable(found[1])}" if found else ""


def _refusal(text: str) -> str:
    told = [*FAILURE.findall(text), *REASON.findall(text)]
    return printable(unescape(": ".join(told)))


def _open(request_id: int, xmpp_domain: str) -> str:
    return (
        f'<body xmlns="{HTTP_BIND}" xmlns:xmpp="urn:xmpp:xbosh" rid="{request_id}" '
        f'to="{xmpp_domain}" xml:lang="en" wait="{SECONDS_TO_WAIT}" hold="1" ver="1.6" '
        'content="text/xml; charset=utf-8" xmpp:version="1.0"/>'
    )


def _authenticate(request_id: int, session: str) -> str:
    sasl = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>'
    return f'<body xmlns="{HTTP_BIND}" rid="{request_id}" sid="{session}">{sasl}</body>'


def _close(request_id: int, session: str) -> str:
    return f'<body xmlns="{HTTP_BIND}" rid="{request_id}" sid="{session}" type="terminate"/>'

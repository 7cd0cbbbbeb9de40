"""Examines what a Jitsi server's web server says: its script, its certificate and its clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from ... import moments
from ...servers import CLOCK_LEEWAY, Server, TokenServer
from .findings import Finding, Level, failure_finding
from .probe import Network, RequestFailure, Response

RENEW_WITHIN = dt.timedelta(days=14)
CLOCK_WARNING = 5.0  # seconds


def examine_script(server: Server, network: Network | None) -> Iterator[Finding]:
    if network is None or not server.origin:
        return
    response = network.get(server.script_url)
    if isinstance(response, RequestFailure):
        yield failure_finding("certificate" if response.is_untrusted else "script", response)
        return
    yield _script_finding(response)
    if response.expires is not None:
        yield _certificate(response.expires)
    yield _clock(response, isinstance(server, TokenServer))


def is_reachable(script: list[Finding]) -> bool:
    return any(each.check == "script" and each.level is Level.OK for each in script)


def _script_finding(response: Response) -> Finding:
    if response.redirect:
        target = urlsplit(response.redirect).netloc
        message = f"{response.url} redirects to {response.redirect}."
        hint = f'Set DOMAIN to the server that answers in the end: "{target}".'
    elif response.status != 200:
        message = (
            f"{response.url} answers with the HTTP status {response.status}, not with a script."
        )
        hint = "Check that DOMAIN (for JaaS also APP_ID) names a Jitsi Meet web server."
    elif b"JitsiMeetExternalAPI" not in response.body:
        message = f"{response.url} is not Jitsi's external API."
        hint = "Let DOMAIN name the Jitsi Meet web server, not another site or a login before it."
    else:
        return Finding("script", f"{response.url} is Jitsi's external API.")
    return Finding("script", message, hint, Level.BROKEN)


def _certificate(expires: dt.datetime) -> Finding:
    message = f"The TLS certificate is valid until {expires:%Y-%m-%d}."
    if expires - moments.now() > RENEW_WITHIN:
        return Finding("certificate", message)
    hint = "Renew it now, and see why that does not happen by itself (certbot renew --dry-run)."
    return Finding("certificate", message, hint, Level.WARNING)


def _clock(response: Response, verifies_tokens: bool) -> Finding:
    if response.clock_offset is None:
        hint = "Compare the clocks yourself: `date -u` on both machines."
        return Finding("clock", "The server does not tell the time.", hint, Level.INFO)
    seconds = abs(response.clock_offset)
    if seconds <= CLOCK_WARNING:
        return Finding("clock", f"The clocks agree within {CLOCK_WARNING:.0f} seconds.")
    host, here = f"the clock of {urlsplit(response.url).netloc}", "the clock of this machine"
    ahead, behind = (host, here) if response.clock_offset > 0 else (here, host)
    message = f"{ahead[0].upper()}{ahead[1:]} is {seconds:.0f} seconds ahead of {behind}."
    hint = (
        "Let both follow NTP (`timedatectl set-ntp true`). Prosody refuses tokens when they are "
        f"a second too early or late; ours allow {CLOCK_LEEWAY.seconds} seconds of difference."
    )
    is_broken = verifies_tokens and seconds > CLOCK_LEEWAY.seconds
    return Finding("clock", message, hint, Level.BROKEN if is_broken else Level.WARNING)

"""Examines whether a server lets people in with a token, and without one."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator

from ... import moments
from ...servers import Seat, SelfHostedServer
from .findings import Finding, Level
from .login import Admission, log_in
from .probe import Network, RequestFailure


def examine_login(server: SelfHostedServer, network: Network) -> Iterator[Finding]:
    """Whether the Jitsi server accepts a token of this site, and requires one."""
    room_name = f"doctor-{secrets.token_hex(8)}"
    now = moments.now()
    seat = Seat(room_name, "doctor", "Doctor", "attendee", now, now + dt.timedelta(minutes=1))
    tried = log_in(network, server.domain, room_name, server.token(seat))
    if isinstance(tried, RequestFailure):
        message = f"Whether the server believes our tokens could not be tried: {tried.message}"
        yield Finding("login", message, tried.hint, Level.WARNING)
        return
    yield _login_finding(server, tried)
    unasked = log_in(network, server.domain, room_name, "")
    if isinstance(unasked, Admission) and unasked.is_granted:
        message = "The server lets people in without a token: anybody can open any room there."
        hint = "Set allow_empty_token = false in Prosody (docker-jitsi-meet: JWT_ALLOW_EMPTY=0)."
        yield Finding("login", message, hint, Level.BROKEN)


def _login_finding(server: SelfHostedServer, tried: Admission) -> Finding:
    if tried.is_granted:
        return Finding("login", f"A token of this site logs in to {server.domain}.")
    said = f" It says: {tried.reason}." if tried.reason else ""
    message = f"{server.domain} refuses the tokens of this site.{said}"
    signed_by = "APP_SECRET with app_secret"
    if server.public_keys:
        signed_by = "what Prosody gets from asap_key_server with KEY_ID and PRIVATE_KEY"
    hint = (
        f"Compare APP_ID with app_id (asap_accepted_issuers), {signed_by}, AUDIENCE with "
        "asap_accepted_audiences, and the clocks; then restart Prosody."
    )
    return Finding("login", message, hint, Level.BROKEN)

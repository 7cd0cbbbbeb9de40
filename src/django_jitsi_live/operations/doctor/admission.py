"""Examines whether a server lets people in with a token, and without one."""

from __future__ import annotations

from collections.abc import Iterator

from ...servers import SelfHostedServer
from .connection import Admission
from .door import Door
from .findings import Finding, Level
from .moderators import examine_moderators
from .probe import RequestFailure
from .refusals import refusal_finding

ALLOW_EMPTY = (
    "Set in Prosody, or for docker-jitsi-meet in .env:\nallow_empty_token = false\n"
    "JWT_ALLOW_EMPTY=0"
)


def examine_login(server: SelfHostedServer, door: Door | None, site_url: str) -> Iterator[Finding]:
    """Whether the Jitsi server accepts a token of this site, requires one, and keeps its role.

    Where no ``door`` is reachable, only what pages have reported is known.
    """
    findings = [] if door is None else [*_logins(door, site_url)]
    yield from findings
    is_in = any(each.level is Level.OK for each in findings)
    yield from examine_moderators(server, door if is_in else None)


def _logins(door: Door, site_url: str) -> Iterator[Finding]:
    tried = door.log_in(door.token())
    if isinstance(tried, RequestFailure):
        message = f"Whether the server believes our tokens could not be tried: {tried.message}"
        yield Finding("login", message, tried.hint, Level.WARNING)
        return
    if tried.is_granted:
        yield Finding("login", f"A token of this site logs in to {door.server.domain}.")
    else:
        yield refusal_finding(door, tried.reason, site_url)
    yield from _without_token(door)


def _without_token(door: Door) -> Iterator[Finding]:
    tried = door.log_in("")
    if isinstance(tried, Admission) and tried.is_granted:
        message = "The server lets people in without a token: anybody can open any room there."
        yield Finding("login", message, ALLOW_EMPTY, Level.BROKEN)

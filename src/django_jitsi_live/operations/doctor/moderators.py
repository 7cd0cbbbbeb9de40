"""Examines whether tokens open their room, and whether exactly the hosts moderate it.

Both are seen from inside a room only. So the doctor enters one of its own, as an attendee and as a
host. Where it cannot, what pages have reported is all that is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...models import LiveSession, RoleMismatch
from ...servers import SelfHostedServer
from .connection import Entry
from .door import Door
from .findings import Finding, Level
from .subjects import LOBBY, entry_finding, lobby_finding

JICOFO_AUTH = "JICOFO_ENABLE_AUTH=0"
AUTO_OWNER = "ENABLE_AUTO_OWNER=0"
WAIT_FOR_HOST = "WAIT_FOR_HOST_DISABLE_AUTO_OWNERS=1"
AFFILIATION = "XMPP_MUC_MODULES=token_affiliation"
DOCKER = "For docker-jitsi-meet write into .env (for Prosody and jicofo see the guides):\n"

EVERYBODY_HINT = (
    f"{DOCKER}{JICOFO_AUTH}\n{WAIT_FOR_HOST}\n"
    "From the Debian packages: no authentication block with enabled = true in jicofo.conf, "
    "wait_for_host_disable_auto_owners = true in Prosody, and no muc_allowners there."
)
FIRST_HINT = (
    f"{DOCKER}{AUTO_OWNER}\n"
    "From the Debian packages: jicofo.conference.enable-auto-owner = false in jicofo.conf."
)
HOST_HINT = (
    f"{DOCKER}{AFFILIATION}\n"
    'From the Debian packages: "token_affiliation"; in modules_enabled of the component '
    "for conferences."
)
ALL_LINES = f"{DOCKER}{JICOFO_AUTH}\n{AUTO_OWNER}\n{WAIT_FOR_HOST}\n{AFFILIATION}"

REPORTED = {
    RoleMismatch.HOST: ("hosts are no moderators", HOST_HINT),
    RoleMismatch.ATTENDEE: ("people who are no hosts are moderators", ALL_LINES),
    RoleMismatch.BOTH: ("hosts are no moderators, and others are", ALL_LINES),
}


def examine_moderators(server: SelfHostedServer, door: Door | None) -> Iterator[Finding]:
    """``door`` is None where no token of ours logs in."""
    if door is None:
        yield _reported(server.alias)
        return
    entry = door.enter_first()
    if entry.refusal == LOBBY:
        yield from _past_the_lobby(door)
        return
    finding = entry_finding(door, entry)
    if finding is not None:
        yield finding
    yield _seen(door, entry) if entry.is_inside else _reported(server.alias)


def _past_the_lobby(door: Door) -> Iterator[Finding]:
    """Where attendees wait, a host has to come in by the token alone."""
    [host] = door.enter(door.token("host"))
    door.role, door.entry = "host", host
    yield lobby_finding(host)
    yield _seen_host(door, host, "attendees wait in the lobby")


def _seen(door: Door, attendee: Entry) -> Finding:
    if attendee.is_moderator:
        return _promoted(door)
    [host] = door.enter(door.token("host"))
    return _seen_host(door, host, "an attendee is not")


def _seen_host(door: Door, host: Entry, others: str) -> Finding:
    if not host.is_inside:
        return _reported(door.server.alias)
    if not host.is_moderator:
        message = "A host with a token of this site is no moderator there."
        return Finding("moderators", message, HOST_HINT, Level.BROKEN)
    return Finding("moderators", f"In a room there, a host is a moderator, and {others}.")


def _promoted(door: Door) -> Finding:
    """Whether everybody is promoted, or only who comes first."""
    *_, second = door.enter(door.token(), door.token("speaker"))
    if second.is_inside and not second.is_moderator:
        message = (
            "The server makes a moderator of whoever comes first, attendees included, and of the "
            "next one when that one leaves."
        )
        return Finding("moderators", message, FIRST_HINT, Level.BROKEN)
    if not second.is_inside:
        message = "The server makes an attendee a moderator."
        return Finding("moderators", message, ALL_LINES, Level.BROKEN)
    message = "The server makes everybody a moderator, attendees included."
    return Finding("moderators", message, EVERYBODY_HINT, Level.BROKEN)


def _reported(alias: str) -> Finding:
    """What the pages of the latest session have reported: the doctor was not inside."""
    sessions = LiveSession.objects.filter(server=alias, started_at__isnull=False)
    latest = sessions.order_by("-started_at").first()
    if latest is None or not latest.role_mismatch:
        message = (
            "Who is a moderator there could not be seen, and no page of the latest session has "
            "reported a wrong role. Is everybody one? Then the server promotes people."
        )
        return Finding("moderators", message, ALL_LINES, Level.INFO)
    what, hint = REPORTED[RoleMismatch(latest.role_mismatch)]
    message = f"In the latest live session, of event {latest.event_id}, {what}: its pages say so."
    return Finding("moderators", message, hint, Level.BROKEN)

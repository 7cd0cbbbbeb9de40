"""Examines why a token that logs in does not open its room.

The room and the subject of a token are judged at the door of the room only (jitsi-meet,
prosody-plugins/token/util.lib.lua).
"""

from __future__ import annotations

from .connection import Entry
from .door import Door
from .findings import Finding, Level

LOBBY = "registration-required"
NOT_THERE = "Room does not exist"  # jicofo has opened none


def entry_finding(door: Door, entry: Entry) -> Finding | None:
    """What the refusal of the doctor's own room says; None where it was not tried."""
    if entry.is_inside:
        return Finding("join", "A token of this site opens its room.")
    if entry.refusal == "reservation":
        return _reserved(door, entry)
    if entry.refusal and NOT_THERE not in entry.reason:
        return _refused(door, entry)
    return None


def lobby_finding(host: Entry) -> Finding:
    if host.is_inside:
        message = "A lobby keeps attendees waiting until a moderator lets them in."
        return Finding("join", message, "Right if you want it.", Level.INFO)
    message = "A lobby keeps everybody waiting, hosts too: nobody can let anybody in."
    hint = (
        "Let hosts pass it by their tokens; load in the component for conferences:\n"
        'modules_enabled = { "token_lobby_bypass"; }'
    )
    return Finding("join", message, hint, Level.BROKEN)


def _reserved(door: Door, entry: Entry) -> Finding:
    message = f"Only reserved rooms exist there, so the doctor cannot enter one. {entry.reason}"
    hint = "Another system than this site says which rooms exist; see that it knows yours."
    if not door.server.reservations_tokens:
        return Finding("join", message, hint, Level.INFO)
    hint = (
        "Let Prosody ask this site, with this database, which rooms exist: see the finding "
        "about reservations."
    )
    return Finding("join", message, hint, Level.WARNING)


def _refused(door: Door, entry: Entry) -> Finding:
    server = door.server
    for subject in dict.fromkeys([door.names.domain, server.room("").rpartition("/")[0], "*"]):
        if subject != server.subject and door.enter(door.token(sub=subject))[0].is_inside:
            message = (
                f"{server.domain} lets people log in, but not into their room: it does not accept "
                f"the SUBJECT {server.subject!r}; {subject!r} is what it accepts."
            )
            hint = f'Write in JITSI_LIVE_SERVERS:\n"SUBJECT": "{subject}"'
            return Finding("join", message, hint, Level.BROKEN)
    message = (
        f"{server.domain} lets people log in, but not into their room. It says: {entry.refusal}"
        f"{entry.reason and f': {entry.reason}'}."
    )
    hint = "See Prosody's log for the reason; compare SUBJECT and TENANT with its configuration."
    return Finding("join", message, hint, Level.BROKEN)

"""Calls of ``jitsi_live_server`` for the tests, and servers to call it for."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from tests.keys import pair, with_key_pair

SITE = "https://www.example.org"
JITSI = f"{SITE}/api/live/jitsi"
EVENT_SYNC_TOKEN = "event-sync-token-of-the-tests"
RECORDINGS_TOKEN = "recordings-token-of-the-tests-0123456789"
RESERVATIONS_TOKEN = "reservations-token-of-the-tests"

EVERYTHING: dict[str, Any] = {
    "PROSODY_URL": "http://127.0.0.1:5280",
    "SYSTEM_KEY": str(pair("system")[0]),
    "SYSTEM_KEY_ID": "system-2026",
    "EVENT_SYNC_TOKEN": EVENT_SYNC_TOKEN,
    "RESERVATIONS_TOKEN": RESERVATIONS_TOKEN,
    "LOCK_NAMES": True,
}
IN_DOCKER = {**EVERYTHING, "XMPP_DOMAIN": "meet.jitsi", "MUC_DOMAIN": "muc.meet.jitsi"}
ALL_PARTS = "attendance,end,reservations,recording,moderation,stage,chat,lobby"


def printed(*arguments: str) -> str:
    out = StringIO()
    site = ("--site-url", SITE)
    call_command("jitsi_live_server", *site, *arguments, stdout=out, no_color=True)
    return out.getvalue()


def filled_in(text: str) -> str:
    """As an operator leaves it: with the secrets."""
    text = text.replace("the value of EVENT_SYNC_TOKEN", EVENT_SYNC_TOKEN)
    return text.replace("the value of RESERVATIONS_TOKEN", RESERVATIONS_TOKEN)


def differences(platform: str, file: Path, *arguments: str) -> tuple[int, str]:
    """The exit status, and what is said."""
    out = StringIO()
    try:
        call_command(
            "jitsi_live_server",
            platform,
            *("--diff", str(file), "--site-url", SITE, *arguments),
            stdout=out,
            no_color=True,
        )
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def server(**options: Any) -> dict[str, object]:
    return with_key_pair(**options)

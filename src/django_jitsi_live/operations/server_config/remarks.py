"""What no line of configuration can do, as comments. Pure."""

from __future__ import annotations

import shlex
import textwrap

from .needs import SCRIPT_NAME, Part, ServerNeeds

NEW_KEYS = "manage.py jitsi_live_newkey, and jitsi_live_newkey --system"


def remarks(needs: ServerNeeds, comment: str) -> list[str]:
    """Lines that begin with that sign of a comment."""
    texts = [*_shared_secret(needs), *_port(needs), *_reservations(needs), *_chat(needs)]
    texts += [*_recording(needs), *_off(needs)]
    if not needs.has_site_url:
        texts.insert(0, "Write your site's address for YOUR-SITE, or give it: --site-url.")
    return [line for text in texts for line in _wrapped(text, comment)]


def _shared_secret(needs: ServerNeeds) -> list[str]:
    if needs.has_key_pair:
        return []
    end = (
        "the end of a conference works with Jitsi older than August 2026 only, and any user's "
        "token can do the same where the port is reached"
        if needs.needs(Part.END)
        else "your site cannot end a conference on Jitsi of August 2026 or newer"
    )
    return [
        f"With APP_SECRET, {end}; throwing a person out does not work at all. For both, sign with "
        f"key pairs ({NEW_KEYS}), and run this command again."
    ]


def _port(needs: ServerNeeds) -> list[str]:
    if not needs.needs(Part.END):
        return []
    return ["Let nobody but your site and Jitsi's web server reach port 5280 of Prosody."]


def _reservations(needs: ServerNeeds) -> list[str]:
    if not needs.needs(Part.RESERVATIONS):
        return []
    return [
        "Reservations: while your site is down, no room can be opened. They do nothing if Jitsi's "
        "config.js has conferenceRequestUrl."
    ]


def _recording(needs: ServerNeeds) -> list[str]:
    if not needs.needs(Part.RECORDING):
        return []
    if needs.takes_recordings:
        server = "" if needs.alias == "default" else f" --server {shlex.quote(needs.alias)}"
        return [
            "Recordings: Jibri needs the script of manage.py jitsi_live_server jibri"
            f"{server} as {SCRIPT_NAME}, and beside it the token in a file recordings-token."
        ]
    return [
        "Recordings stay on the machine of Jibri. For your site to get them, add to "
        f"JITSI_LIVE_SERVERS[{needs.alias!r}]: RECORDINGS_TOKEN."
    ]


def _chat(needs: ServerNeeds) -> list[str]:
    if not needs.needs(Part.CHAT):
        return []
    return [
        "Chat: messages are refused only in rooms where a moderator has switched that on in "
        "Jitsi's own settings. When the module is loaded, let your site know: "
        f"JITSI_LIVE_SERVERS[{needs.alias!r}]: CHAT_FILTER.",
        "Jitsi's page lets everybody write until then. To have it take the field away, and "
        "hosts' pages restrict the chat by themselves, name a file of Jitsi's web server that "
        'says {"groupChatRequiresPermission": true, "defaultBranding": true}: in Docker by '
        "DYNAMIC_BRANDING_URL, elsewhere by config.dynamicBrandingUrl in Jitsi's config.js.",
    ]


def _off(needs: ServerNeeds) -> list[str]:
    return [
        f"Off: {part}. To switch it on, add to JITSI_LIVE_SERVERS[{needs.alias!r}]: {line}"
        for part, line in needs.missing
    ]


def _wrapped(text: str, comment: str) -> list[str]:
    return textwrap.wrap(
        text,
        100,
        initial_indent=f"{comment} ",
        subsequent_indent=f"{comment}   ",
        break_long_words=False,
        break_on_hyphens=False,
    )

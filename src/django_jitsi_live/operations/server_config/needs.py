"""What one server of ``JITSI_LIVE_SERVERS`` needs from its Jitsi installation. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PLACEHOLDER = "https://YOUR-SITE"
SCRIPT_NAME = "jitsi-live.sh"
"""Of what Jibri runs when a recording ends."""


class Part(StrEnum):
    """A capability that the Jitsi server must be configured for, beside letting people in."""

    ATTENDANCE = "attendance"
    END = "end"
    RESERVATIONS = "reservations"
    RECORDING = "recording"
    MODERATION = "moderation"
    STAGE = "stage"
    CHAT = "chat"
    LOBBY = "lobby"


class Platform(StrEnum):
    """How the Jitsi server was installed."""

    DOCKER = "docker"
    DEBIAN = "debian"


@dataclass(frozen=True, slots=True)
class ServerNeeds:
    alias: str
    app_id: str
    audience: str
    subject: str
    tenant: str
    xmpp_domain: str
    muc_domain: str
    prosody_url: str
    """Where the site reaches Prosody's HTTP; empty where it does not."""
    keys_url: str
    """Where Prosody gets the keys of tokens; empty with a shared secret."""
    system_keys_url: str
    """Where Prosody gets the keys of the site's own calls; empty without such keys."""
    server_url: str
    """The address below which the site serves this server's requests, without a slash."""
    takes_recordings: bool
    """Whether recorders upload to the site."""
    parts: frozenset[Part]
    missing: tuple[tuple[Part, str], ...] = field(default=())
    """Parts that are off, with the line of the settings that would switch them on."""

    @property
    def has_key_pair(self) -> bool:
        return bool(self.keys_url)

    @property
    def has_site_url(self) -> bool:
        """Whether the addresses are those of the site, not of a placeholder."""
        return PLACEHOLDER not in self.server_url

    @property
    def subject_fits(self) -> bool:
        """Whether Prosody's domain verification accepts the claim ``sub``."""
        return self.subject in {"*", self.tenant or self.xmpp_domain}

    def needs(self, part: Part) -> bool:
        return part in self.parts

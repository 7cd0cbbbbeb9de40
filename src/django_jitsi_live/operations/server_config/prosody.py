"""The modules and options of Prosody that a server needs, whatever it is installed from. Pure.

Modules are Jitsi's own (jitsi-meet, resources/prosody-plugins), and jitsi-contrib/prosody-plugins
where ``CONTRIBUTED`` names them.
"""

from __future__ import annotations

from collections.abc import Iterator

from .needs import Part, ServerNeeds
from .values import Module, ProsodyOption, SecretReference

TRIED = (
    "Jitsi Meet of June 2026, and what changed in its modules by August 2026 (10f7c81)",
    "docker-jitsi-meet of August 2026 (2e6b31d)",
    "jitsi-contrib/prosody-plugins of May 2026 (cd9b905)",
    "Prosody 0.12.3",
)
CONTRIBUTED = frozenset(("event_sync_component", "lobby_autostart", "token_lobby_bypass"))
CONTRIBUTED_URL = (
    "https://raw.githubusercontent.com/jitsi-contrib/prosody-plugins/"
    "cd9b905d6dffc68477afcfdae20934f3a3c3fa42"
)

PROVES_THE_SENDER = "Your site knows by it that Prosody asks."

MODERATES = "Hosts' pages turn on Jitsi's moderation of microphones and cameras."
FILTERS = "Refuses messages of people who may not write, where a moderator has said so in Jitsi."

MAKES_EVERYBODY_MODERATOR = "muc_allowners"
PROMOTES_WHO_LOGS_IN = "muc_wait_for_host"


def main_modules(needs: ServerNeeds) -> Iterator[Module]:
    """Of the VirtualHost in which users log in."""
    if needs.needs(Part.END):
        yield Module("muc_end_meeting", "Your site ends a conference for everybody in it.")
        if needs.has_key_pair:
            yield Module("muc_kick_participant", "Your site throws a person out.")
    if needs.needs(Part.RESERVATIONS):
        yield Module("reservations", "Asks your site whether a room may be opened.")
    if needs.needs(Part.RECORDING):
        yield Module("filter_iq_jibri", "Records and streams only for whom the token allows it.")
    if needs.needs(Part.LOBBY):
        yield Module("persistent_lobby", "Keeps a lobby open while nobody is in the room.")


def muc_modules(needs: ServerNeeds) -> Iterator[Module]:
    """Of the component that has the rooms."""
    yield Module("token_affiliation", "The token alone decides who is a moderator.")
    if needs.needs(Part.MODERATION):
        yield Module("muc_displayname", "Nobody changes the name that the token has.")
    if needs.needs(Part.LOBBY):
        yield Module("lobby_autostart", "Everybody waits in the lobby ...")
        yield Module("token_lobby_bypass", "... but hosts and speakers, by their tokens.")


def global_options(needs: ServerNeeds) -> Iterator[ProsodyOption]:
    # muc_end_meeting is a global module: an option of the VirtualHost does not reach it.
    if needs.needs(Part.END) and needs.system_keys_url:
        yield ProsodyOption(
            "prosody_password_public_key_repo_url",
            needs.system_keys_url,
            "Where the keys of your site's own calls are; no token of a user opens these.",
        )


def reservations_options(needs: ServerNeeds) -> Iterator[ProsodyOption]:
    if needs.needs(Part.RESERVATIONS):
        yield ProsodyOption(
            "reservations_api_prefix",
            f"{needs.server_url}/reservations",
            "Only rooms that are live or backstage at your site can be opened.",
        )
        yield ProsodyOption(
            "reservations_api_headers", _bearer("RESERVATIONS_TOKEN"), PROVES_THE_SENDER
        )


def event_sync_options(needs: ServerNeeds) -> Iterator[ProsodyOption]:
    if needs.needs(Part.ATTENDANCE):
        yield ProsodyOption("muc_component", needs.muc_domain, "Reports who joins and leaves ...")
        breakout = f"breakout.{needs.xmpp_domain}"
        yield ProsodyOption("breakout_component", breakout, "... in breakout rooms, too ...")
        yield ProsodyOption("api_prefix", needs.server_url, "... to your site.")
        yield ProsodyOption("api_headers", _bearer("EVENT_SYNC_TOKEN"), PROVES_THE_SENDER)


def _bearer(option: str) -> dict[str, SecretReference]:
    return {"Authorization": SecretReference(option, "Bearer ")}

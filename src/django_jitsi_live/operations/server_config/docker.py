"""Lines for the ``.env`` of docker-jitsi-meet. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from .env_file import env_line
from .lua import lua_text
from .needs import SCRIPT_NAME, Part, ServerNeeds
from .prosody import (
    FILTERS,
    MODERATES,
    TRIED,
    event_sync_options,
    global_options,
    main_modules,
    muc_modules,
    reservations_options,
)
from .remarks import remarks
from .values import Module, ProsodyOption, SecretReference, secrets_in

XMPP_DOMAIN = "meet.jitsi"
MUC_DOMAIN = "muc.meet.jitsi"
PROSODY_PORT = 5280


@dataclass(frozen=True, slots=True)
class EnvVariable:
    name: str
    value: str
    comment: str
    """What it does."""


def env_variables(needs: ServerNeeds) -> Iterator[EnvVariable]:
    """What ``.env`` must have, in the order in which it is written."""
    yield from login_variables(needs)
    yield from role_variables()
    yield from _domains(needs)
    if needs.needs(Part.RECORDING):
        yield EnvVariable("ENABLE_RECORDING", "1", "Jibri, the recorder, has an account.")
        yield from _uploads(needs)
    yield from _switches(needs)
    yield _modules("XMPP_MUC_MODULES", muc_modules(needs))
    event_sync = [*event_sync_options(needs)]
    yield from _secret_variables(event_sync)
    if event_sync:
        comment = "Reports who joins and leaves to your site. Docker splits the line at its commas."
        yield EnvVariable("XMPP_MUC_CONFIGURATION", docker_lua(event_sync, ","), comment)
    main = [*main_modules(needs)]
    if main:
        yield _modules("XMPP_MODULES", main)
    options = everywhere(needs)
    yield from _secret_variables(options)
    if options:
        comment = " ".join(each.comment for each in options if not [*secrets_in(each.value)])
        yield EnvVariable("GLOBAL_CONFIG", docker_lua(options, "; "), comment)


def everywhere(needs: ServerNeeds) -> list[ProsodyOption]:
    """Options of all hosts: the only place that the global module and the guests read, too."""
    return [*global_options(needs), *reservations_options(needs)]


def login_variables(needs: ServerNeeds) -> Iterator[EnvVariable]:
    yield EnvVariable("ENABLE_AUTH", "1", "Nobody gets in without a token of your site.")
    yield EnvVariable("AUTH_TYPE", "jwt", "Tokens are what lets users in.")
    yield EnvVariable("JWT_APP_ID", needs.app_id, "Your site's name in its tokens.")
    if needs.has_key_pair:
        yield EnvVariable("JWT_ASAP_KEYSERVER", needs.keys_url, "Your site's public keys.")
    else:
        secret = SecretReference("APP_SECRET")
        yield EnvVariable(
            "JWT_APP_SECRET", secret.placeholder, "Your site's secret, which signs its tokens."
        )
    yield EnvVariable(
        "JWT_ACCEPTED_AUDIENCES", needs.audience, "Tokens for other services are refused."
    )


def role_variables() -> Iterator[EnvVariable]:
    yield EnvVariable("JICOFO_ENABLE_AUTH", "0", "A login alone makes nobody a moderator.")
    yield EnvVariable("ENABLE_AUTO_OWNER", "0", "The first who comes is no moderator.")
    yield EnvVariable(
        "WAIT_FOR_HOST_DISABLE_AUTO_OWNERS",
        "1",
        "If muc_wait_for_host is loaded, it makes nobody a moderator.",
    )


def _switches(needs: ServerNeeds) -> Iterator[EnvVariable]:
    """Modules that the container loads by itself."""
    if needs.needs(Part.STAGE):
        yield EnvVariable("ENABLE_AV_MODERATION", "1", MODERATES)
    if needs.needs(Part.CHAT):
        yield EnvVariable("PROSODY_ENABLE_FILTER_MESSAGES", "1", FILTERS)


def _uploads(needs: ServerNeeds) -> Iterator[EnvVariable]:
    if needs.takes_recordings:
        yield EnvVariable(
            "JIBRI_FINALIZE_RECORDING_SCRIPT_PATH",
            f"/config/{SCRIPT_NAME}",
            "Uploads each recording to your site when it ends.",
        )


def _domains(needs: ServerNeeds) -> Iterator[EnvVariable]:
    if needs.xmpp_domain != XMPP_DOMAIN:
        yield EnvVariable("XMPP_DOMAIN", needs.xmpp_domain, "XMPP_DOMAIN of your settings.")
    if needs.muc_domain != MUC_DOMAIN:
        yield EnvVariable("XMPP_MUC_DOMAIN", needs.muc_domain, "MUC_DOMAIN of your settings.")


def _modules(name: str, modules: Iterable[Module]) -> EnvVariable:
    known = [*modules]
    comment = " ".join(each.comment for each in known)
    return EnvVariable(name, ",".join(each.name for each in known), comment)


def _secret_variables(options: Iterable[ProsodyOption]) -> Iterator[EnvVariable]:
    for option in options:
        for secret in secrets_in(option.value):
            comment = "Your site's secret, which a line below uses."
            yield EnvVariable(secret.variable, secret.placeholder, comment)


def docker_lua(options: Iterable[ProsodyOption], separator: str) -> str:
    return separator.join(
        f"{each.name} = {lua_text(each.value, _reference, quote=chr(39))}" for each in options
    )


def _reference(secret: SecretReference) -> str:
    return f"'{secret.prefix}${{{secret.variable}}}'"


def docker_text(needs: ServerNeeds) -> str:
    """The text for the end of ``.env``, and as comments what belongs elsewhere."""
    lines = [
        f"# For the server {needs.alias!r} of JITSI_LIVE_SERVERS.",
        *(f"# Tried with {each}." for each in TRIED),
        "# Paste it at the end of .env, where it replaces earlier lines: docker compose up -d",
        "# What you had in a line with several values, add to the new one.",
        "",
    ]
    for variable in env_variables(needs):
        lines.append(f"# {variable.comment}")
        lines.append(env_line(variable.name, variable.value))
    tail = [*compose_lines(needs), *remarks(needs, "#")]
    return "\n".join([*lines, *([""] if tail else []), *tail]) + "\n"


def compose_lines(needs: ServerNeeds) -> list[str]:
    """How the site reaches Prosody's HTTP, which docker-jitsi-meet publishes nowhere."""
    if not needs.needs(Part.END):
        return []
    address = urlsplit(needs.prosody_url)
    host = "127.0.0.1" if address.hostname == "localhost" else str(address.hostname)
    if not _is_address(host):
        return [f"# PROSODY_URL: your site must be in the network of Jitsi to reach {host}."]
    published = f"[{host}]" if ":" in host else host
    port = f"{published}:{address.port or 80}:{PROSODY_PORT}"
    return [
        "# In docker-compose.override.yml, so that your site reaches Prosody at PROSODY_URL:",
        f'# services: {{prosody: {{ports: ["{port}"]}}}}',
    ]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

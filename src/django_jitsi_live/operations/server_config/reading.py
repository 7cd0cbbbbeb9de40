"""Reads from the settings what a server needs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

from ...conf import conf
from ...policy import may_be_moderated, may_restrict_chat
from ...servers import (
    JaaSServer,
    PublicServer,
    Secrets,
    SelfHostedServer,
    Server,
    UnusableServer,
    make_server,
)
from .docker import MUC_DOMAIN, XMPP_DOMAIN
from .needs import PLACEHOLDER, Part, Platform, ServerNeeds

SITE_URL = re.compile(r"(?i)https?://([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?/?")
CONFIGURABLE_SECRET = re.compile(r"[\w.~+/=:@-]+")
"""Characters that neither Lua nor Docker reads as something else."""
SECRET_OPTIONS = ("APP_SECRET", "EVENT_SYNC_TOKEN", "RESERVATIONS_TOKEN")
MOUNT_LINE = 'Add to the urlpatterns of your site: path("live/", include("django_jitsi_live.urls"))'

NEEDED_OPTIONS: Mapping[Part, tuple[str, ...]] = {
    Part.ATTENDANCE: ("EVENT_SYNC_TOKEN",),
    Part.END: ("PROSODY_URL", "SYSTEM_KEY", "SYSTEM_KEY_ID"),
    Part.RESERVATIONS: ("RESERVATIONS_TOKEN",),
    Part.MODERATION: ("LOCK_NAMES",),
}
"""What switches a part on. The others must be asked for, but recording with RECORDINGS_TOKEN."""


class CannotConfigure(Exception):
    """There is nothing to configure, or something is missing; the message says what to do."""


def read_needs(
    alias: str, platform: Platform, parts: Collection[Part] | None = None, site_url: str = ""
) -> ServerNeeds:
    """What that server needs: these parts, or those that its options switch on.

    Raises ``CannotConfigure``.
    """
    server = _self_hosted(alias)
    options = conf.SERVERS[alias]
    missing = {part: _missing_options(part, options, platform) for part in NEEDED_OPTIONS}
    chosen = _chosen(parts, missing, server)
    _require_configurable(alias, chosen, options)
    xmpp_domain, muc_domain = _domains(server, options, platform)
    base = f"{_site(site_url)}{_mount()}"
    server_url = f"{base}/{quote(alias, safe='')}"
    return ServerNeeds(
        alias=alias,
        app_id=server.issuer,
        audience=server.audience,
        subject=server.subject,
        tenant=options.get("TENANT", ""),
        xmpp_domain=xmpp_domain,
        muc_domain=muc_domain,
        prosody_url=options.get("PROSODY_URL", ""),
        keys_url=f"{base}/keys" if "PRIVATE_KEY" in options else "",
        system_keys_url=f"{server_url}/system-keys" if "SYSTEM_KEY" in options else "",
        server_url=server_url,
        takes_recordings=bool(server.recordings_tokens),
        parts=frozenset(chosen),
        missing=tuple(_off(missing, chosen, server)),
    )


def _chosen(
    parts: Collection[Part] | None, missing: Mapping[Part, list[str]], server: Server
) -> Collection[Part]:
    if parts is None:
        return [*(part for part, names in missing.items() if not names), *_asked_for(server)]
    for part in parts:
        if names := missing.get(part):
            raise CannotConfigure(_missing_text(part, server, names))
    return parts


def _asked_for(server: Server) -> Iterator[Part]:
    """Parts that no option switches on, but what the site does with its events."""
    if server.recordings_tokens:
        yield Part.RECORDING
    if may_be_moderated():
        yield Part.STAGE
    if may_restrict_chat():
        yield Part.CHAT


def _domains(
    server: SelfHostedServer, options: Mapping[str, Any], platform: Platform
) -> tuple[str, str]:
    """The main VirtualHost, and the component that has the rooms."""
    if platform is Platform.DEBIAN:
        return server.xmpp_domain, server.muc_domain
    return (
        server.xmpp_domain if "XMPP_DOMAIN" in options else XMPP_DOMAIN,
        server.muc_domain if "MUC_DOMAIN" in options else MUC_DOMAIN,
    )


def read_secrets(alias: str) -> dict[str, Secrets]:
    """The accepted values of each option that holds a secret of Prosody's configuration."""
    return {name: Secrets.of(conf.SERVERS[alias].get(name)) for name in SECRET_OPTIONS}


def _self_hosted(alias: str) -> SelfHostedServer:
    try:
        server = make_server(alias)
        errors = [*server.errors()]
    except UnusableServer as error:
        raise CannotConfigure(str(error)) from None
    if not isinstance(server, SelfHostedServer):
        raise CannotConfigure(_not_self_hosted(server))
    if errors:
        first = errors[0]
        name = f"JITSI_LIVE_SERVERS[{alias!r}]"
        raise CannotConfigure(f"{name}: {first.option} {first.text}. {first.hint}")
    return server


def _not_self_hosted(server: Server) -> str:
    name = f"The server {server.alias!r}"
    if isinstance(server, JaaSServer):
        webhook = f"{PLACEHOLDER}{_mount()}/{quote(server.alias, safe='')}/jaas"
        return (
            f"{name} is JaaS: 8x8 configures it, so there is nothing to paste. In its console, "
            f"upload your public key under API keys, and add the webhook {webhook}. The guide "
            "for JaaS has the steps."
        )
    if isinstance(server, PublicServer):
        return (
            f"{name} asks for no token, so it cannot be told whom to let in. Let "
            f"JITSI_LIVE_SERVERS[{server.alias!r}] be a SelfHostedServer, a Jitsi of your own, "
            "and run this command again."
        )
    return f"{name} is a {type(server).__name__}: only a SelfHostedServer has a configuration."


def _missing_options(part: Part, options: Mapping[str, Any], platform: Platform) -> list[str]:
    names = [*NEEDED_OPTIONS[part]]
    if part is Part.END:
        if "APP_SECRET" in options:
            names = ["PROSODY_URL"]
        if platform is Platform.DOCKER:
            # By its own default, the site would ask for rooms of other names.
            names += ["XMPP_DOMAIN", "MUC_DOMAIN"]
    return [name for name in names if not options.get(name)]


def _missing_text(part: Part, server: Server, names: list[str]) -> str:
    where = f"JITSI_LIVE_SERVERS[{server.alias!r}]"
    return f"{part} needs {' and '.join(names)} in {where}. Add: {_lines(server, names)}"


def _lines(server: Server, names: list[str]) -> str:
    return ", ".join(f'"{name}": {server.OPTIONS[name].example}' for name in names)


def _off(
    missing: Mapping[Part, list[str]], parts: Collection[Part], server: Server
) -> Iterator[tuple[Part, str]]:
    for part, names in missing.items():
        if names and part not in parts:
            yield part, _lines(server, names)


def _require_configurable(alias: str, parts: Collection[Part], options: Mapping[str, Any]) -> None:
    for part in (Part.ATTENDANCE, Part.RESERVATIONS):
        name = NEEDED_OPTIONS[part][0]
        secrets = Secrets.of(options.get(name))
        if part in parts and not all(map(CONFIGURABLE_SECRET.fullmatch, secrets)):
            raise CannotConfigure(
                f"{name} of JITSI_LIVE_SERVERS[{alias!r}] has characters that break Prosody's "
                "configuration. Make another of letters and digits: openssl rand -hex 32"
            )


def _site(site_url: str) -> str:
    if site_url and not SITE_URL.fullmatch(site_url):
        raise CannotConfigure("The site's address must be like https://www.example.org, no more.")
    return site_url.rstrip("/") or PLACEHOLDER


def _mount() -> str:
    """The path of everything that Jitsi servers ask for."""
    try:
        return reverse("jitsi_live:key", args=["digest"]).removesuffix("/keys/digest.pem")
    except NoReverseMatch:
        raise CannotConfigure(f"The URLs of this app are not served. {MOUNT_LINE}") from None

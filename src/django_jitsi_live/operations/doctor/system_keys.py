"""Examines whether the keys of calls and of tokens are served, each where it belongs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.urls import reverse

from ...servers import SelfHostedServer, key_digest
from .findings import Finding, Level, failure_finding, status_hint
from .keys import key_finding
from .own_site import Site
from .probe import RequestFailure, Response

CHECK = "system_keys"


def examine_system_keys(server: SelfHostedServer, site: Site) -> Iterator[Finding]:
    for key_id, pem in server.system_public_keys.items():
        digest = key_digest(key_id)
        path = reverse("jitsi_live:system_key", args=[server.alias, digest])
        for prefix, response in site.get(path):
            yield key_finding(f"{prefix}{CHECK}", key_id, pem, response)
        yield from _not_served(site, key_id, reverse("jitsi_live:key", args=[digest]))
    if server.system_public_keys:
        for key_id in server.public_keys:
            args = [server.alias, key_digest(key_id)]
            yield from _not_served(site, key_id, reverse("jitsi_live:system_key", args=args))
    if server.public_keys:
        for prefix, response in site.get(reverse("jitsi_live:jwks")):
            yield _jwks_finding(f"{prefix}jwks", server, response)


def _not_served(site: Site, key_id: str, path: str) -> Iterator[Finding]:
    """A key of one kind at the address of the other opens both doors."""
    for prefix, response in site.get(path):
        if isinstance(response, Response) and response.status == 200:
            message = (
                f"The key {key_id!r} is served at {response.asked}, too: whoever has a token to "
                "join could end conferences and throw people out."
            )
            hint = "Give tokens and calls keys and key ids of their own: KEY_ID and SYSTEM_KEY_ID."
            yield Finding(f"{prefix}{CHECK}", message, hint, Level.BROKEN)


def _jwks_finding(
    check: str, server: SelfHostedServer, response: Response | RequestFailure
) -> Finding:
    if isinstance(response, RequestFailure):
        return failure_finding(check, response)
    missing = {*server.public_keys} - _key_ids(response)
    if not missing:
        but = ", which must not be set beside calls" if server.system_public_keys else ""
        return Finding(check, f"{response.asked} has all keys of tokens, for cache_keys_url{but}.")
    message = f"{response.asked} lacks keys of tokens: {', '.join(sorted(missing))}."
    hint = f"With cache_keys_url, Prosody refuses their tokens. {status_hint(response)}"
    return Finding(check, message, hint, Level.WARNING)


def _key_ids(response: Response) -> set[str]:
    try:
        return {str(each["kid"]) for each in json.loads(response.body)["keys"]}
    except (ValueError, KeyError, TypeError):
        return set()

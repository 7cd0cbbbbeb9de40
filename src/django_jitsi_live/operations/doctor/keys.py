"""Examines whether Prosody can get the public keys from this site."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from ...servers import SelfHostedServer, key_digest
from .findings import Finding, Level, failure_finding, status_hint
from .own_site import Site
from .probe import RequestFailure, Response


def examine_keys(server: SelfHostedServer, site: Site) -> Iterator[Finding]:
    """Whether Prosody can get the public keys from this site."""
    if server.signing_key.key_id is None:
        return
    path = ""
    for key_id, pem in server.public_keys.items():
        path = reverse("jitsi_live:key", args=[key_digest(key_id)])
        for prefix, response in site.get(path):
            yield key_finding(f"{prefix}keys", key_id, pem, response)
    address = f"{site.url or 'https://YOUR-SITE'}{path.rpartition('/')[0]}"
    message = "Prosody gets the public keys from this site when its configuration says so."
    hint = (
        "Write into Prosody's VirtualHost, or for docker-jitsi-meet into .env:\n"
        f'asap_key_server = "{address}"\nJWT_ASAP_KEYSERVER={address}'
    )
    yield Finding("key_server", message, hint, Level.INFO)


def key_finding(check: str, key_id: str, pem: str, response: Response | RequestFailure) -> Finding:
    if isinstance(response, RequestFailure):
        return failure_finding(check, response)
    what = f"The public key {key_id!r} ({response.asked})"
    if response.redirect:
        message = f"{what} is not served: a redirect to {response.redirect}, which Prosody ignores."
        hint = "Exempt this address from the login, and from redirects to other addresses."
    elif response.status != 200:
        message = f"{what} is not served: HTTP status {response.status}."
        hint = status_hint(response)
    elif response.body.decode(errors="replace").strip() != pem.strip():
        message = f"{what} is not what is served there."
        hint = "Restart the site, so that it has these settings; and check what is in front of it."
    else:
        return Finding(check, f"{what} is served as Prosody asks for it.")
    return Finding(check, message, hint, Level.BROKEN)

"""The key server: public keys for Prosody, those of tokens apart from those of calls."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..servers import public_jwk, public_key, public_keys, system_public_key
from .caching import PublicResponse, publish

MAX_AGE = 60 * 60  # seconds


@login_not_required
@require_safe
def public_key_pem(request: HttpRequest, digest: str) -> HttpResponse:
    """A public key as PEM, as Prosody's ``asap_key_server`` requests it: by the lower-case hex
    SHA-256 of the key id (jitsi-meet, prosody-plugins/token/util.lib.lua)."""
    return _pem_response(request, public_key(digest))


@login_not_required
@require_safe
def system_public_key_pem(request: HttpRequest, alias: str, digest: str) -> HttpResponse:
    """The same for the keys of this site's calls to the server of that alias, as Prosody's
    ``prosody_password_public_key_repo_url`` requests it.

    No address has both: who has a token to join would then be able to make these calls.
    """
    return _pem_response(request, system_public_key(alias, digest))


def _pem_response(request: HttpRequest, pem: str | None) -> HttpResponse:
    if pem is None:
        return HttpResponse("There is no such key.\n", content_type="text/plain", status=404)
    response = PublicResponse(pem, content_type="text/plain")
    return publish(request, response, f"public, max-age={MAX_AGE}")


@login_not_required
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys of tokens as JSON Web Key Set, for Prosody's ``cache_keys_url``."""
    keys = [public_jwk(key_id, pem) for key_id, pem in public_keys().items()]
    response = PublicResponse(json.dumps({"keys": keys}), content_type="application/json")
    # Prosody reads the number by a pattern: no space around the equals sign.
    return publish(request, response, f"max-age={MAX_AGE}")

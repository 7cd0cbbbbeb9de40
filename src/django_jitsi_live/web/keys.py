"""The key server: public keys for Prosody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..servers import public_key
from .caching import PublicResponse, publish

MAX_AGE = 60 * 60  # seconds


@login_not_required
@require_safe
def public_key_pem(request: HttpRequest, digest: str) -> HttpResponse:
    """A public key as PEM, as Prosody's ``asap_key_server`` requests it: by the lower-case hex
    SHA-256 of the key id (jitsi-meet, prosody-plugins/token/util.lib.lua)."""
    pem = public_key(digest)
    if pem is None:
        return HttpResponse("There is no such key.\n", content_type="text/plain", status=404)
    response = PublicResponse(pem, content_type="text/plain")
    return publish(request, response, f"public, max-age={MAX_AGE}")

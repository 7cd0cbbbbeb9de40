"""``manage.py jitsi_live_newkey``: makes a key pair and prints the settings for it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import NoReverseMatch, reverse

from ... import moments
from ...servers import MIN_RSA_KEY_BITS, new_key_pair

if TYPE_CHECKING:
    from argparse import ArgumentParser

OWNER_ONLY = 0o600

REPORT = """\
The private key is in {path}
Only its owner may read it. Keep it out of version control, and keep a copy where you keep secrets.

{heading_self_hosted}

JITSI_LIVE_SERVERS = {{
    "default": {{
        "BACKEND": "django_jitsi_live.servers.SelfHostedServer",
        "DOMAIN": "meet.example.org",
        "APP_ID": "webinars",
        "KEY_ID": "{key_id}",
        "PRIVATE_KEY": "{path}",
    }}
}}

In Prosody's VirtualHost "meet.example.org":

    authentication = "token"
    app_id = "webinars"
    asap_key_server = "{key_server}"
    asap_accepted_audiences = {{ "jitsi" }}

and, so that the token alone makes moderators, in its MUC component:

    modules_enabled = {{ "token_verification", "token_affiliation" }}

or, for docker-jitsi-meet, all of it in .env:

    ENABLE_AUTH=1
    AUTH_TYPE=jwt
    JWT_APP_ID=webinars
    JWT_SIGN_TYPE=RS256
    JWT_ASAP_KEYSERVER={key_server}
    JWT_ACCEPTED_AUDIENCES=jitsi
    JICOFO_ENABLE_AUTH=0
    ENABLE_AUTO_OWNER=0
    WAIT_FOR_HOST_DISABLE_AUTO_OWNERS=1
    XMPP_MUC_MODULES=token_affiliation

{heading_jaas}

Upload this public key in the JaaS console under "API keys":

{public_key}
and take the key's id from there:

JITSI_LIVE_SERVERS = {{
    "default": {{
        "BACKEND": "django_jitsi_live.servers.JaaSServer",
        "APP_ID": "vpaas-magic-cookie-...",
        "KEY_ID": "...",
        "PRIVATE_KEY": "{path}",
    }}
}}
"""


class Command(BaseCommand):
    help = (
        "Make a key pair that signs tokens: store the private key in a file, and print the "
        "settings, the lines for Prosody, and the public key for the JaaS console."
    )
    # The settings may be waiting for this very key.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="default: KEY_ID.pem")
        parser.add_argument("--key-id", help="default: the date and some random letters")
        parser.add_argument("--bits", type=int, default=MIN_RSA_KEY_BITS, help="default: 2048")

    def handle(self, *, path: Path | None, key_id: str | None, bits: int, **options: Any) -> None:
        key_id = key_id or f"live-{moments.now():%Y%m%d}-{secrets.token_hex(3)}"
        path = (path or Path(f"{key_id}.pem")).absolute()
        private_key, public_key = make(bits)
        store(path, private_key)
        heading = self.style.MIGRATE_HEADING
        self.stdout.write(
            REPORT.format(
                path=path,
                key_id=key_id,
                public_key=public_key,
                key_server=f"https://YOUR-SITE{key_server_path()}",
                heading_self_hosted=heading("Your own Jitsi Meet"),
                heading_jaas=heading("8x8 JaaS"),
            ),
            ending="",
        )


def make(bits: int) -> tuple[str, str]:
    if bits < MIN_RSA_KEY_BITS:
        raise CommandError(f"A key of {bits} bits is too weak. Use --bits 2048 or more.")
    try:
        return new_key_pair(bits)
    except ImportError as error:
        raise CommandError(
            "Key pairs need cryptography. Install the extra: pip install 'django-jitsi-live[keys]'"
        ) from error


def store(path: Path, private_key: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        raise CommandError(
            f"{path} exists, and keys are never overwritten: name another file, or move it away."
        ) from None
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(private_key)


def key_server_path() -> str:
    """Where Prosody finds the keys, without a slash at the end."""
    try:
        return reverse("jitsi_live:key", args=["digest"]).removesuffix("/digest.pem")
    except NoReverseMatch:
        return "/live/jitsi/keys"

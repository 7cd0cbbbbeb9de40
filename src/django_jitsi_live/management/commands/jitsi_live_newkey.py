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

STORED = """\
The private key is in {path}
Only its owner may read it. Keep it out of version control, and keep a copy where you keep secrets.

"""
JOIN_REPORT = """\
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

With your own names in these settings, one of these prints what the Jitsi server needs:

    python manage.py jitsi_live_server docker
    python manage.py jitsi_live_server debian

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
SYSTEM_REPORT = """\
Add to the entry "{alias}" of JITSI_LIVE_SERVERS, beside its PRIVATE_KEY:

        "PROSODY_URL": "http://127.0.0.1:5280",
        "SYSTEM_KEY": "{path}",
        "SYSTEM_KEY_ID": "{key_id}",

PROSODY_URL is where your site reaches Prosody's HTTP, which must not be open to the internet.

Your site serves the public key, to Prosody's prosody_password_public_key_repo_url, below

    https://YOUR-SITE{key_server}

One of these prints what the Jitsi server needs for it:

    python manage.py jitsi_live_server docker --server {alias} --with end
    python manage.py jitsi_live_server debian --server {alias} --with end
"""


class Command(BaseCommand):
    help = (
        "Make a key pair that signs tokens, or calls to Prosody: store the private key in a file, "
        "and print the settings, and the public key for the JaaS console."
    )
    # The settings may be waiting for this very key.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        # No default: the current folder is often under version control, or served.
        parser.add_argument("path", type=Path, help="the new file for the private key")
        parser.add_argument("--key-id", help="default: the date and some random letters")
        parser.add_argument("--bits", type=int, default=MIN_RSA_KEY_BITS, help="default: 2048")
        parser.add_argument(
            "--system",
            action="store_true",
            help="for calls to Prosody, which end conferences and throw people out",
        )
        parser.add_argument(
            "--server", default="default", help="with --system: the alias of the server"
        )

    def handle(
        self,
        *,
        path: Path,
        key_id: str | None,
        bits: int,
        system: bool,
        server: str,
        **options: Any,
    ) -> None:
        purpose = "system" if system else "live"
        key_id = key_id or f"{purpose}-{moments.now():%Y%m%d}-{secrets.token_hex(3)}"
        path = path.absolute()
        private_key, public_key = make(bits)
        store(path, private_key)
        self._warn_of_version_control(path)
        heading = self.style.MIGRATE_HEADING
        report = STORED + (SYSTEM_REPORT if system else JOIN_REPORT)
        text = report.format(
            path=path,
            key_id=key_id,
            public_key=public_key,
            alias=server,
            key_server=system_keys_path(server),
            heading_self_hosted=heading("Your own Jitsi Meet"),
            heading_jaas=heading("8x8 JaaS"),
        )
        self.stdout.write(text, ending="")

    def _warn_of_version_control(self, path: Path) -> None:
        if repository := repository_of(path):
            self.stderr.write(
                self.style.WARNING(
                    f"{repository} is under version control: move the key out of it, or make sure "
                    "that it is never committed."
                )
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


def repository_of(path: Path) -> Path | None:
    """The folder under version control that the file is in."""
    kinds = (".git", ".hg", ".svn", ".jj")
    return next(
        (folder for folder in path.parents if any((folder / kind).exists() for kind in kinds)), None
    )


def system_keys_path(alias: str) -> str:
    """Where Prosody finds the keys of calls, without a slash at the end."""
    try:
        address = reverse("jitsi_live:system_key", args=[alias, "digest"])
    except NoReverseMatch:
        return f"/live/jitsi/{alias}/system-keys"
    return address.removesuffix("/digest.pem")

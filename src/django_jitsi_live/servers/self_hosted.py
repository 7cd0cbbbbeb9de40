"""Your own Jitsi Meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Any, ClassVar, cast

from .base import SECRETS, Option, OptionError
from .keys import MIN_SECRET_BYTES, SigningKey, load_public_key, public_pem
from .secret import Secrets
from .token_server import Features, TokenServer

TENANT = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
MIN_BEARER_LENGTH = 16
BEARER = re.compile(rf"[!-~]{{{MIN_BEARER_LENGTH},}}")


class SelfHostedServer(TokenServer):
    """Your own Jitsi Meet with token authentication.

    ``DOMAIN``, ``APP_ID``, and ``APP_SECRET`` (HS256, at least 32 bytes) or ``PRIVATE_KEY`` (PEM
    text or path) with ``KEY_ID`` (RS256). ``SUBJECT`` is the XMPP domain, the tenant or ``*``
    (default: the tenant, else the domain), ``AUDIENCE`` is ``jitsi`` by default. ``TENANT`` is the
    path segment before the room. ``RETIRED_KEYS`` (``{key id: public PEM}``) are still served,
    ``PUBLIC_KEY`` is only compared with the private one, ``FEATURES`` change what a role may do.
    ``EVENT_SYNC_TOKEN`` is the bearer token with which Prosody reports who joins and leaves, or a
    list of such tokens.
    """

    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "DOMAIN": Option(str, '"meet.example.org"', required=True),
        "APP_ID": Option(str, '"webinars"', required=True),
        "APP_SECRET": Option(str, 'os.environ["JITSI_APP_SECRET"]'),
        "SUBJECT": Option(str, '"meet.jitsi"'),
        "AUDIENCE": Option(str, '"jitsi"'),
        "TENANT": Option(str, '"webinars"'),
        "RETIRED_KEYS": Option(dict, '{"live-2025": "/etc/jitsi-live/live-2025.pub.pem"}'),
        "EVENT_SYNC_TOKEN": Option(SECRETS, 'os.environ["JITSI_EVENT_SYNC_TOKEN"]'),
        **TokenServer.KEY_OPTIONS,
    }

    # Enforced by Prosody's modules where those are loaded, and heeded by the web client.
    host_features: ClassVar[Features] = dict.fromkeys(
        (
            "branding",
            "calendar",
            "create-polls",
            "file-upload",
            "flip",
            "inbound-call",
            "list-visitors",
            "live-translation",
            "livestreaming",
            "lobby",
            "moderation",
            "outbound-call",
            "recording",
            "room",
            "screen-sharing",
            "send-groupchat",
            "sip-inbound-call",
            "sip-outbound-call",
            "transcription",
        ),
        True,
    )
    attendee_features: ClassVar[Features] = {
        **dict.fromkeys(host_features, False),
        "flip": True,
        "screen-sharing": True,
        "send-groupchat": True,
    }
    # On stage one shows slides, hands them out and asks the audience. What records, streams, calls
    # out or moderates stays with hosts.
    speaker_features: ClassVar[Features] = {
        **attendee_features,
        "create-polls": True,
        "file-upload": True,
    }

    def room(self, room_name: str) -> str:
        tenant = self._option("TENANT")
        return f"{tenant}/{room_name}" if tenant else room_name

    def local_room_name(self, reported: str) -> str:
        return reported.removeprefix(f"[{self._option('TENANT')}]")

    @property
    def event_sync_token(self) -> str:
        return self.event_sync_tokens.first

    @property
    def event_sync_tokens(self) -> Secrets:
        return Secrets.of(self._option("EVENT_SYNC_TOKEN"))

    @property
    def issuer(self) -> str:
        return cast("str", self._options["APP_ID"])

    @property
    def audience(self) -> str:
        return cast("str", self._option("AUDIENCE", "jitsi"))

    @property
    def subject(self) -> str:
        host = self.domain.partition(":")[0]
        return cast("str", self._option("SUBJECT") or self._option("TENANT") or host)

    @cached_property
    def signing_key(self) -> SigningKey:
        if "APP_SECRET" in self._options:
            return SigningKey.shared_secret(self._options["APP_SECRET"])
        return super().signing_key

    @cached_property
    def public_keys(self) -> dict[str, str]:
        pems = {key_id: public_pem(load_public_key(pem)) for key_id, pem in self._retired.items()}
        return {**pems, **super().public_keys}

    @property
    def _retired(self) -> dict[Any, Any]:
        return cast("dict[Any, Any]", self._option("RETIRED_KEYS", {}))

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        if len(self._option("APP_SECRET", " " * MIN_SECRET_BYTES).encode()) < MIN_SECRET_BYTES:
            yield self._error("APP_SECRET", f"must have at least {MIN_SECRET_BYTES} bytes")
        text = f"must have at least {MIN_BEARER_LENGTH} characters, ASCII without spaces"
        yield from self._secret_errors("EVENT_SYNC_TOKEN", BEARER, text)
        if not TENANT.fullmatch(self._option("TENANT", "tenant")):
            yield self._error("TENANT", "must be of a-z, 0-9, _ and -, at most 63 of them")
        yield from self._choice_errors()

    def _choice_errors(self) -> Iterator[OptionError]:
        has_secret, has_key, has_id = (
            name in self._options for name in ("APP_SECRET", "PRIVATE_KEY", "KEY_ID")
        )
        if has_secret and has_key:
            # With a key server configured, Prosody refuses tokens of a shared secret.
            yield OptionError("APP_SECRET", "and PRIVATE_KEY exclude each other", "Leave one out.")
        elif not has_secret and not has_key:
            yield self._error("APP_SECRET", "is missing, and so is PRIVATE_KEY")
        elif has_key and not has_id:
            yield self._error("KEY_ID", "is missing")

    def _key_errors(self) -> Iterator[OptionError]:
        yield from super()._key_errors()
        for key_id, pem in self._retired.items():
            if not isinstance(key_id, str) or not isinstance(pem, str):
                yield self._error("RETIRED_KEYS", "must be a dictionary of texts")
            elif key_id == self.key_id:
                # Prosody caches the key of an id for ever: one id must never mean two keys.
                yield from self._pair_errors("RETIRED_KEYS", pem)
            else:
                yield from self._parse_errors("RETIRED_KEYS", partial(load_public_key, pem))

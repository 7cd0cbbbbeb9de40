"""Your own Jitsi Meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, cast

from .. import moments
from ..secret import Secrets
from .key_ring import SYSTEM_KEYS, KeyRing
from .keys import MIN_SECRET_BYTES, SigningKey
from .options import SECRETS, Option, OptionError
from .prosody import Prosody, is_http_url
from .token_server import Features, TokenServer
from .tokens import Seat, call_times, room_claim

TENANT = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
MIN_BEARER_LENGTH = 16
BEARER = re.compile(rf"[!-~]{{{MIN_BEARER_LENGTH},}}")
MIN_RECORDINGS_TOKEN_LENGTH = 32
RECORDINGS_TOKEN = re.compile(rf"[!-~]{{{MIN_RECORDINGS_TOKEN_LENGTH},}}")
HOST_NAME = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
NEW_SYSTEM_KEY = (
    "Make one that does nothing else: manage.py jitsi_live_newkey --system /etc/jitsi-live/"
    "system.pem"
)


class SelfHostedServer(TokenServer):
    """Your own Jitsi Meet with token authentication.

    ``DOMAIN``, ``APP_ID``, and ``APP_SECRET`` (HS256, at least 32 bytes) or ``PRIVATE_KEY`` (PEM
    text or path) with ``KEY_ID`` (RS256). ``SUBJECT`` is the XMPP domain, the tenant or ``*``
    (default: the tenant, else ``XMPP_DOMAIN``), ``AUDIENCE`` is ``jitsi`` by default. ``TENANT`` is
    the path segment before the room. ``RETIRED_KEYS`` (``{key id: public PEM}``) are still served,
    ``PUBLIC_KEY`` is only compared with the private one, ``FEATURES`` change what a role may do.
    ``EVENT_SYNC_TOKEN`` is the bearer token with which Prosody reports who joins and leaves, or a
    list of such tokens, and ``RESERVATIONS_TOKEN`` the same for its questions which rooms exist.

    ``RECORDINGS_TOKEN`` is the bearer token with which Jibri uploads recordings, or a list of such
    tokens, of at least 32 characters each. ``STREAMS`` says that hosts can begin a live stream.
    ``MODERATION`` set to False says that Prosody has no component for Jitsi's moderation of
    microphones and cameras, and ``CHAT_FILTER`` that it loads ``mod_filter_messages``.

    ``PROSODY_URL`` is where this site reaches Prosody's HTTP, to end conferences and to throw
    people out; ``XMPP_DOMAIN`` (default: the host of ``DOMAIN``) and ``MUC_DOMAIN`` (default:
    ``conference.`` and that) name what is meant there. ``SYSTEM_KEY`` (PEM text or path) with
    ``SYSTEM_KEY_ID`` signs these calls, ``RETIRED_SYSTEM_KEYS`` are still served. ``LOCK_NAMES``
    keeps everybody from changing the name that the token has.
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
        "RESERVATIONS_TOKEN": Option(SECRETS, 'os.environ["JITSI_RESERVATIONS_TOKEN"]'),
        "RECORDINGS_TOKEN": Option(SECRETS, 'os.environ["JITSI_RECORDINGS_TOKEN"]'),
        "STREAMS": Option(bool, "True"),
        "MODERATION": Option(bool, "False"),
        **dict.fromkeys(("CHAT_FILTER", "LOCK_NAMES"), Option(bool, "True")),
        **TokenServer.KEY_OPTIONS,
        "PROSODY_URL": Option(str, '"http://127.0.0.1:5280"'),
        "XMPP_DOMAIN": Option(str, '"meet.jitsi"'),
        "MUC_DOMAIN": Option(str, '"muc.meet.jitsi"'),
        "SYSTEM_KEY": Option(str, '"/etc/jitsi-live/system-2026.pem"'),
        "SYSTEM_KEY_ID": Option(str, '"system-2026"'),
        "RETIRED_SYSTEM_KEYS": Option(dict, '{"system-2025": "/etc/jitsi-live/system-2025.pub"}'),
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

    def room_node(self, room_name: str) -> str:
        tenant = self._option("TENANT")
        node = super().room_node(room_name)
        return f"[{tenant}]{node}" if tenant else node

    @property
    def xmpp_domain(self) -> str:
        """Prosody's main VirtualHost, as Prosody spells it."""
        name: str = self._option("XMPP_DOMAIN") or self.domain.partition(":")[0]
        return name.lower()

    @property
    def muc_domain(self) -> str:
        """Prosody's component for conferences."""
        name: str = self._option("MUC_DOMAIN") or f"conference.{self.xmpp_domain}"
        return name.lower()

    @property
    def event_sync_token(self) -> str:
        return self.event_sync_tokens.first

    @property
    def event_sync_tokens(self) -> Secrets:
        return Secrets.of(self._option("EVENT_SYNC_TOKEN"))

    @property
    def reservations_tokens(self) -> Secrets:
        return Secrets.of(self._option("RESERVATIONS_TOKEN"))

    @property
    def recordings_tokens(self) -> Secrets:
        return Secrets.of(self._option("RECORDINGS_TOKEN"))

    def supports(self, what: str) -> bool:
        has_url = "PROSODY_URL" in self._options
        abilities: dict[str, bool] = {
            "end": has_url and (self._system_keys.can_sign or "APP_SECRET" in self._options),
            "kick": has_url and self._system_keys.can_sign,
            "presence": bool(self.event_sync_tokens),
            "recordings": bool(self.recordings_tokens),
            "stream": self._option("STREAMS", False),
            "moderation": self._option("MODERATION", True),
            "chat": self._option("CHAT_FILTER", False),
        }
        return abilities.get(what, False)

    def end_room(self, room_name: str) -> None:
        if not self.supports("end"):
            hint = "Set PROSODY_URL, and beside PRIVATE_KEY also SYSTEM_KEY."
            raise self._unsupported("end a conference", hint)
        room_jid = f"{self.room_node(room_name)}@{self.muc_domain}"
        self._prosody.end_meeting(room_jid, self._call_token(room_name))

    def kick(self, room_name: str, endpoint: str) -> None:
        if not self.supports("kick"):
            hint = "Set PROSODY_URL, PRIVATE_KEY and SYSTEM_KEY."
            raise self._unsupported("throw a person out", hint)
        tenant = self._option("TENANT")
        token = self._call_token(room_name)
        self._prosody.kick(room_claim(room_name), tenant, endpoint, token)

    @property
    def _prosody(self) -> Prosody:
        subject = f"JITSI_LIVE_SERVERS[{self.alias!r}]: PROSODY_URL"
        return Prosody(subject, self._options["PROSODY_URL"], self.xmpp_domain)

    def _call_token(self, room_name: str) -> str:
        """A token for a call about that room. It tells of no user, and is valid for a minute."""
        key = self._system_keys.signing_key if self._system_keys.can_sign else self.signing_key
        claims = {"iss": self.issuer, "aud": self.audience, "sub": self.subject}
        return key.sign({**claims, "room": room_claim(room_name), **call_times(moments.now())})

    def _rights(self, seat: Seat) -> dict[str, Any]:
        # Where a lobby is on: the modules lobby_autostart and token_lobby_bypass.
        is_team = seat.role in {"host", "speaker"}
        return {**super()._rights(seat), **({"lobby_bypass": True} if is_team else {})}

    def _features(self, seat: Seat) -> Features:
        locked = {"name-readonly": True} if self._option("LOCK_NAMES", False) else {}
        return {**super()._features(seat), **locked}

    @property
    def issuer(self) -> str:
        return cast("str", self._options["APP_ID"])

    @property
    def audience(self) -> str:
        return cast("str", self._option("AUDIENCE", "jitsi"))

    @property
    def subject(self) -> str:
        return cast("str", self._option("SUBJECT") or self._option("TENANT") or self.xmpp_domain)

    @cached_property
    def signing_key(self) -> SigningKey:
        if "APP_SECRET" in self._options:
            return SigningKey.shared_secret(self._options["APP_SECRET"])
        return super().signing_key

    @cached_property
    def _system_keys(self) -> KeyRing:
        return KeyRing(SYSTEM_KEYS, self._options, self._option("SYSTEM_KEY_ID"))

    @cached_property
    def system_public_keys(self) -> dict[str, str]:
        return self._system_keys.public_keys

    def idle_options(self) -> Iterator[OptionError]:
        has_url = "PROSODY_URL" in self._options
        if has_url and not self.supports("end"):
            yield OptionError("PROSODY_URL", "does nothing without SYSTEM_KEY", NEW_SYSTEM_KEY)
        if self._system_keys.can_sign and not has_url:
            hint = self._error("PROSODY_URL", "").hint
            yield OptionError("SYSTEM_KEY", "does nothing without PROSODY_URL", hint)

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        if len(self._option("APP_SECRET", " " * MIN_SECRET_BYTES).encode()) < MIN_SECRET_BYTES:
            yield self._error("APP_SECRET", f"must have at least {MIN_SECRET_BYTES} bytes")
        text = f"must have at least {MIN_BEARER_LENGTH} characters, ASCII without spaces"
        for name in ("EVENT_SYNC_TOKEN", "RESERVATIONS_TOKEN"):
            yield from self._secret_errors(name, BEARER, text)
        text = f"must have at least {MIN_RECORDINGS_TOKEN_LENGTH} characters, ASCII without spaces"
        yield from self._secret_errors("RECORDINGS_TOKEN", RECORDINGS_TOKEN, text)
        if not TENANT.fullmatch(self._option("TENANT", "tenant")):
            yield self._error("TENANT", "must be of a-z, 0-9, _ and -, at most 63 of them")
        yield from self._address_errors()
        yield from self._choice_errors()

    def _address_errors(self) -> Iterator[OptionError]:
        if not is_http_url(self._option("PROSODY_URL", "http://localhost")):
            yield self._error("PROSODY_URL", "must be http:// or https:// with a host and a port")
        for name in ("XMPP_DOMAIN", "MUC_DOMAIN"):
            if not HOST_NAME.fullmatch(self._option(name, "localhost")):
                yield self._error(name, "must be a host name alone, without a port")

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
        if "SYSTEM_KEY" in self._options:
            yield from self._system_choice_errors(has_secret)

    def _system_choice_errors(self, has_secret: bool) -> Iterator[OptionError]:
        if has_secret:
            # With a shared secret, Prosody refuses each call that a key pair signs.
            text = "works with PRIVATE_KEY only, not with APP_SECRET"
            yield OptionError("SYSTEM_KEY", text, "Leave it out, or sign tokens with a key pair.")
        if "SYSTEM_KEY_ID" not in self._options:
            yield self._error("SYSTEM_KEY_ID", "is missing")

    def _key_errors(self) -> Iterator[OptionError]:
        errors = [*super()._key_errors(), *self._system_keys.errors(self._error)]
        yield from errors or self._role_errors()

    def _role_errors(self) -> Iterator[OptionError]:
        """A key of tokens must open no call: everybody who has a token could make it."""
        for key_id, pem in self.system_public_keys.items():
            option = self._system_keys.option_of(key_id)
            if pem in self.public_keys.values():
                yield OptionError(option, "is also a key of tokens", NEW_SYSTEM_KEY)
            elif key_id in self.public_keys:
                yield OptionError(option, "has the id of a key of tokens", NEW_SYSTEM_KEY)

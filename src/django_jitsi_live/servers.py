"""Jitsi servers behind one interface, configured by ``JITSI_LIVE_SERVERS``.

A backend says how rooms are addressed and which token lets a person in. Facts about Jitsi and
JaaS are those of the Jitsi Handbook, the jitsi-meet sources and the 8x8 JaaS documentation.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast
from urllib.parse import quote

from django.utils.module_loading import import_string

from .conf import conf
from .tokens import (
    BACKDATED,
    SHORTEST_SECRET,
    Hidden,
    Seat,
    SigningKey,
    UnusableKey,
    key_digest,
    load_private_key,
    load_public_key,
    public_pem,
    room_claim,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Features = dict[str, bool]

DOMAIN = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
TENANT = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
SHORTEST_BEARER = 16
BEARER = re.compile(rf"[!-~]{{{SHORTEST_BEARER},}}")
WEBHOOK_SECRET = re.compile(r"whsec_[!-~]{16,}")
KEYS_EXTRA = "Install the extra: pip install 'django-jitsi-live[keys]'"


class UnusableServer(Exception):
    """An entry of ``JITSI_LIVE_SERVERS`` is missing or wrong; the message names alias and cure."""


class Option(NamedTuple):
    type: type
    example: str
    """The value as it is written in the settings."""
    required: bool = False


class Problem(NamedTuple):
    """What is wrong with an option: words that follow its name, never its value."""

    option: str
    text: str
    hint: str


class Server:
    """One entry of ``JITSI_LIVE_SERVERS``. Subclasses declare ``OPTIONS`` and fill in the rest."""

    OPTIONS: ClassVar[Mapping[str, Option]] = {"DOMAIN": Option(str, '"meet.example.org"')}
    default_domain = ""

    def __init__(self, alias: str, options: Mapping[str, Any]) -> None:
        self.alias = alias
        self._options = options

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.alias!r}>"

    def _option(self, name: str, default: Any = "") -> Any:
        return self._options.get(name, default)

    @property
    def domain(self) -> str:
        """Host name, with a port where it is not 443."""
        return cast("str", self._option("DOMAIN", self.default_domain))

    @property
    def origin(self) -> str:
        """Scheme, host and port of its pages; empty where this very site serves them."""
        return f"https://{self.domain}"

    @property
    def script_url(self) -> str:
        """Where the IFrame API is loaded from: always the server that is embedded."""
        return f"{self.origin}/external_api.js"

    def room(self, room_name: str) -> str:
        """What the IFrame API takes as ``roomName``."""
        return room_name

    def own_room(self, reported: str) -> str:
        """The room that the server reports by that name, as we call it."""
        return reported

    @property
    def event_sync_token(self) -> str:
        """What Prosody's event_sync has to show; empty where there is none."""
        return ""

    @property
    def webhook_secret(self) -> str:
        """What JaaS signs its webhooks with; empty where there is none."""
        return ""

    def url(self, room_name: str, token: str | None) -> str:
        """A plain link into the room. With a token it is as secret as that."""
        link = f"{self.origin}/{quote(self.room(room_name))}"
        return Hidden(f"{link}?jwt={token}") if token else link

    def token(self, seat: Seat) -> str | None:
        """The token that takes the seat; None where the server asks for none."""
        return None

    @cached_property
    def public_keys(self) -> dict[str, str]:
        """Public keys as PEM by key id, current and retired; empty without a key pair."""
        return {}

    # What is wrong with the options

    def problems(self) -> Iterator[Problem]:
        """What keeps the server from being used."""
        basic = [*self._option_problems()]
        yield from basic or self._value_problems()

    def cautions(self) -> Iterator[str]:
        """What works, but not as people may expect; sentences that follow the server's name."""
        yield from ()

    def _option_problems(self) -> Iterator[Problem]:
        for name in self._options:
            if name not in self.OPTIONS:
                known = ", ".join(self.OPTIONS)
                yield Problem(str(name), "is unknown", f"The options are: {known}")
        for name, option in self.OPTIONS.items():
            if name not in self._options:
                if option.required:
                    yield self._problem(name, "is missing")
            elif not isinstance(self._options[name], option.type):
                found = type(self._options[name]).__name__
                yield self._problem(name, f"must not be of the type {found}")
            elif self._options[name] == "":
                yield self._problem(name, "is empty")

    def _value_problems(self) -> Iterator[Problem]:
        if not DOMAIN.fullmatch(self.domain):
            yield self._problem("DOMAIN", "must be a host name alone, without https:// or a path")

    def _problem(self, option: str, text: str) -> Problem:
        example = self.OPTIONS[option].example
        line = f'JITSI_LIVE_SERVERS = {{"{self.alias}": {{"{option}": {example}, ...}}}}'
        return Problem(option, text, f"Write in the settings, for example: {line}")


class PublicServer(Server):
    """A server that asks for no token. Option: ``DOMAIN`` (default ``meet.jit.si``)."""

    default_domain = "meet.jit.si"

    def cautions(self) -> Iterator[str]:
        if self.domain == self.default_domain:
            yield (
                "is meet.jit.si, which cuts off embedded calls after five minutes and gives your "
                "hosts no rights in the room"
            )


class TokenServer(Server, ABC):
    """What servers that verify tokens have in common."""

    KEY_OPTIONS: ClassVar[Mapping[str, Option]] = {
        "KEY_ID": Option(str, '"live-2026"'),
        "PRIVATE_KEY": Option(str, '"/etc/jitsi-live/live-2026.pem"'),
        "PUBLIC_KEY": Option(str, '"/etc/jitsi-live/live-2026.pub.pem"'),
        "FEATURES": Option(dict, '{"attendee": {"create-polls": True}}'),
    }

    # What each role may do. A key that is absent is denied even to moderators, so that these
    # are complete (jitsi-meet, prosody-plugins/util.lib.lua).
    host_features: ClassVar[Features]
    attendee_features: ClassVar[Features]

    def token(self, seat: Seat) -> str:
        return self.signing_key.sign(self.claims(seat))

    def claims(self, seat: Seat) -> dict[str, Any]:
        # No null anywhere: Prosody answers it with silence.
        return {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": self.subject,
            "room": room_claim(seat.room_name),
            "iat": int(seat.issued_at.timestamp()),
            "nbf": int((seat.issued_at - BACKDATED).timestamp()),
            "exp": int(seat.expires_at.timestamp()),
            "context": {"user": self._user(seat), "features": self._features(seat)},
        }

    @property
    @abstractmethod
    def issuer(self) -> str:
        """The claim ``iss``."""

    @property
    @abstractmethod
    def audience(self) -> str:
        """The claim ``aud``."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """The claim ``sub``."""

    def _user(self, seat: Seat) -> dict[str, Any]:
        told = {"email": seat.email, "avatar": seat.avatar}
        known = {name: value for name, value in told.items() if value}
        return {"id": seat.user_id, "name": seat.name, **known, **self._rights(seat)}

    def _rights(self, seat: Seat) -> dict[str, Any]:
        # mod_token_affiliation takes either; what it does not know it makes a member.
        affiliation = "owner" if seat.is_moderator else "member"
        return {"moderator": seat.is_moderator, "affiliation": affiliation}

    def _features(self, seat: Seat) -> Features:
        role = "host" if seat.is_moderator else "attendee"
        features = self.host_features if seat.is_moderator else self.attendee_features
        return {**features, **self._option("FEATURES", {}).get(role, {})}

    @property
    def key_id(self) -> str:
        """The ``kid`` of its tokens, where it has a key pair."""
        return cast("str", self._option("KEY_ID"))

    @cached_property
    def _private_key(self) -> RSAPrivateKey:
        return load_private_key(self._options["PRIVATE_KEY"])

    @cached_property
    def signing_key(self) -> SigningKey:
        """What signs its tokens, parsed once."""
        return SigningKey.key_pair(self._private_key, self.key_id)

    @cached_property
    def public_keys(self) -> dict[str, str]:
        if "PRIVATE_KEY" not in self._options:
            return {}
        return {self.key_id: public_pem(self._private_key.public_key())}

    def _value_problems(self) -> Iterator[Problem]:
        yield from super()._value_problems()
        yield from self._key_problems()
        yield from self._feature_problems()

    def _key_problems(self) -> Iterator[Problem]:
        if "PRIVATE_KEY" not in self._options:
            return
        yield from self._parsed("PRIVATE_KEY", lambda: self._private_key)
        if "PUBLIC_KEY" in self._options:
            yield from self._matching("PUBLIC_KEY", self._options["PUBLIC_KEY"])

    def _matching(self, option: str, pem: str) -> Iterator[Problem]:
        """Problems of a public key that must belong to the private one."""
        problems = [*self._parsed(option, partial(load_public_key, pem))]
        yield from problems
        if not problems and not self._is_public_half(pem):
            hint = "Name the public half of PRIVATE_KEY: openssl pkey -pubout -in PRIVATE_KEY"
            yield Problem(option, "does not belong to PRIVATE_KEY", hint)

    def _is_public_half(self, pem: str) -> bool:
        try:
            private_key = self._private_key
        except UnusableKey:
            return True  # of a key that is named as a problem already
        return public_pem(load_public_key(pem)) == public_pem(private_key.public_key())

    def _parsed(self, option: str, parse: Callable[[], object]) -> Iterator[Problem]:
        try:
            parse()
        except UnusableKey as error:
            yield self._problem(option, str(error))
        except ImportError:
            yield Problem(option, "needs cryptography", KEYS_EXTRA)

    def _feature_problems(self) -> Iterator[Problem]:
        for role, features in self._option("FEATURES", {}).items():
            known = role in {"host", "attendee"} and isinstance(features, dict)
            if not known or not all(isinstance(allowed, bool) for allowed in features.values()):
                text = 'must give "host" or "attendee" a dictionary of True and False'
                yield self._problem("FEATURES", text)


class SelfHostedServer(TokenServer):
    """Your own Jitsi Meet with token authentication.

    ``DOMAIN``, ``APP_ID``, and ``APP_SECRET`` (HS256, at least 32 bytes) or ``PRIVATE_KEY`` (PEM
    text or path) with ``KEY_ID`` (RS256). ``SUBJECT`` is the XMPP domain, the tenant or ``*``
    (default: the tenant, else the domain), ``AUDIENCE`` is ``jitsi`` by default. ``TENANT`` is the
    path segment before the room. ``RETIRED_KEYS`` (``{key id: public PEM}``) are still served,
    ``PUBLIC_KEY`` is only compared with the private one, ``FEATURES`` change what a role may do.
    ``EVENT_SYNC_TOKEN`` is what Prosody shows when it tells who joins and leaves.
    """

    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "DOMAIN": Option(str, '"meet.example.org"', required=True),
        "APP_ID": Option(str, '"webinars"', required=True),
        "APP_SECRET": Option(str, 'os.environ["JITSI_APP_SECRET"]'),
        "SUBJECT": Option(str, '"meet.jitsi"'),
        "AUDIENCE": Option(str, '"jitsi"'),
        "TENANT": Option(str, '"webinars"'),
        "RETIRED_KEYS": Option(dict, '{"live-2025": "/etc/jitsi-live/live-2025.pub.pem"}'),
        "EVENT_SYNC_TOKEN": Option(str, 'os.environ["JITSI_EVENT_SYNC_TOKEN"]'),
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

    def room(self, room_name: str) -> str:
        tenant = self._option("TENANT")
        return f"{tenant}/{room_name}" if tenant else room_name

    def own_room(self, reported: str) -> str:
        return reported.removeprefix(f"[{self._option('TENANT')}]")

    @property
    def event_sync_token(self) -> str:
        return cast("str", self._option("EVENT_SYNC_TOKEN"))

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

    def _value_problems(self) -> Iterator[Problem]:
        yield from super()._value_problems()
        if len(self._option("APP_SECRET", " " * SHORTEST_SECRET).encode()) < SHORTEST_SECRET:
            yield self._problem("APP_SECRET", f"must have at least {SHORTEST_SECRET} bytes")
        if not BEARER.fullmatch(self._option("EVENT_SYNC_TOKEN", "x" * SHORTEST_BEARER)):
            text = f"must have at least {SHORTEST_BEARER} characters, ASCII without spaces"
            yield self._problem("EVENT_SYNC_TOKEN", text)
        if not TENANT.fullmatch(self._option("TENANT", "tenant")):
            yield self._problem("TENANT", "must be of a-z, 0-9, _ and -, at most 63 of them")
        yield from self._choice_problems()

    def _choice_problems(self) -> Iterator[Problem]:
        has_secret, has_key, has_id = (
            name in self._options for name in ("APP_SECRET", "PRIVATE_KEY", "KEY_ID")
        )
        if has_secret and has_key:
            # With a key server configured, Prosody refuses tokens of a shared secret.
            yield Problem("APP_SECRET", "and PRIVATE_KEY exclude each other", "Leave one out.")
        elif not has_secret and not has_key:
            yield self._problem("APP_SECRET", "is missing, and so is PRIVATE_KEY")
        elif has_key and not has_id:
            yield self._problem("KEY_ID", "is missing")

    def _key_problems(self) -> Iterator[Problem]:
        yield from super()._key_problems()
        for key_id, pem in self._retired.items():
            if not isinstance(key_id, str) or not isinstance(pem, str):
                yield self._problem("RETIRED_KEYS", "must be a dictionary of texts")
            elif key_id == self.key_id:
                # Prosody keeps the key of an id for ever: one id must never mean two keys.
                yield from self._matching("RETIRED_KEYS", pem)
            else:
                yield from self._parsed("RETIRED_KEYS", partial(load_public_key, pem))


class JaaSServer(TokenServer):
    """Jitsi as a Service by 8x8.

    ``APP_ID`` (``vpaas-magic-cookie-...``), ``KEY_ID`` (with or without the app id before a
    slash) and ``PRIVATE_KEY`` (PEM text or path). ``DOMAIN`` is ``8x8.vc`` by default, or a
    regional host such as ``frankfurt.8x8.vc``. ``PUBLIC_KEY`` is only compared with the private
    one, ``WEBHOOK_SECRET`` is the console's secret of the webhook, and ``FEATURES`` change what a
    role may do.
    """

    default_domain = "8x8.vc"
    APP_ID_PREFIX = "vpaas-magic-cookie-"

    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "DOMAIN": Option(str, '"frankfurt.8x8.vc"'),
        "APP_ID": Option(str, '"vpaas-magic-cookie-..."', required=True),
        **TokenServer.KEY_OPTIONS,
        "KEY_ID": Option(str, '"vpaas-magic-cookie-.../4f4910"', required=True),
        "PRIVATE_KEY": Option(str, '"/etc/jitsi-live/jaas.pem"', required=True),
        "WEBHOOK_SECRET": Option(str, 'os.environ["JAAS_WEBHOOK_SECRET"]'),
    }

    # The keys of the JaaS documentation; without any features JaaS allows nothing.
    host_features: ClassVar[Features] = dict.fromkeys(
        (
            "file-upload",
            "inbound-call",
            "list-visitors",
            "livestreaming",
            "outbound-call",
            "recording",
            "sip-inbound-call",
            "sip-outbound-call",
            "transcription",
        ),
        True,
    )
    attendee_features: ClassVar[Features] = dict.fromkeys(host_features, False)

    issuer = "chat"
    audience = "jitsi"

    @property
    def app_id(self) -> str:
        return cast("str", self._options["APP_ID"])

    @property
    def subject(self) -> str:
        return self.app_id

    @property
    def key_id(self) -> str:
        return f"{self.app_id}/{self._option('KEY_ID').rpartition('/')[2]}"

    @property
    def script_url(self) -> str:
        return f"{self.origin}/{self.app_id}/external_api.js"

    def room(self, room_name: str) -> str:
        return f"{self.app_id}/{room_name}"

    def own_room(self, reported: str) -> str:
        return reported.removeprefix(f"{self.app_id}/")

    @property
    def webhook_secret(self) -> str:
        return cast("str", self._option("WEBHOOK_SECRET"))

    def _rights(self, seat: Seat) -> dict[str, Any]:
        # Text, as in the documentation's own example.
        return {"moderator": "true" if seat.is_moderator else "false"}

    def _value_problems(self) -> Iterator[Problem]:
        yield from super()._value_problems()
        app_id, _slash, _key = self._option("KEY_ID").rpartition("/")
        if not self.app_id.startswith(self.APP_ID_PREFIX):
            yield self._problem("APP_ID", f"must begin with {self.APP_ID_PREFIX}")
        if app_id and app_id != self.app_id:
            yield self._problem("KEY_ID", "belongs to another APP_ID")
        if not f".{self.domain}".endswith(".8x8.vc"):
            yield self._problem("DOMAIN", "must be 8x8.vc or one of its regional hosts")
        if not WEBHOOK_SECRET.fullmatch(self._option("WEBHOOK_SECRET", "whsec_" + "x" * 16)):
            text = "must be the whole secret of the console, with whsec_ in front"
            yield self._problem("WEBHOOK_SECRET", text)


# The servers of the settings


def make_server(alias: str) -> Server:
    """The server of that alias, whether or not its options can be used.

    ``UnusableServer`` when the settings have no such alias, or no backend for it.
    """
    if alias not in conf.SERVERS:
        known = ", ".join(repr(each) for each in conf.SERVERS) or "none"
        raise UnusableServer(
            f"There is no alias {alias!r} in JITSI_LIVE_SERVERS (there is: {known}). "
            "Add it, or end the sessions that use it."
        )
    options = _Options(conf.SERVERS[alias] if isinstance(conf.SERVERS[alias], dict) else {})
    return _backend(alias, options.pop("BACKEND", None))(alias, options)


def get_server(alias: str) -> Server:
    """The server of that alias, ready to use; ``UnusableServer`` says what keeps it from that.

    It is kept while the settings stay the same, so that keys are not parsed on each request.
    """
    kept = _kept.get(alias)
    if kept is not None and kept[0] == conf.SERVERS.get(alias):
        return kept[1]
    server = make_server(alias)
    for problem in server.problems():
        raise UnusableServer(
            f"JITSI_LIVE_SERVERS[{alias!r}]: {problem.option} {problem.text}. {problem.hint}"
        )
    _kept[alias] = _Options(deepcopy(conf.SERVERS[alias])), server
    return server


def public_key(digest: str) -> str | None:
    """The public key, current or retired, whose id has that SHA-256 digest; None for none."""
    for alias in conf.SERVERS:
        try:
            keys = get_server(alias).public_keys
        except UnusableServer:
            continue  # The system check names it; the keys of the others must still be found.
        for key_id, pem in keys.items():
            if key_digest(key_id) == digest:
                return pem
    return None


class _Options(dict[str, Any]):
    """Options that no error page, log or traceback shows, for there are secrets among them."""

    def __repr__(self) -> str:
        return f"<options: {', '.join(map(str, self))}>"


_kept: dict[str, tuple[_Options, Server]] = {}


def _backend(alias: str, path: Any) -> type[Server]:
    try:
        backend = import_string(path)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        problem = str(error)
    else:
        if isinstance(backend, type) and issubclass(backend, Server):
            return backend
        problem = "it is no subclass of django_jitsi_live.servers.Server"
    raise UnusableServer(f"JITSI_LIVE_SERVERS[{alias!r}]: BACKEND {path!r} is unusable: {problem}.")

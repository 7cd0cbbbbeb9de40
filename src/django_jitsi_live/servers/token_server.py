"""What servers that verify tokens have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from .base import Option, OptionError, Server
from .keys import SigningKey, UnusableKey, load_private_key, load_public_key, public_pem
from .tokens import CLOCK_LEEWAY, ROLES, Seat, room_claim

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


Features = dict[str, bool]
KEYS_EXTRA = "Install the extra: pip install 'django-jitsi-live[keys]'"


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
    speaker_features: ClassVar[Features]
    attendee_features: ClassVar[Features]

    def token(self, seat: Seat) -> str:
        return self.signing_key.sign(self.claims(seat))

    def claims(self, seat: Seat) -> dict[str, Any]:
        """The claims of the token for that seat."""
        # No null anywhere: Prosody does not answer a token that has one.
        return {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": self.subject,
            "room": room_claim(seat.room_name),
            "iat": int(seat.issued_at.timestamp()),
            "nbf": int((seat.issued_at - CLOCK_LEEWAY).timestamp()),
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
        optional = {"email": seat.email, "avatar": seat.avatar}
        given = {name: value for name, value in optional.items() if value}
        return {"id": seat.user_id, "name": seat.name, **given, **self._rights(seat)}

    def _rights(self, seat: Seat) -> dict[str, Any]:
        # mod_token_affiliation reads either; anything else it makes a member.
        affiliation = "owner" if seat.is_moderator else "member"
        return {"moderator": seat.is_moderator, "affiliation": affiliation}

    def _features(self, seat: Seat) -> Features:
        features = {
            "host": self.host_features,
            "speaker": self.speaker_features,
            "attendee": self.attendee_features,
        }[seat.role]
        return {**features, **self._option("FEATURES", {}).get(seat.role, {})}

    @property
    def key_id(self) -> str:
        """The ``kid`` of its tokens; empty without a key pair."""
        return cast("str", self._option("KEY_ID"))

    @cached_property
    def _private_key(self) -> RSAPrivateKey:
        return load_private_key(self._options["PRIVATE_KEY"])

    @cached_property
    def signing_key(self) -> SigningKey:
        """The key that signs its tokens, parsed once."""
        return SigningKey.key_pair(self._private_key, self.key_id)

    @cached_property
    def public_keys(self) -> dict[str, str]:
        if "PRIVATE_KEY" not in self._options:
            return {}
        return {self.key_id: public_pem(self._private_key.public_key())}

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        yield from self._key_errors()
        yield from self._feature_errors()

    def _key_errors(self) -> Iterator[OptionError]:
        if "PRIVATE_KEY" not in self._options:
            return
        yield from self._parse_errors("PRIVATE_KEY", lambda: self._private_key)
        if "PUBLIC_KEY" in self._options:
            yield from self._pair_errors("PUBLIC_KEY", self._options["PUBLIC_KEY"])

    def _pair_errors(self, option: str, pem: str) -> Iterator[OptionError]:
        """Errors of a public key that must belong to the private one."""
        errors = [*self._parse_errors(option, partial(load_public_key, pem))]
        yield from errors
        if not errors and not self._is_public_half(pem):
            hint = "Name the public half of PRIVATE_KEY: openssl pkey -pubout -in PRIVATE_KEY"
            yield OptionError(option, "does not belong to PRIVATE_KEY", hint)

    def _is_public_half(self, pem: str) -> bool:
        try:
            private_key = self._private_key
        except UnusableKey:
            return True  # the private key is reported already
        return public_pem(load_public_key(pem)) == public_pem(private_key.public_key())

    def _parse_errors(self, option: str, parse: Callable[[], object]) -> Iterator[OptionError]:
        try:
            parse()
        except UnusableKey as error:
            yield self._error(option, str(error))
        except ImportError:
            yield OptionError(option, "needs cryptography", KEYS_EXTRA)

    def _feature_errors(self) -> Iterator[OptionError]:
        for role, features in self._option("FEATURES", {}).items():
            known = role in ROLES and isinstance(features, dict)
            if not known or not all(isinstance(allowed, bool) for allowed in features.values()):
                text = 'must give "host", "speaker" or "attendee" a dictionary of True and False'
                yield self._error("FEATURES", text)

"""What servers that verify tokens have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, cast

from .base import Server
from .key_ring import JOIN_KEYS, KeyRing
from .keys import SigningKey
from .options import Option, OptionError
from .tokens import CLOCK_LEEWAY, ROLES, Seat, room_claim

Features = dict[str, bool]

SCREEN = "screen-sharing"
WRITE = "send-groupchat"


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
        granted = {**features, **self._option("FEATURES", {}).get(seat.role, {})}
        # What an event denies, no option of its server grants. Who may write in a restricted chat
        # needs to be told so: there, a feature that is absent is denied to hosts as well.
        written = {} if seat.chat == "on" else {WRITE: seat.may_write}
        shown = {SCREEN: False} if seat.is_in_audience and SCREEN in granted else {}
        return {**granted, **written, **shown}

    @property
    def key_id(self) -> str:
        """The ``kid`` of its tokens; empty without a key pair."""
        return cast("str", self._option("KEY_ID"))

    @cached_property
    def _join_keys(self) -> KeyRing:
        return KeyRing(JOIN_KEYS, self._options, self.key_id)

    @cached_property
    def signing_key(self) -> SigningKey:
        """The key that signs its tokens, parsed once."""
        return self._join_keys.signing_key

    @cached_property
    def public_keys(self) -> dict[str, str]:
        return self._join_keys.public_keys

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        yield from self._key_errors()
        yield from self._feature_errors()

    def _key_errors(self) -> Iterator[OptionError]:
        yield from self._join_keys.errors(self._error)

    def _feature_errors(self) -> Iterator[OptionError]:
        for role, features in self._option("FEATURES", {}).items():
            known = role in ROLES and isinstance(features, dict)
            if not known or not all(isinstance(allowed, bool) for allowed in features.values()):
                text = 'must give "host", "speaker" or "attendee" a dictionary of True and False'
                yield self._error("FEATURES", text)

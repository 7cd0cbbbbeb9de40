"""The practice server as one of ``JITSI_LIVE_SERVERS``: its addresses, its key, its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, cast

import jwt
from django.urls import reverse
from django.utils.crypto import salted_hmac

from ...conf import is_development
from ...secret import SecretStr
from ..keys import SigningKey
from ..options import Option, OptionError
from ..self_hosted import SelfHostedServer
from ..token_server import Features, TokenServer
from ..tokens import Seat, room_claim
from . import switchboard
from .errors import InvalidToken, NotAllowed

Claims = dict[str, Any]


class PracticeServer(TokenServer):
    """Rooms of this very site, while ``DEBUG`` is on.

    It needs no option. ``FEATURES`` change what a role may do (here: ``send-groupchat``); above
    ``MAX_PARTICIPANTS`` newcomers become viewers, whom Jitsi calls visitors.
    """

    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "FEATURES": TokenServer.KEY_OPTIONS["FEATURES"],
        "MAX_PARTICIPANTS": Option(int, "2"),
    }

    default_domain = "practice"
    origin = ""
    issuer = "practice"
    subject = "practice"
    audience = "jitsi"

    host_features: ClassVar[Features] = SelfHostedServer.host_features
    speaker_features: ClassVar[Features] = SelfHostedServer.speaker_features
    attendee_features: ClassVar[Features] = SelfHostedServer.attendee_features

    @property
    def script_url(self) -> str:
        return reverse("jitsi_live:practice_script")

    def claims(self, seat: Seat) -> Claims:
        claims = super().claims(seat)
        context = {**claims["context"], "server": self.alias}  # which takes its recordings
        return {**claims, "context": context}

    def url(self, room_name: str, token: str | None) -> str:
        link = reverse("jitsi_live:practice_room", args=[self.room(room_name)])
        # After the hash, which Jitsi's pages read too: no log of this site contains it.
        return SecretStr(f'{link}#jwt="{token}"') if token else link

    @cached_property
    def signing_key(self) -> SigningKey:
        digest = salted_hmac("django_jitsi_live.practice", self.issuer, algorithm="sha256")
        return SigningKey.shared_secret(digest.hexdigest())

    def refusals(self) -> Iterator[OptionError]:
        if not is_development():
            yield OptionError(
                "BACKEND",
                "is for practice, and works only while DEBUG is on",
                "In development and in tests set DEBUG = True. For a site that people use name a "
                f'Jitsi server: JITSI_LIVE_SERVERS = {{"{self.alias}": {{"BACKEND": '
                '"django_jitsi_live.servers.SelfHostedServer", ...}}',
            )

    def supports(self, what: str) -> bool:
        return what in {"end", "kick", "recordings", "moderation"}

    @property
    def max_participants(self) -> int:
        """0 for no limit but that of the room."""
        return cast("int", self._option("MAX_PARTICIPANTS", 0))

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        if isinstance(self.max_participants, bool) or self.max_participants < 0:
            yield self._error("MAX_PARTICIPANTS", "must be a whole number, and not below 0")

    def end_room(self, room_name: str) -> None:
        switchboard.shared.end_room(room_claim(self.room(room_name)))

    def kick(self, room_name: str, endpoint: str) -> None:
        switchboard.shared.kick(room_claim(self.room(room_name)), endpoint)

    def may_upload(self, bearer: str, room_name: str) -> bool:
        """Pages record here, with the token with which their host has come into the room."""
        try:
            claims = self.verify_token(bearer, room_claim(self.room(room_name)))
        except (InvalidToken, NotAllowed):
            return False
        return claims["context"]["user"].get("moderator") is True

    def verify_token(self, token: str, room_name: str) -> Claims:
        """Return the claims of a token that opens the room.

        Raises ``InvalidToken`` and ``NotAllowed`` where Prosody's mod_auth_token would refuse it.
        """
        claims = self._verified_claims(token)
        if claims["sub"] != self.subject:
            raise NotAllowed("This token is for another server (claim sub).")
        if str(claims.get("room")).lower() != room_name:
            raise NotAllowed("This token is for another room (claim room).")
        return claims

    def _verified_claims(self, token: str) -> Claims:
        try:
            claims = self.signing_key.verify(token, self.audience)
            header = jwt.get_unverified_header(token)
        except jwt.ExpiredSignatureError:
            raise InvalidToken("This token has expired.") from None
        except jwt.ImmatureSignatureError:
            raise InvalidToken("This token is not valid yet.") from None
        except jwt.InvalidTokenError as error:
            raise InvalidToken(f"This token is not valid: {error}.") from None
        expected = {"typ": "JWT", "iss": self.issuer, "aud": self.audience}
        for name, value in expected.items():
            # PyJWT ignores typ and iss, and accepts a list for aud; Prosody does neither.
            if {**claims, "typ": header.get("typ")}[name] != value:
                raise InvalidToken(f"This token is not valid: its {name} is not {value}.")
        return claims

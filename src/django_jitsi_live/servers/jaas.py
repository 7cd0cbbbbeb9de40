"""Jitsi as a Service by 8x8."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from .. import moments
from ..secret import Secrets, SecretStr
from .calls import Answer, CallFailed, call
from .jaas_settings import RoomSettings, room_settings_errors
from .options import SECRETS, Option, OptionError
from .token_server import Features, TokenServer
from .tokens import Seat, call_times

STAGING = "stage.8x8.vc"
COMMANDS_PATH = "v1/_jaas/conference-commands/v1/meeting"
WEBHOOK_SECRET = re.compile(r"whsec_[!-~]{16,}")


class JaaSServer(TokenServer):
    """Jitsi as a Service by 8x8.

    ``APP_ID`` (``vpaas-magic-cookie-...``), ``KEY_ID`` (with or without the app id before a
    slash) and ``PRIVATE_KEY`` (PEM text or path). ``DOMAIN`` is ``8x8.vc`` by default, or a
    regional host such as ``frankfurt.8x8.vc``. ``PUBLIC_KEY`` is only compared with the private
    one, ``WEBHOOK_SECRET`` is the console's secret of the webhook or a list of such secrets,
    ``FEATURES`` change what a role may do, and ``ROOM_SETTINGS`` are those of each room.
    ``VISITORS`` lets attendees in as viewers, who see and hear and are not seen; the console's
    settings, or ``ROOM_SETTINGS`` with ``visitorsEnabled``, have to allow that.
    """

    default_domain = "8x8.vc"
    APP_ID_PREFIX = "vpaas-magic-cookie-"

    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "DOMAIN": Option(str, '"frankfurt.8x8.vc"'),
        "APP_ID": Option(str, '"vpaas-magic-cookie-..."', required=True),
        **TokenServer.KEY_OPTIONS,
        "KEY_ID": Option(str, '"vpaas-magic-cookie-.../4f4910"', required=True),
        "PRIVATE_KEY": Option(str, '"/etc/jitsi-live/jaas.pem"', required=True),
        "WEBHOOK_SECRET": Option(SECRETS, 'os.environ["JAAS_WEBHOOK_SECRET"]'),
        "ROOM_SETTINGS": Option(dict, '{"lobbyEnabled": True}'),
        "VISITORS": Option(bool, "True"),
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
    # Files such as slides. All others record, stream, call out or look after visitors.
    speaker_features: ClassVar[Features] = {**attendee_features, "file-upload": True}

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

    def local_room_name(self, reported: str) -> str:
        return reported.removeprefix(f"{self.app_id}/")

    @property
    def webhook_secret(self) -> str:
        return self.webhook_secrets.first

    @property
    def webhook_secrets(self) -> Secrets:
        return Secrets.of(self._option("WEBHOOK_SECRET"))

    @property
    def room_settings(self) -> RoomSettings:
        """What JaaS is answered when it asks for the settings of a room."""
        return cast("RoomSettings", self._option("ROOM_SETTINGS", {}))

    def supports(self, what: str) -> bool:
        # Where its recordings lie it tells by webhook.
        by_webhook = what in {"presence", "recordings"} and bool(self.webhook_secrets)
        return what in {"end", "kick", "stream", "moderation"} or by_webhook

    def end_room(self, room_name: str) -> None:
        self._command("DESTROY", room_name)

    def kick(self, room_name: str, endpoint: str) -> None:
        self._command("KICK_PARTICIPANT", room_name, participantId=endpoint)

    def _command(self, action: str, room_name: str, **payload: str) -> None:
        """A command of the JaaS documentation on endpoints. Raises ``CallFailed``."""
        conference = f"{self.room_node(room_name)}@conference.{self.app_id}.8x8.vc"
        command = {"action": action, "payload": {"conferenceFullName": conference, **payload}}
        headers = {
            "Authorization": SecretStr(f"Bearer {self._admin_token()}"),
            "Content-Type": "application/json",
        }
        url = f"https://{self._api_host}/{COMMANDS_PATH}"
        subject = f"JITSI_LIVE_SERVERS[{self.alias!r}]: DOMAIN"
        answer = call("POST", url, subject, headers, json.dumps(command))
        is_gone = answer.status == 404 and not answer.is_page
        if not (is_gone or 200 <= answer.status < 300):
            raise CallFailed(f"{subject} {_refusal(answer)}", is_down=answer.is_down)

    @property
    def _api_host(self) -> str:
        """Regional hosts serve rooms, not commands."""
        is_regional = self.domain.endswith(".8x8.vc") and self.domain != STAGING
        return self.default_domain if is_regional else self.domain

    def _admin_token(self) -> str:
        claims = {"iss": self.issuer, "aud": self.audience, "sub": self.subject, "admin": True}
        return self.signing_key.sign({**claims, **call_times(moments.now())})

    def _rights(self, seat: Seat) -> dict[str, Any]:
        # Text, as in the documentation's own example.
        moderator = {"moderator": "true" if seat.is_moderator else "false"}
        is_viewer = self._option("VISITORS", False) and seat.role == "attendee"
        return {**moderator, "role": "visitor"} if is_viewer else moderator

    def idle_options(self) -> Iterator[OptionError]:
        is_asked = self._option("VISITORS", False)
        if is_asked and self.room_settings and not self.room_settings.get("visitorsEnabled"):
            hint = 'Add "visitorsEnabled": True to ROOM_SETTINGS, which JaaS asks for.'
            yield OptionError("VISITORS", "does nothing without visitorsEnabled", hint)

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        app_id, _slash, _key = self._option("KEY_ID").rpartition("/")
        if not self.app_id.startswith(self.APP_ID_PREFIX):
            yield self._error("APP_ID", f"must begin with {self.APP_ID_PREFIX}")
        if app_id and app_id != self.app_id:
            yield self._error("KEY_ID", "belongs to another APP_ID")
        if not f".{self.domain}".endswith(".8x8.vc"):
            yield self._error("DOMAIN", "must be 8x8.vc or one of its regional hosts")
        text = "must be the whole secret of the console, with whsec_ in front"
        yield from self._secret_errors("WEBHOOK_SECRET", WEBHOOK_SECRET, text)
        for text in room_settings_errors(self.room_settings):
            yield self._error("ROOM_SETTINGS", text)


def _refusal(answer: Answer) -> str:
    if answer.status in {401, 403}:
        return "refuses the key of this site. Compare APP_ID and KEY_ID with the JaaS console."
    return f"answers with status {answer.status}. See the status page of 8x8."

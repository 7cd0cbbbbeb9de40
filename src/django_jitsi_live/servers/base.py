"""The interface of a Jitsi server: an entry of ``JITSI_LIVE_SERVERS``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, cast
from urllib.parse import quote

from ..secret import Secrets, SecretStr
from ..spelling import did_you_mean
from .calls import CallFailed
from .options import Option, OptionError
from .tokens import Seat, room_claim

DOMAIN = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


class UnusableServer(Exception):
    """An entry of ``JITSI_LIVE_SERVERS`` is missing or wrong; the message says what to change."""


class Server:
    """One entry of ``JITSI_LIVE_SERVERS``. Subclasses declare ``OPTIONS`` and fill in the rest."""

    COMMON_OPTIONS: ClassVar[Mapping[str, Option]] = {
        "WEIGHT": Option(int, "2"),
        "DRAINED": Option(bool, "True"),
    }
    """What every server takes, beside its own ``OPTIONS``."""
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
    def weight(self) -> int | None:
        """How many of the new sessions it gets, compared with others that have a weight."""
        return cast("int | None", self._option("WEIGHT", None))

    @property
    def is_drained(self) -> bool:
        """Whether it gets no new sessions, and keeps those that it has."""
        return cast("bool", self._option("DRAINED", False))

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

    def local_room_name(self, reported: str) -> str:
        """This site's name of the room that the server reports by that name."""
        return reported

    def room_node(self, room_name: str) -> str:
        """The room as Prosody spells it in the room's address, before the ``@``."""
        return room_claim(room_name)

    @property
    def event_sync_token(self) -> str:
        """The bearer token of Prosody's event_sync; empty where there is none."""
        return ""

    @property
    def event_sync_tokens(self) -> Secrets:
        """All bearer tokens of Prosody's event_sync that are accepted."""
        return Secrets.of(self.event_sync_token)

    @property
    def webhook_secret(self) -> str:
        """The secret with which JaaS signs its webhooks; empty where there is none."""
        return ""

    @property
    def webhook_secrets(self) -> Secrets:
        """All secrets of webhooks of JaaS that are accepted."""
        return Secrets.of(self.webhook_secret)

    @property
    def reservations_tokens(self) -> Secrets:
        """All bearer tokens of Prosody's mod_reservations that are accepted."""
        return Secrets()

    @property
    def recordings_tokens(self) -> Secrets:
        """All bearer tokens with which its recorders upload recordings that are accepted."""
        return Secrets()

    def may_upload(self, bearer: str, room_name: str) -> bool:
        """Whether the bearer token is that of a recorder of the room."""
        return self.recordings_tokens.match(bearer)

    def url(self, room_name: str, token: str | None) -> str:
        """A plain link into the room. With a token it is a secret itself."""
        link = f"{self.origin}/{quote(self.room(room_name))}"
        return SecretStr(f"{link}?jwt={token}") if token else link

    def token(self, seat: Seat) -> str | None:
        """The token for that seat; None where the server asks for none."""
        return None

    @cached_property
    def public_keys(self) -> dict[str, str]:
        """Public keys as PEM by key id, current and retired; empty without a key pair."""
        return {}

    @cached_property
    def system_public_keys(self) -> dict[str, str]:
        """Public keys of this site's own calls as PEM by key id; none of ``public_keys``."""
        return {}

    # Calls

    def supports(self, what: str) -> bool:
        """Whether this site can do ``"end"`` or ``"kick"`` there by a call, or learns from there
        who is in (``"presence"``); whether hosts can make ``"recordings"`` there, which this site
        gets, or a live ``"stream"``; whether it has Jitsi's ``"moderation"`` of microphones, and
        whether it is known to refuse messages in the ``"chat"`` of people who may not write."""
        return False

    def end_room(self, room_name: str) -> None:
        """End the conference for everybody in it; one that does not exist has ended.

        Takes at most 3 seconds. Raises ``CallFailed``.
        """
        raise self._unsupported("end a conference")

    def kick(self, room_name: str, endpoint: str) -> None:
        """Throw out the participant with that endpoint id; one who is not there has been.

        Takes at most 3 seconds. Raises ``CallFailed``.
        """
        raise self._unsupported("throw a person out")

    def _unsupported(self, what: str, hint: str = "") -> CallFailed:
        text = f"JITSI_LIVE_SERVERS[{self.alias!r}] has no call to {what}. {hint}"
        return CallFailed(text.strip())

    # Checks of the options

    def errors(self) -> Iterator[OptionError]:
        """What makes the server unusable."""
        option_errors = [*self._option_errors()]
        yield from option_errors or self._value_errors()

    def refusals(self) -> Iterator[OptionError]:
        """Why it must not be used here and now, though its options are right.

        Sessions do not start then. Commands go on: what they do may need no server.
        """
        yield from ()

    def idle_options(self) -> Iterator[OptionError]:
        """Options that do nothing as long as another is missing."""
        yield from ()

    def warnings(self) -> Iterator[str]:
        """What works, but not as users may expect; sentences that follow the server's name."""
        yield from ()

    def _option_errors(self) -> Iterator[OptionError]:
        known = self._known_options
        for name in self._options:
            if name not in known:
                hint = f"{did_you_mean(name, known)}The options are: {', '.join(known)}"
                yield OptionError(str(name), "is unknown", hint)
        for name, option in known.items():
            if name not in self._options:
                if option.required:
                    yield self._error(name, "is missing")
            elif not isinstance(self._options[name], option.type):
                found = type(self._options[name]).__name__
                yield self._error(name, f"must not be of the type {found}")
            elif self._options[name] in ("", [], ()):
                yield self._error(name, "is empty")

    def _value_errors(self) -> Iterator[OptionError]:
        if not DOMAIN.fullmatch(self.domain):
            yield self._error("DOMAIN", "must be a host name alone, without https:// or a path")
        if isinstance(self.weight, bool) or (self.weight or 0) < 0:
            yield self._error("WEIGHT", "must be a whole number, and not below 0")

    def _secret_errors(
        self, name: str, pattern: re.Pattern[str], text: str
    ) -> Iterator[OptionError]:
        """Errors of an option that holds one secret or a list of them."""
        value = self._options.get(name, ())
        values = value if isinstance(value, (list, tuple)) else [value]
        if not all(isinstance(each, str) for each in values):
            yield self._error(name, "must be a text or a list of texts")
        elif not all(pattern.fullmatch(each) for each in values):
            yield self._error(name, text)

    @property
    def _known_options(self) -> dict[str, Option]:
        return {**self.OPTIONS, **self.COMMON_OPTIONS}

    def _error(self, option: str, text: str) -> OptionError:
        example = self._known_options[option].example
        line = f'JITSI_LIVE_SERVERS = {{"{self.alias}": {{"{option}": {example}, ...}}}}'
        return OptionError(option, text, f"Write in the settings, for example: {line}")

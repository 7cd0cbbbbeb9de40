"""The interface of a Jitsi server: an entry of ``JITSI_LIVE_SERVERS``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, cast
from urllib.parse import quote

from .secret import Secrets, SecretStr
from .tokens import Seat

DOMAIN = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


class UnusableServer(Exception):
    """An entry of ``JITSI_LIVE_SERVERS`` is missing or wrong; the message says what to change."""


class Option(NamedTuple):
    """An option that a server takes: its type, and whether the server needs it."""

    type: type | tuple[type, ...]
    example: str
    """The value as it is written in the settings."""
    required: bool = False


SECRETS = (str, list, tuple)
"""The types of an option that holds one secret or several."""


class OptionError(NamedTuple):
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

    def local_room_name(self, reported: str) -> str:
        """This site's name of the room that the server reports by that name."""
        return reported

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

    # Checks of the options

    def errors(self) -> Iterator[OptionError]:
        """What makes the server unusable."""
        option_errors = [*self._option_errors()]
        yield from option_errors or self._value_errors()

    def warnings(self) -> Iterator[str]:
        """What works, but not as users may expect; sentences that follow the server's name."""
        yield from ()

    def _option_errors(self) -> Iterator[OptionError]:
        for name in self._options:
            if name not in self.OPTIONS:
                known = ", ".join(self.OPTIONS)
                yield OptionError(str(name), "is unknown", f"The options are: {known}")
        for name, option in self.OPTIONS.items():
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

    def _error(self, option: str, text: str) -> OptionError:
        example = self.OPTIONS[option].example
        line = f'JITSI_LIVE_SERVERS = {{"{self.alias}": {{"{option}": {example}, ...}}}}'
        return OptionError(option, text, f"Write in the settings, for example: {line}")

"""What a Jitsi server is told: options and modules of Prosody. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretReference:
    """A secret by the option of ``JITSI_LIVE_SERVERS`` that holds it, never by its value."""

    option: str
    prefix: str = ""

    @property
    def placeholder(self) -> str:
        # It has spaces, so that nothing takes it for a token.
        return f"the value of {self.option}"

    @property
    def variable(self) -> str:
        return f"JITSI_{self.option}"

    @property
    def local_name(self) -> str:
        return self.option.lower()


Value = str | bool | SecretReference | tuple[str, ...] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class ProsodyOption:
    name: str
    value: Value
    comment: str
    """What it does."""


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    comment: str
    """What it does."""


@dataclass(frozen=True, slots=True)
class Host:
    """A VirtualHost, or a Component with its kind, and what it is to have."""

    name: str
    component: str = ""
    """Prosody's module that serves it; empty for a VirtualHost."""
    options: tuple[ProsodyOption, ...] = ()
    modules: tuple[Module, ...] = ()
    stock_modules: tuple[str, ...] = ()
    """What Jitsi's own packages load there."""


def secrets_in(value: Value) -> Iterator[SecretReference]:
    if isinstance(value, SecretReference):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from secrets_in(each)

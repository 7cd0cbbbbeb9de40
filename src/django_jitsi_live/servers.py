"""Jitsi servers behind one interface, configured by ``JITSI_LIVE_SERVERS``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote

from django.utils.module_loading import import_string

from .conf import conf


class UnusableServer(Exception):
    """An entry of ``JITSI_LIVE_SERVERS`` is missing or wrong; the message names alias and cure."""


class Server:
    """One entry of ``JITSI_LIVE_SERVERS``. Subclasses say how rooms are addressed."""

    def __init__(self, alias: str, options: Mapping[str, Any]) -> None:
        self.alias = alias
        self.options = options

    @property
    def domain(self) -> str:
        """Host name, with a port where it is not 443."""
        return cast(str, self.options["DOMAIN"])

    @property
    def script_url(self) -> str:
        """Where the IFrame API is loaded from: always the server that is embedded."""
        return f"https://{self.domain}/external_api.js"

    def room(self, room_name: str) -> str:
        """What the IFrame API takes as ``roomName``."""
        return room_name

    def url(self, room_name: str) -> str:
        """A plain link to the room."""
        return f"https://{self.domain}/{quote(self.room(room_name))}"


class PublicServer(Server):
    """A server that asks for no token. Option: ``DOMAIN`` (default ``meet.jit.si``)."""

    @property
    def domain(self) -> str:
        return cast(str, self.options.get("DOMAIN", "meet.jit.si"))


def get_server(alias: str) -> Server:
    """The server of that alias; ``UnusableServer`` when the settings have no such."""
    try:
        entry = conf.SERVERS[alias]
        backend = import_string(entry["BACKEND"])
    except KeyError as error:
        raise UnusableServer(f"JITSI_LIVE_SERVERS[{alias!r}] lacks {error}.") from None
    except ImportError as error:
        raise UnusableServer(f"JITSI_LIVE_SERVERS[{alias!r}]: {error}") from error
    options = {name: value for name, value in entry.items() if name != "BACKEND"}
    return cast(Server, backend(alias, options))

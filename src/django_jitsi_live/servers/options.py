"""Options of a server as the settings have them, and what is wrong with one. Pure."""

from __future__ import annotations

from typing import NamedTuple


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

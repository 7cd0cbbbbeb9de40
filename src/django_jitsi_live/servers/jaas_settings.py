"""The settings of a room that JaaS asks for before a meeting (``SETTINGS_PROVISIONING``). Pure.

Names and values are those of the JaaS documentation on webhooks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..spelling import did_you_mean

RoomSettings = dict[str, bool | int | str]

DIGITS = re.compile(r"[0-9]+")


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_one_of(*values: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in values


def _is_number(low: int, high: float) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    )


def _is_passcode(value: object) -> bool:
    return isinstance(value, str) and DIGITS.fullmatch(value) is not None


LOBBY_TYPES = ("WAIT_FOR_APPROVAL", "WAIT_FOR_MODERATOR")
TRANSCRIBERS = ("GOOGLE", "ORACLE_CLOUD_AI_SPEECH", "EGHT_WHISPER")

# What a setting may be, and in words.
ROOM_SETTINGS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "lobbyEnabled": (_is_bool, "True or False"),
    "lobbyType": (_is_one_of(*LOBBY_TYPES), " or ".join(LOBBY_TYPES)),
    "passcode": (_is_passcode, "a text of digits"),
    "maxOccupants": (_is_number(2, 500), "a whole number from 2 to 500"),
    "participantsSoftLimit": (_is_number(1, float("inf")), "a whole number above 0"),
    "visitorsEnabled": (_is_bool, "True or False"),
    "transcriberType": (_is_one_of(*TRANSCRIBERS), ", ".join(TRANSCRIBERS)),
    "hideDisplayName": (_is_one_of("GUEST"), "GUEST"),
}


def room_settings_errors(settings: Mapping[Any, Any]) -> Iterator[str]:
    """Words that follow the name of the option. Values are not shown: one is a passcode."""
    for name, value in settings.items():
        if name not in ROOM_SETTINGS:
            known = ", ".join(ROOM_SETTINGS)
            yield f"has an unknown {name}. {did_you_mean(name, ROOM_SETTINGS)}There is: {known}"
        elif not ROOM_SETTINGS[name][0](value):
            yield f"must have as {name}: {ROOM_SETTINGS[name][1]}"

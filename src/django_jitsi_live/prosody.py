"""Messages of ``mod_event_sync_component`` (jitsi-contrib/prosody-plugins, event_sync).

Times are whole seconds. There is no id of a message: each is known again by what it is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from .messages import (
    Malformed,
    Occupant,
    RoomMessage,
    an_object,
    key_of,
    moment,
    text,
    text_or_empty,
)


def parse(path: str, data: dict[str, Any]) -> RoomMessage:
    """The message that was posted to that path. Raises ``Malformed``."""
    room_name, address = text(data, "room_name"), text(data, "room_jid")
    occupants, emptied_at = _PARSERS[path](data)
    times = [str(data.get(name)) for name in ("created_at", "destroyed_at")]
    key = key_of(path, address, text_or_empty(data, "breakout_room_id"), *times)
    # What becomes of a breakout room says nothing about the main room, which is named.
    emptied_at = None if data.get("is_breakout") is True else emptied_at
    return RoomMessage(key, path, room_name, tuple(occupants), emptied_at)


_Told = tuple[list[Occupant], dt.datetime | None]


def _created(data: dict[str, Any]) -> _Told:
    # Whoever was in an earlier room of that name is gone: the server was restarted.
    return [], moment(data, "created_at")


def _destroyed(data: dict[str, Any]) -> _Told:
    destroyed_at = moment(data, "destroyed_at")
    occupants = [_occupant(data, each, destroyed_at) for each in _all_occupants(data)]
    return occupants, destroyed_at


def _joined(data: dict[str, Any]) -> _Told:
    return [_occupant(data, data.get("occupant"))], None


def _left(data: dict[str, Any]) -> _Told:
    occupant = _occupant(data, data.get("occupant"))
    if occupant.left_at is None:
        raise Malformed("left_at is missing.")
    return [occupant], None


def _all_occupants(data: dict[str, Any]) -> Iterator[Any]:
    value = data.get("all_occupants")
    # Prosody writes an empty list as an empty object.
    if not isinstance(value, list) and value not in ({}, None):
        raise Malformed("all_occupants is not a list.")
    yield from value or ()


def _occupant(data: dict[str, Any], value: Any, gone_at: dt.datetime | None = None) -> Occupant:
    occupant = an_object(value, "An occupant")
    address, joined_at = text(occupant, "occupant_jid"), moment(occupant, "joined_at")
    left_at = moment(occupant, "left_at") if "left_at" in occupant else gone_at
    # The same session of a browser joins anew when it comes back from a breakout room.
    stay = (text(data, "room_jid"), text_or_empty(data, "breakout_room_id"), address)
    return Occupant(
        key=key_of(*stay, str(int(joined_at.timestamp()))),
        address=address,
        participant=text_or_empty(occupant, "id"),
        name=text_or_empty(occupant, "name"),
        joined_at=joined_at,
        left_at=None if left_at is None else max(joined_at, left_at),
    )


_PARSERS: dict[str, Callable[[dict[str, Any]], _Told]] = {
    "room/created": _created,
    "room/destroyed": _destroyed,
    "occupant/joined": _joined,
    "occupant/left": _left,
}

PATHS = frozenset(_PARSERS)

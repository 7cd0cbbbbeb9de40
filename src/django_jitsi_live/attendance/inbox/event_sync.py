"""Messages of ``mod_event_sync_component`` (jitsi-contrib/prosody-plugins, event_sync).

Times are whole seconds. Messages have no id: a repeated one is recognised by its content.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from .messages import (
    MalformedMessage,
    Occupant,
    RoomMessage,
    hash_key,
    optional_text,
    require_moment,
    require_object,
    require_text,
)


def parse_event_sync(path: str, data: dict[str, Any]) -> RoomMessage:
    """The message that was posted to that path. Raises ``MalformedMessage``."""
    room_name, address = require_text(data, "room_name"), require_text(data, "room_jid")
    occupants, emptied_at = _PARSERS[path](data)
    times = [str(data.get(name)) for name in ("created_at", "destroyed_at")]
    key = hash_key(path, address, optional_text(data, "breakout_room_id"), *times)
    # A message about a breakout room carries the main room's name, and says nothing about it.
    is_breakout = data.get("is_breakout") is True
    return RoomMessage(
        key,
        path,
        room_name,
        tuple(occupants),
        emptied_at=None if is_breakout else emptied_at,
        happened_at=_HAPPENED[path](occupants, emptied_at),
        makes_room=path == "room/created" and not is_breakout,
    )


ENDPOINT = re.compile(r"([0-9a-f]{8})[^@]*@")

_Occupancy = tuple[list[Occupant], dt.datetime | None]


def _created(data: dict[str, Any]) -> _Occupancy:
    # Everybody in an earlier room of that name is gone: the server was restarted.
    return [], require_moment(data, "created_at")


def _destroyed(data: dict[str, Any]) -> _Occupancy:
    destroyed_at = require_moment(data, "destroyed_at")
    occupants = [_occupant(data, each, destroyed_at) for each in _all_occupants(data)]
    return occupants, destroyed_at


def _joined(data: dict[str, Any]) -> _Occupancy:
    return [_occupant(data, data.get("occupant"))], None


def _left(data: dict[str, Any]) -> _Occupancy:
    occupant = _occupant(data, data.get("occupant"))
    if occupant.left_at is None:
        raise MalformedMessage("left_at is missing.")
    return [occupant], None


def _all_occupants(data: dict[str, Any]) -> Iterator[Any]:
    value = data.get("all_occupants")
    # Prosody writes an empty list as an empty object.
    if not isinstance(value, list) and value not in ({}, None):
        raise MalformedMessage("all_occupants is not a list.")
    yield from value or ()


def _occupant(data: dict[str, Any], value: Any, gone_at: dt.datetime | None = None) -> Occupant:
    occupant = require_object(value, "An occupant")
    address = require_text(occupant, "occupant_jid")
    joined_at = require_moment(occupant, "joined_at")
    left_at = require_moment(occupant, "left_at") if "left_at" in occupant else gone_at
    # The same browser session joins anew when it returns from a breakout room.
    stay = (require_text(data, "room_jid"), optional_text(data, "breakout_room_id"), address)
    return Occupant(
        key=hash_key(*stay, str(int(joined_at.timestamp()))),
        address=address,
        participant=optional_text(occupant, "id"),
        name=optional_text(occupant, "name"),
        endpoint=_endpoint(address),
        joined_at=joined_at,
        left_at=None if left_at is None else max(joined_at, left_at),
    )


def _endpoint(address: str) -> str:
    """By which the occupant can be put out; empty for accounts with a password, such as Jibri's.

    The client takes the beginning of the name that Prosody gives to users with a token
    (lib-jitsi-meet, ``JitsiConference.resourceCreator``). Where ``mod_muc_resource_validate`` has
    ``anonymous_strict``, it has to.
    """
    begins = ENDPOINT.match(address)
    return begins[1] if begins else ""


_PARSERS: dict[str, Callable[[dict[str, Any]], _Occupancy]] = {
    "room/created": _created,
    "room/destroyed": _destroyed,
    "occupant/joined": _joined,
    "occupant/left": _left,
}

_HAPPENED: dict[str, Callable[..., Any]] = {
    "room/created": lambda occupants, emptied_at: emptied_at,
    "room/destroyed": lambda occupants, emptied_at: emptied_at,
    "occupant/joined": lambda occupants, emptied_at: occupants[0].joined_at,
    "occupant/left": lambda occupants, emptied_at: occupants[0].left_at,
}

EVENT_SYNC_PATHS = frozenset(_PARSERS)
"""The ends of the paths that the module posts to."""

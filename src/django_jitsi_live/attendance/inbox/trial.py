"""Rooms that the doctor opens on a Jitsi server, to see who is let in, and what is reported.

They belong to no run. What is noted of one is kept as long as other messages are.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.db.models import QuerySet

from ... import moments
from ...models import JitsiMessage
from ...presence import stay_database
from ...servers import Server
from .messages import RoomMessage

RESERVED = "doctor's reservation "
RESERVED_FOR = dt.timedelta(minutes=2)
TRIAL_ROOM = re.compile(r"doctor-[0-9a-f]{16}")


def new_trial_room() -> str:
    return f"doctor-{secrets.token_hex(8)}"


def reserve_trial_room(alias: str) -> str:
    """A room that this site says exists, to a server that asks within some minutes."""
    room_name = new_trial_room()
    _note(alias, f"{RESERVED}{room_name}", RESERVED)
    return room_name


def is_reserved_trial(server: Server, node: str) -> bool:
    """Whether the doctor has reserved the room, as Prosody spells it. Others cost no query."""
    room_name = server.local_room_name(node)
    if not TRIAL_ROOM.fullmatch(room_name):
        return False
    since = moments.now() - RESERVED_FOR
    noted = _messages().filter(server=server.alias, key=f"{RESERVED}{room_name}")
    return noted.filter(received_at__gt=since).exists()


def note_trial(server: Server, message: RoomMessage, received_at: dt.datetime) -> bool:
    """Whether the message is about such a room. That it was made is noted."""
    room_name = server.local_room_name(message.room_name)
    if not TRIAL_ROOM.fullmatch(room_name):
        return False
    if message.makes_room:
        ahead = (message.happened_at - received_at).total_seconds()
        _note(server.alias, room_name, message.type, f"{ahead:.1f}")
    return True


def trial_clock(alias: str, room_name: str) -> float | None:
    """Seconds by which the server's clock was ahead when it reported the room; None if it never
    has. Servers tell whole seconds only."""
    found = _messages().filter(server=alias, key=room_name).values_list("body", flat=True).first()
    return None if found is None else float(found)


def _note(alias: str, key: str, kind: str, body: str = "") -> None:
    noted = JitsiMessage(server=alias, key=key, type=kind, body=body)
    _messages().bulk_create([noted], ignore_conflicts=True)


def _messages() -> QuerySet[JitsiMessage]:
    return JitsiMessage.objects.using(stay_database())

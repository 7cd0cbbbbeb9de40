"""What an occupant's browser can ask the practice room to do, by the ``kind`` of its request."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from ...xmpp_text import clean_name
from . import moderating
from .errors import NotAllowed
from .moderation import KINDS
from .rooms import Json, PracticeOccupant, PracticeRoom, RoomRegistry, text_field

SYSTEM: Json = {"id": "", "name": "The site"}
"""Who has done it, where no occupant has."""


def _leave(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    registry.disconnect(occupant)


def _signal(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    # The receiver may have left at this moment.
    if receiver := occupant.room.occupants.get(text_field(message, "to")):
        receiver.enqueue("signal", {"from": occupant.id, "data": message.get("data")})


def _set_state(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    muted = {kind: message.get(f"{kind}Muted") is True for kind in KINDS}
    was_muted = {"audio": occupant.audio_muted, "video": occupant.video_muted}
    if any(was_muted[kind] and not muted[kind] for kind in KINDS):
        occupant.close_or_open()
    occupant.audio_muted = muted["audio"] or "audio" in occupant.closed
    occupant.video_muted = muted["video"] or "video" in occupant.closed
    _broadcast_change(occupant)
    if (occupant.audio_muted, occupant.video_muted) != (muted["audio"], muted["video"]):
        raise NotAllowed("You may not unmute until a moderator has approved it.")


def _rename(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    occupant.name = clean_name(text_field(message, "name")) or occupant.name
    _broadcast_change(occupant)


def _raise_hand(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    occupant.hand_raised = _now_ms() if message.get("raised") is True else 0
    if occupant.is_visitor:
        moderating.tell_request(occupant)
    _broadcast_change(occupant)


def _broadcast_change(occupant: PracticeOccupant) -> None:
    # To the occupant too: its browser shows the state that the server has stored.
    if occupant.is_visitor:
        occupant.enqueue("changed", occupant.as_dict())
    else:
        occupant.room.broadcast("changed", occupant.as_dict())


def _chat(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    if not occupant.may_chat:
        raise NotAllowed("You may not write in this room's chat.")
    content = {
        "from": occupant.id,
        "nick": occupant.name,
        "message": text_field(message, "message"),
        "stamp": _now_ms(),
    }
    if not message.get("to"):
        occupant.room.broadcast("chat", {**content, "privateMessage": False}, exclude=occupant)
    elif receiver := occupant.room.occupants.get(text_field(message, "to")):
        receiver.enqueue("chat", {**content, "privateMessage": True})


def _kick(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    kicked = occupant.room.occupants.get(text_field(message, "who"))
    if kicked is None or kicked is occupant:
        return
    kick_out(registry, kicked, _id_and_name(occupant))


def kick_out(registry: RoomRegistry, kicked: PracticeOccupant, kicker: Json) -> None:
    content = {"kicked": _id_and_name(kicked), "kicker": kicker}
    kicked.room.broadcast("kicked", content)
    registry.remove_from_room(kicked)


def _set_subject(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    occupant.room.subject = clean_name(text_field(message, "subject"))
    occupant.room.broadcast("subject", {"subject": occupant.room.subject})


def _record(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    """That the browser has begun to record, or that whoever does is to stop: one at a time."""
    room, begins = occupant.room, message.get("on") is True
    if begins is not bool(room.recorder):
        room.recorder = occupant.id if begins else ""
        room.broadcast("recording", {"on": begins, "by": occupant.id})


def _end(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    close_room(registry, occupant.room, _id_and_name(occupant))


def close_room(registry: RoomRegistry, room: PracticeRoom, by: Json) -> None:
    room.broadcast("ended", {"by": by["name"]})
    registry.close(room)


def _id_and_name(occupant: PracticeOccupant) -> Json:
    return {"id": occupant.id, "name": occupant.name}


def _now_ms() -> int:
    return int(time() * 1000)


ACTIONS: dict[str, Callable[[RoomRegistry, PracticeOccupant, Json], None]] = {
    "leave": _leave,
    "signal": _signal,
    "state": _set_state,
    "name": _rename,
    "hand": _raise_hand,
    "chat": _chat,
    "kick": _kick,
    "mute": moderating.mute,
    "moderation": moderating.moderate,
    "approve": moderating.approve,
    "reject": moderating.reject,
    "admit": moderating.admit,
    "subject": _set_subject,
    "record": _record,
    "end": _end,
}
MODERATOR_ACTIONS = {
    *("kick", "mute", "moderation", "approve", "reject", "admit", "subject", "record", "end"),
}

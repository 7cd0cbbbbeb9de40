"""The practice rooms in the memory of this process, their occupants and their queued messages.

Nothing here is safe among threads: the ``Switchboard`` holds the lock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import MalformedRequest, RoomFull
from .moderation import KINDS, Moderation

Json = dict[str, Any]

MAX_ROOMS = 20
MAX_OCCUPANTS = 8  # each of them sends audio and video to each other one
MAX_QUEUED_MESSAGES = 500
MAX_TEXT_CHARACTERS = 2000


@dataclass(eq=False, slots=True)
class PracticeOccupant:
    """One person in one room, and the queue of messages for that person's browser."""

    id: str
    token: str = field(repr=False)
    room: PracticeRoom = field(repr=False)
    name: str
    is_moderator: bool
    may_chat: bool
    last_seen: float
    """When its browser last polled: seconds of the monotonic clock."""
    is_visitor: bool = False
    """Whether it only watches, and counts as no participant."""
    audio_muted: bool = True
    video_muted: bool = True
    hand_raised: int = 0
    """When, in milliseconds of Unix time; 0 for not raised."""
    closed: set[str] = field(default_factory=set)
    """What the others' browsers do not accept from it: audio, video, both or neither."""
    queue: deque[Json] = field(
        default_factory=lambda: deque(maxlen=MAX_QUEUED_MESSAGES), repr=False
    )
    last_number: int = 0

    @property
    def is_present(self) -> bool:
        return self.room.occupants.get(self.id) is self

    def as_dict(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "role": "moderator" if self.is_moderator else "participant",
            "visitor": self.is_visitor,
            "audioMuted": self.audio_muted,
            "videoMuted": self.video_muted,
            "handRaised": self.hand_raised,
            "closed": sorted(self.closed),
        }

    def may_send(self, kind: str) -> bool:
        return not self.is_visitor and self.room.moderation.may_send(kind, self.id)

    def close_or_open(self) -> bool:
        """Decide anew what the others may accept from it; return whether that has changed.

        As jicofo does, only when it joins or unmutes, and when a moderator mutes it.
        """
        before, self.closed = self.closed, {kind for kind in KINDS if not self.may_send(kind)}
        return self.closed != before

    def enqueue(self, kind: str, content: Mapping[str, Any]) -> None:
        self.last_number += 1
        self.queue.append({"number": self.last_number, "kind": kind, **content})

    def queued_after(self, number: int) -> list[Json]:
        """Return newer messages; drop the others, which the browser has received."""
        while self.queue and self.queue[0]["number"] <= number:
            self.queue.popleft()
        return list(self.queue)


@dataclass(eq=False, slots=True)
class PracticeRoom:
    name: str
    subject: str = ""
    recorder: str = ""
    """The occupant whose browser records; empty for none."""
    occupants: dict[str, PracticeOccupant] = field(default_factory=dict)
    moderation: Moderation = field(default_factory=Moderation)
    tickets: set[str] = field(default_factory=set)
    """With each of them one visitor, whom a moderator has let in, becomes a participant."""

    @property
    def moderators(self) -> list[PracticeOccupant]:
        return [each for each in self.occupants.values() if each.is_moderator]

    @property
    def participants(self) -> list[PracticeOccupant]:
        return [each for each in self.occupants.values() if not each.is_visitor]

    def tell_moderators(
        self, kind: str, content: Mapping[str, Any], also: PracticeOccupant | None = None
    ) -> None:
        for occupant in self.occupants.values():
            if occupant.is_moderator or occupant is also:
                occupant.enqueue(kind, content)

    def broadcast(
        self, kind: str, content: Mapping[str, Any], exclude: PracticeOccupant | None = None
    ) -> None:
        for occupant in self.occupants.values():
            if occupant is not exclude:
                occupant.enqueue(kind, content)


class RoomRegistry:
    """All rooms by name, and all connected occupants by id."""

    def __init__(self) -> None:
        self.rooms: dict[str, PracticeRoom] = {}
        # Also those who were removed from their room and have not yet polled the reason.
        self.occupants: dict[str, PracticeOccupant] = {}

    def room_with_space(self, name: str) -> PracticeRoom:
        """Return the room of that name, a new one if need be. Raises ``RoomFull``."""
        room = self.rooms.get(name)
        if room is None:
            if len(self.rooms) >= MAX_ROOMS:
                raise RoomFull(f"There are {MAX_ROOMS} practice rooms in use, which is the most.")
            room = self.rooms[name] = PracticeRoom(name)
        if len(room.occupants) >= MAX_OCCUPANTS:
            raise RoomFull(f"A practice room holds {MAX_OCCUPANTS} people, and this one is full.")
        return room

    def add(self, occupant: PracticeOccupant) -> None:
        room = occupant.room
        for media in room.moderation.media if occupant.is_moderator else ():
            room.moderation.approve(media, occupant.id)
        occupant.close_or_open()
        room.broadcast("joined", occupant.as_dict())
        room.occupants[occupant.id] = self.occupants[occupant.id] = occupant

    def remove_from_room(self, occupant: PracticeOccupant) -> None:
        """Take the occupant out of the room; its browser can still poll."""
        if not occupant.is_present:
            return
        room = occupant.room
        del room.occupants[occupant.id]
        for media in room.moderation.media:
            room.moderation.reject(media, occupant.id)
        room.broadcast("left", {"id": occupant.id})
        if room.recorder == occupant.id:
            room.recorder = ""
            room.broadcast("recording", {"on": False, "by": occupant.id})
        if not room.occupants:
            del self.rooms[room.name]

    def disconnect(self, occupant: PracticeOccupant) -> None:
        self.remove_from_room(occupant)
        del self.occupants[occupant.id]

    def close(self, room: PracticeRoom) -> None:
        room.occupants.clear()
        del self.rooms[room.name]

    def expire_inactive(self, limit: float) -> bool:
        """Disconnect the occupants last seen before ``limit``; return whether there were any."""
        inactive = [each for each in self.occupants.values() if each.last_seen < limit]
        for occupant in inactive:
            self.disconnect(occupant)
        return bool(inactive)


def text_field(message: Json, name: str) -> str:
    """Return the text of that name, empty if missing. Raises ``MalformedRequest``."""
    value = message.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_TEXT_CHARACTERS:
        raise MalformedRequest(
            f"{name} must be a text of at most {MAX_TEXT_CHARACTERS} characters."
        )
    return value

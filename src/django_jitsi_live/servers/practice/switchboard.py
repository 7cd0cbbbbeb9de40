"""The practice rooms among threads: joining, long polling and actions under one lock."""

from __future__ import annotations

import secrets
import threading
from time import monotonic

from django.utils.crypto import constant_time_compare

from ...xmpp_text import clean_name
from .actions import ACTIONS, MODERATOR_ACTIONS, SYSTEM, close_room, kick_out
from .errors import ConnectionLost, MalformedRequest, NotAllowed
from .moderating import announce_moderator
from .rooms import Json, PracticeOccupant, RoomRegistry, text_field

# A browser polls again and again. A poll waits up to this long for a message.
MAX_POLL_SECONDS = 8.0
EXPIRY_CHECK_SECONDS = 1.0
INACTIVITY_TIMEOUT_SECONDS = 15.0
"""An occupant whose browser has not polled for this long counts as gone."""


class Switchboard:
    """Connects the browsers of each room. Safe among threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._registry = RoomRegistry()

    def join(
        self, room_name: str, token: str, claims: Json, request: Json, max_participants: int = 0
    ) -> Json:
        """Add an occupant, under the requested name if there is one; return who is in the room.

        Above ``max_participants``, if it is above 0, newcomers become visitors, but moderators.
        Raises ``RoomFull`` and ``MalformedRequest``.
        """
        user, features = claims["context"]["user"], claims["context"]["features"]
        name = clean_name(text_field(request, "name")) or user["name"]
        ticket = text_field(request, "ticket")
        wants_to_watch = user.get("role") == "visitor" or request.get("visitor") is True
        with self._changed:
            self._expire_inactive()
            room = self._registry.room_with_space(room_name)
            others = [other.as_dict() for other in room.occupants.values()]
            is_full = 0 < max_participants <= len(room.participants) and not user["moderator"]
            occupant = PracticeOccupant(
                id=secrets.token_hex(4),
                token=token,
                room=room,
                name=name,
                is_moderator=user["moderator"],
                may_chat=features["send-groupchat"],
                last_seen=monotonic(),
                is_visitor=(wants_to_watch or is_full) and ticket not in room.tickets,
            )
            room.tickets.discard(ticket)
            self._registry.add(occupant)
            if occupant.is_moderator:
                announce_moderator(occupant)
            self._changed.notify_all()
        me = {**occupant.as_dict(), "mayChat": occupant.may_chat}
        about = {"subject": room.subject, "recording": bool(room.recorder)}
        return {"me": me, "others": others, "room": room.name, **about, **_stage(occupant)}

    def poll(self, occupant_id: str, token: str, after: int) -> list[Json]:
        """Return the messages above that number as soon as there are any.

        Without any, return none after ``MAX_POLL_SECONDS``. Raises ``ConnectionLost`` and
        ``NotAllowed``.
        """
        deadline = monotonic() + MAX_POLL_SECONDS
        with self._changed:
            occupant = self._occupant(occupant_id, token)
            occupant.last_seen = monotonic()
            messages = occupant.queued_after(after)
            while not messages and self._is_connected(occupant) and monotonic() < deadline:
                self._changed.wait(EXPIRY_CHECK_SECONDS)
                self._expire_inactive()
                messages = occupant.queued_after(after)
            return messages

    def act(self, occupant_id: str, token: str, message: Json) -> None:
        """Run the action that the browser asks for.

        Raises ``ConnectionLost``, ``NotAllowed`` and ``MalformedRequest``.
        """
        kind = text_field(message, "kind")
        if kind not in ACTIONS:
            raise MalformedRequest(f"Nothing is known of {kind!r}.")
        with self._changed:
            occupant = self._occupant(occupant_id, token)
            if not occupant.is_present:
                raise ConnectionLost("You are not in this room any more.")
            if kind in MODERATOR_ACTIONS and not occupant.is_moderator:
                raise NotAllowed("Only a moderator may do this.")
            ACTIONS[kind](self._registry, occupant, message)
            self._changed.notify_all()

    def end_room(self, room_name: str) -> None:
        """End it for everybody in the room, as the site asks for."""
        with self._changed:
            if room := self._registry.rooms.get(room_name):
                close_room(self._registry, room, SYSTEM)
                self._changed.notify_all()

    def kick(self, room_name: str, occupant_id: str) -> None:
        """Remove the occupant from the room, as the site asks for."""
        with self._changed:
            room = self._registry.rooms.get(room_name)
            if room and (occupant := room.occupants.get(occupant_id)):
                kick_out(self._registry, occupant, SYSTEM)
                self._changed.notify_all()

    def _occupant(self, occupant_id: str, token: str) -> PracticeOccupant:
        self._expire_inactive()
        occupant = self._registry.occupants.get(occupant_id)
        if occupant is None:
            raise ConnectionLost("The connection to this room was lost.")
        # The very token that the occupant joined with. As with Jitsi, it may expire meanwhile.
        if not constant_time_compare(occupant.token, token):
            raise NotAllowed("This is somebody else's seat.")
        return occupant

    def _is_connected(self, occupant: PracticeOccupant) -> bool:
        return occupant.id in self._registry.occupants

    def _expire_inactive(self) -> None:
        if self._registry.expire_inactive(monotonic() - INACTIVITY_TIMEOUT_SECONDS):
            self._changed.notify_all()


def _stage(occupant: PracticeOccupant) -> Json:
    """What a newcomer learns of the moderation, and a moderator of approvals and requests."""
    room = occupant.room
    told: Json = {"moderation": room.moderation.media, "approvals": [], "requests": []}
    if occupant.is_moderator:
        others = [each for each in room.moderation.approvals() if each["id"] != occupant.id]
        viewers = [each for each in room.occupants.values() if each.is_visitor and each.hand_raised]
        requests = [{"id": each.id, "name": each.name, "on": True} for each in viewers]
        told = {**told, "approvals": others, "requests": requests}
    return told


shared = Switchboard()
"""The rooms of this process: pages enter them, and the site ends them."""

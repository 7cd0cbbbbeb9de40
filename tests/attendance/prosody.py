"""A Prosody with event_sync whose clock may be wrong, and pages that say what they are told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from django_jitsi_live.attendance import stays
from django_jitsi_live.models import LiveSession

TOKEN = "a-token-of-the-tests"


@dataclass
class Prosody:
    """Reports at once, by its own clock."""

    ahead: float = 0
    """Seconds by which its clock is ahead."""
    alias: str = "default"
    made_at: int = 0
    here: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: list[dict[str, Any]] = field(default_factory=list)

    def time(self) -> int:
        return int(timezone.now().timestamp() + self.ahead)

    def create(self) -> None:
        self.made_at = self.time()
        self.post("room/created", created_at=self.made_at)

    def join(self, *users: Any, device: str = "laptop", name: str = "") -> None:
        for user in users:
            self.enter(user, device, name)
            self.post("occupant/joined", occupant=self.here[f"{user.pk}@x/{device}"])

    def enter(self, user: Any, device: str = "laptop", name: str = "") -> None:
        """Without a word: the message is lost."""
        jid = f"{user.pk}@x/{device}"
        who = {"id": str(user.pk), "name": name or user.get_full_name() or user.username}
        self.here[jid] = {"occupant_jid": jid, "joined_at": self.time(), **who}

    def leave(self, *users: Any, device: str = "laptop") -> None:
        for user in users:
            self.go(user, device)
            self.post("occupant/left", occupant=self.gone[-1])

    def go(self, user: Any, device: str = "laptop") -> None:
        """Without a word: the message is lost."""
        self.gone.append({**self.here.pop(f"{user.pk}@x/{device}"), "left_at": self.time()})

    def destroy(self) -> None:
        everybody = [*self.gone, *self.here.values()]
        times = {"created_at": self.made_at, "destroyed_at": self.time()}
        self.post("room/destroyed", all_occupants=everybody or {}, **times)

    def post(self, kind: str, **data: Any) -> None:
        room = LiveSession.objects.get().room_name
        about = {"room_name": room, "room_jid": f"{room}@conference.x", "is_breakout": False}
        answer = Client().post(
            f"/api/live/jitsi/{self.alias}/events/{kind}",
            json.dumps({**about, **data}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        assert answer.status_code == 200, answer.content


class Page:
    """A page, or a script, that reports the stay of its user."""

    def __init__(self, user: Any, event: Any) -> None:
        self.user, self.event = user, event
        self.key = stays.begin(user, event.pk)["stay"]

    def beat(self) -> None:
        stays.heartbeat(self.user, self.event.pk, self.key)

    def leave(self) -> None:
        stays.leave(self.user, self.event.pk, self.key)

"""Tokens, requests and people for the tests of the practice room."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import jwt
from django.test import Client
from django.utils import timezone

from django_jitsi_live.practice import PracticeServer
from django_jitsi_live.servers.practice import switchboard
from django_jitsi_live.servers.tokens import Seat

ENTRY = {"BACKEND": "django_jitsi_live.practice.PracticeServer"}
ROOM = "talk-abc"
HEADERS = {"typ": "JWT"}


def seat(user_id: str = "7", name: str = "Sam", *, role: str = "attendee") -> Seat:
    now = timezone.now()
    return Seat(ROOM, user_id, name, role, now, now + timedelta(hours=1))


def token(
    *args: Any, headers: dict[str, str] = HEADERS, role: str = "attendee", **claims: Any
) -> str:
    """A token of the server, with other claims and headers where some are given."""
    server = PracticeServer("default", {})
    made = {**server.claims(seat(*args, role=role)), **claims}
    kept = {name: value for name, value in made.items() if value is not None}
    return jwt.encode(kept, server.signing_key._key, "HS256", headers)


def ask(what: str, jwt: str, body: Any, room: str = ROOM) -> Any:
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    path = f"/api/live/practice/{room}/{what}"
    client = Client(enforce_csrf_checks=True)
    headers = {"X-Practice-Token": jwt} if jwt else {}
    return client.post(path, data, content_type="application/json", headers=headers)


class Person:
    def __init__(self, jwt: str, room: str = ROOM) -> None:
        self.jwt = jwt
        self.last_number = 0
        answer = ask("join", jwt, {}, room)
        assert answer.status_code == 200, answer.content
        self.seat = answer.json()
        self.id = self.seat["me"]["id"]

    def act(self, kind: str, **content: Any) -> int:
        return ask("act", self.jwt, {"id": self.id, "kind": kind, **content}).status_code

    def poll_response(self) -> Any:
        return ask("news", self.jwt, {"id": self.id, "after": self.last_number})

    def poll(self) -> list[dict[str, Any]]:
        messages = self.poll_response().json()["news"]
        if messages:
            self.last_number = messages[-1]["number"]
        return [{k: v for k, v in message.items() if k != "number"} for message in messages]

    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.poll()]


def hours(number: int) -> int:
    return int((timezone.now() + timedelta(hours=number)).timestamp())


def make_inactive(person: Person) -> None:
    """As if the person's browser had not polled for too long."""
    occupant = switchboard.shared._registry.occupants[person.id]
    occupant.last_seen -= switchboard.INACTIVITY_TIMEOUT_SECONDS + 1

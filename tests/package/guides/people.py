"""Users of these sites, and what they do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.projects.scenario import answer

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


class Person:
    """A user who is logged in."""

    def __init__(self, name: str) -> None:
        self.user = get_user_model().objects.create_user(name)

    def get(self, name: str, event: Any, **query: str) -> Any:
        return self.client().get(reverse(f"jitsi_live:{name}", args=[event.pk]), query)

    def post(self, name: str, event: Any, data: Any = None) -> Any:
        return self.client().post(reverse(f"jitsi_live:{name}", args=[event.pk]), data)

    def client(self) -> Client:
        # Anew: while the clock is moved, a login of last week is over.
        client = Client()
        client.force_login(self.user)
        return client

    def joins(self, event: Any) -> dict[str, Any]:
        """Join, and have the page say so."""
        grant = answer(self.get("join", event))
        assert self.post("stays", event, {"action": "joined"}).status_code == 201
        return grant


def state(event: Any) -> str:
    """What the public is told."""
    found: str = answer(Client().get(reverse("jitsi_live:status", args=[event.pk])))["state"]
    return found

from __future__ import annotations

from tests.projects import people
from tests.projects.legacy.live_sessions.models import LiveSession


def make_people() -> people.People:
    made = people.make_people()
    LiveSession.objects.create(event=made.event, room_name="old-room", is_active=True)
    return made

from __future__ import annotations

from tests.projects.abstract import AbstractEvent


class Event(AbstractEvent):
    class Meta:
        db_table = "programme_event"

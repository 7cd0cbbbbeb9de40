from __future__ import annotations

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Event(AbstractEvent):
    pass


class Registration(AbstractRegistration):
    pass

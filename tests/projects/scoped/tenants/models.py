from __future__ import annotations

from typing import Any

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class ScopeError(Exception):
    """Nothing says whose events are meant."""


class ScopedManager(models.Manager["Event"]):
    def get_queryset(self) -> Any:
        raise ScopeError("A scope on dimension(s) tenant needs to be active.")


class Event(AbstractEvent):
    objects = ScopedManager()


class Registration(AbstractRegistration):
    pass

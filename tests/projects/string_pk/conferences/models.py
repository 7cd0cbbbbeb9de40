from __future__ import annotations

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Event(AbstractEvent):
    key = models.CharField(primary_key=True, max_length=100)


class Registration(AbstractRegistration):
    pass

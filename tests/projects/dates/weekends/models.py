from __future__ import annotations

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Event(AbstractEvent):
    first_day = models.DateField()
    last_day = models.DateField(null=True)


class Registration(AbstractRegistration):
    pass

from __future__ import annotations

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Venue(models.Model):
    name = models.CharField(max_length=100)
    city = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Event(AbstractEvent):
    pass


class Registration(AbstractRegistration):
    pass

from __future__ import annotations

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Meeting(AbstractEvent):
    pass


class Webinar(Meeting):
    class Meta:
        proxy = True


class Registration(AbstractRegistration):
    event = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")

from __future__ import annotations

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Activity(AbstractEvent):
    pass


class Webinar(Activity):
    language = models.CharField(max_length=10, default="en")


class Registration(AbstractRegistration):
    event = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="registrations")

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models


class Event(models.Model):
    title = models.CharField(max_length=100)
    slug = models.SlugField(unique=True, null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    organizer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organized"
    )
    speakers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="speaking_at")
    series = models.ForeignKey("Series", on_delete=models.CASCADE, null=True, related_name="events")

    def __str__(self) -> str:
        return self.title

    def planned_start(self) -> dt.datetime | None:
        return self.starts_at


class Series(models.Model):
    teachers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teaches")


class Registration(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=20, default="confirmed")

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Venue(models.Model):
    event = models.OneToOneField("Event", on_delete=models.CASCADE, related_name="venue")
    opens = models.DateTimeField()


class Profile(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    name = models.CharField(max_length=100)


class Event(AbstractEvent):
    def __str__(self) -> str:
        return f"{self.title} of {self.organizer.profile.name}"  # which nobody has

    def get_absolute_url(self) -> str:
        return reverse("fair", args=[self.pk])  # which is not in the urlpatterns

    def opens(self) -> dt.datetime:
        return self.venue.opens


class Registration(AbstractRegistration):
    pass

"""What the host projects of the tests have in common; each project adds what is odd about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AbstractEvent(models.Model):
    title = models.CharField(max_length=100)
    organizer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class AbstractRegistration(models.Model):
    event = models.ForeignKey("Event", on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

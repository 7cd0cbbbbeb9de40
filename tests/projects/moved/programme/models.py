from __future__ import annotations

from django.db import models

from tests.projects.abstract import AbstractRegistration


class Registration(AbstractRegistration):
    event = models.ForeignKey(
        "meetings.Event", on_delete=models.CASCADE, related_name="registrations"
    )

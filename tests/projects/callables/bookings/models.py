from __future__ import annotations

from django.db import models


class Appointment(models.Model):
    """Refers to people by name, as something imported from elsewhere may do."""

    doctor = models.CharField(max_length=150)
    patient = models.CharField(max_length=150)
    interpreter = models.CharField(max_length=150)
    day = models.DateField()

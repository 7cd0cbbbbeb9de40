from __future__ import annotations

from django.db import models


class LiveSession(models.Model):
    event = models.OneToOneField(
        "events.Event", on_delete=models.CASCADE, related_name="live_session"
    )
    room_name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.room_name

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django_jitsi_live.models import LiveSession
from django_jitsi_live.signals import attendance_confirmed


@receiver(attendance_confirmed)
def mark_registration(session: LiveSession, user: Any, **kwargs: Any) -> None:
    """Who was there for long enough has attended. The host has no registration to mark."""
    session.event.registrations.filter(user=user).update(attended=True)

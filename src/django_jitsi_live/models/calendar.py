"""What calendars have been told of events."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .session import LiveSession


class CalendarEntry(models.Model):
    """One event in people's calendars: its name there, and what it was said to be last.

    ``sequence`` grows by one exactly when start, end or cancellation change (RFC 5545, 3.8.7.4).
    """

    session = models.OneToOneField(
        LiveSession,
        on_delete=models.CASCADE,
        related_name="calendar_entry",
        verbose_name=_("session"),
    )
    uid = models.UUIDField(_("UID"), default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    starts_at = MomentField(_("starts at"), null=True, blank=True)
    ends_at = MomentField(_("ends at"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    changed_at = MomentField(_("changed at"), default=moments.now)

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")

    def __str__(self) -> str:
        return f"Calendar entry of session {self.session_id}"


class CalendarFeed(models.Model):
    """The personal calendar of a user: its address holds as long as ``key`` stays the same."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("user"),
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = MomentField(_("created at"), default=moments.now)

    class Meta:
        verbose_name = _("personal calendar")
        verbose_name_plural = _("personal calendars")

    def __str__(self) -> str:
        return f"Personal calendar {self.pk}"

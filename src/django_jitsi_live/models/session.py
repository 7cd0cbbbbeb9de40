"""The live session of an event."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import EventOneToOneField, MomentField


class Role(models.TextChoices):
    """The strongest first."""

    HOST = "host", _("Host")
    SPEAKER = "speaker", _("Speaker")
    ATTENDEE = "attendee", _("Attendee")


class RoleMismatch(models.TextChoices):
    """Hosts who are no moderators, and speakers or attendees who are."""

    HOST = "host", _("Host")
    ATTENDEE = "attendee", _("Speaker or attendee")
    BOTH = "host,attendee", _("Host, and speaker or attendee")


class LiveSession(models.Model):
    """The live session of one event: its present state. Each start is a ``Run`` of its own."""

    event = EventOneToOneField(
        on_delete=models.CASCADE,
        related_name="jitsi_live_session",
        verbose_name=_("event"),
    )
    room_name = models.CharField(_("room name"), max_length=120, unique=True)
    is_active = models.BooleanField(_("live"), default=False)
    server = models.CharField(_("server"), max_length=100, default="default")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    run = models.ForeignKey(
        "jitsi_live.Run",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("latest run"),
    )
    created_at = MomentField(_("created at"), default=moments.now, editable=False)
    started_at = MomentField(_("started at"), null=True, blank=True)
    ended_at = MomentField(_("ended at"), null=True, blank=True)
    role_mismatch = models.CharField(
        _("role mismatch"),
        max_length=20,
        choices=RoleMismatch,
        blank=True,
        default="",
        help_text=_("Whom the Jitsi server gave another role than this site."),
    )
    # What the Jitsi server has refused in this run, by Jitsi's names of errors.
    refusals = models.CharField(max_length=1000, blank=True, default="", editable=False)
    # The speaker or attendee who first said so: one alone is not believed.
    role_witness = models.CharField(max_length=255, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(started_at__isnull=False),
                name="jitsi_live_active_has_started_at",
            )
        ]

    def __str__(self) -> str:
        # Neither the room's name, which does not belong in logs, nor the event, which is a query.
        return f"Live session of event {self.event_id}"


def get_live_session(event: Any) -> LiveSession | None:
    """The event's session, live or not. A query, unless it was selected with the event."""
    session: LiveSession | None = getattr(event, "jitsi_live_session", None)
    return session

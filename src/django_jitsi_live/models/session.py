"""The live session of an event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import EventOneToOneField, MomentField


class State(models.TextChoices):
    """What a session is in. The public is told ``SCHEDULED`` of a backstage."""

    SCHEDULED = "scheduled", _("Scheduled")
    BACKSTAGE = "backstage", _("Backstage")
    LIVE = "live", _("Live")
    ENDED = "ended", _("Ended")


class Role(models.TextChoices):
    """The strongest first."""

    HOST = "host", _("Host")
    SPEAKER = "speaker", _("Speaker")
    ATTENDEE = "attendee", _("Attendee")


TEAM = frozenset({Role.HOST, Role.SPEAKER})
"""The roles of those who may be backstage."""


class RoleMismatch(models.TextChoices):
    """Hosts who are no moderators, and speakers or attendees who are."""

    HOST = "host", _("Host")
    ATTENDEE = "attendee", _("Speaker or attendee")
    BOTH = "host,attendee", _("Host, and speaker or attendee")


class LiveSession(models.Model):
    """The live session of one event: its present state. Each opening is a ``Run`` of its own."""

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
    # Since when its room is open for the team alone; null while it is not, or for the audience too.
    backstage_since = MomentField(_("backstage since"), null=True, blank=True, editable=False)
    started_at = MomentField(_("started at"), null=True, blank=True)
    # When it ends by itself, if nobody does anything; null where nothing bounds it.
    closes_at = MomentField(_("closes at"), null=True, blank=True, editable=False)
    ended_at = MomentField(_("ended at"), null=True, blank=True)
    # What a host has switched to for this run; empty for what the policy says.
    stage = models.CharField(_("stage"), max_length=10, blank=True, default="", editable=False)
    role_mismatch = models.CharField(
        _("role mismatch"),
        max_length=20,
        choices=RoleMismatch,
        blank=True,
        default="",
        help_text=_("Whom the Jitsi server gave another role than this site."),
    )
    # What is noted once of its room: what the Jitsi server has refused there, by Jitsi's names of
    # errors, and that a recording has begun.
    refusals = models.CharField(max_length=1000, blank=True, default="", editable=False)
    # The speaker or attendee who first said so: one alone is not believed.
    role_witness = models.CharField(max_length=255, blank=True, default="", editable=False)

    decision: Any = None
    """The audit entry of the latest change that this object has written."""

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(started_at__isnull=False),
                name="jitsi_live_active_has_started_at",
            )
        ]
        indexes = [models.Index(fields=["closes_at"], name="jitsi_live_due")]

    def __str__(self) -> str:
        # Neither the room's name, which does not belong in logs, nor the event, which is a query.
        return f"Live session of event {self.event_id}"

    @property
    def is_open(self) -> bool:
        """Whether its room is open, for the audience or for the team alone."""
        return self.is_active or self.backstage_since is not None

    @property
    def is_due(self) -> bool:
        """Whether it is past its time, which nobody has noted yet."""
        return self.is_open and self.closes_at is not None and self.closes_at <= moments.now()

    @property
    def is_live(self) -> bool:
        """Whether the audience may enter now."""
        return self.is_active and not self.is_due

    def state(self, starts_at: dt.datetime | None) -> State:
        """The state now, where the event is scheduled to start then.

        What ended before that was a rehearsal, or took place at an earlier time of the event.
        """
        if self.is_open and not self.is_due:
            return State.LIVE if self.is_active else State.BACKSTAGE
        ended_at = self.closes_at if self.is_active else self.ended_at
        is_over = ended_at is not None and (starts_at is None or ended_at > starts_at)
        return State.ENDED if is_over else State.SCHEDULED


def get_live_session(event: Any) -> LiveSession | None:
    """The event's session, live or not. A query, unless it was selected with the event."""
    session: LiveSession | None = getattr(event, "jitsi_live_session", None)
    return session

"""The runs of a session: its history, of which nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import MomentField
from .session import LiveSession


class EndedBecause(models.TextChoices):
    HOST = "host", _("ended by a host")
    ADMIN = "admin", _("ended in the admin")
    SCHEDULE = "schedule", _("the scheduled time was over")
    IDLE = "idle", _("nobody was there")
    LENGTH = "length", _("the longest time was over")
    SERVER = "server", _("the video server ended it")
    MOVED = "moved", _("it went on in another room")


def _person(verbose_name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


class Run(models.Model):
    """One opening of a session, with a room of its own, until its end.

    It has been live from ``started_at`` on; before that, only the team was let in.
    ``starts_at`` and ``ends_at`` are the event's schedule as it was then, so that moving the event
    to next week changes no report.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="runs", verbose_name=_("session")
    )
    number = models.PositiveIntegerField(_("number"))
    room_name = models.CharField(_("room name"), max_length=120, unique=True)
    server = models.CharField(_("server"), max_length=100, default="default")
    opened_at = MomentField(_("opened at"))
    started_at = MomentField(_("started at"), null=True, blank=True)
    ended_at = MomentField(_("ended at"), null=True, blank=True)
    starts_at = MomentField(_("scheduled start"), null=True, blank=True)
    ends_at = MomentField(_("scheduled end"), null=True, blank=True)
    started_by = _person(_("started by"))
    ended_by = _person(_("ended by"))
    ended_because = models.CharField(
        _("ended because"), max_length=10, choices=EndedBecause, blank=True, default=""
    )

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        # Not that it ended after it was opened: the clocks of two servers of the site differ, and
        # no end may fail for that.
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="jitsi_live_run_number")
        ]
        indexes = [models.Index(fields=["ended_at"], name="jitsi_live_runs_by_end")]

    def __str__(self) -> str:
        return f"Run {self.number} of session {self.session_id}"

    @property
    def is_open(self) -> bool:
        """Whether somebody may be let into its room."""
        session = self.session
        return self.ended_at is None and session.is_open and session.run_id == self.pk

    @property
    def over_since(self) -> dt.datetime | None:
        """When it ended; None while it is open. It may have been ended without this app."""
        if self.is_open:
            return None
        ended_at = self.ended_at or self.session.ended_at or self.opened_at
        over_since: dt.datetime = max(ended_at, self.opened_at)
        return over_since

    @property
    def is_rehearsal(self) -> bool:
        """Whether it was never live, or over before the scheduled start: it counts nowhere."""
        if self.started_at is None:
            return True
        over_since = self.over_since
        return None not in (over_since, self.starts_at) and over_since <= self.starts_at


def latest_run(session: LiveSession) -> Run | None:
    """The session's latest run, with the session. A query, unless it was selected with it."""
    run: Run | None = session.run
    if run is not None:
        run.session = session
    return run

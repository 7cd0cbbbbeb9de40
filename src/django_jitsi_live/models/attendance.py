"""Attendance: stays in rooms, and confirmations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..conf import conf
from .fields import MomentField
from .run import Run
from .session import LiveSession, Role


class Source(models.TextChoices):
    PAGE = "page", _("Page")
    EVENT_SYNC = "event_sync", _("Prosody")
    JAAS = "jaas", _("JaaS")


def heartbeat_timeout() -> dt.timedelta:
    """How long a page without a heartbeat still counts as present."""
    return dt.timedelta(seconds=2.5 * conf.HEARTBEAT)


class StayQuerySet(models.QuerySet["Stay"]):
    def open_at(self, moment: dt.datetime) -> StayQuerySet:
        """Stays that are not over at that moment, as far as is known now."""
        return self.heard_since(moment - heartbeat_timeout())

    def heard_since(self, moment: Any) -> StayQuerySet:
        """Stays that have not ended, without those of pages that are silent since that moment."""
        silent = models.Q(source=Source.PAGE, last_seen_at__lt=moment)
        return self.filter(left_at=None).exclude(silent)

    def people(self) -> StayQuerySet:
        return self.filter(is_recorder=False)


class Stay(models.Model):
    """One interval of one occupant in the room of a run, as one source reports it.

    A person who joins in two tabs, or is reported by two sources, has several: the attendance of
    the person is their union. ``joined_at`` is the earliest and ``last_seen_at`` the latest time in
    all messages about the stay, ``left_at`` the latest time of leaving, so that the order of the
    messages does not matter. Where no message reported the leaving (``is_left_certain``),
    ``left_at`` is inferred.
    """

    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="stays", verbose_name=_("run")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    # Outlives the account, so that two deleted people do not become one.
    participant = models.CharField(_("participant"), max_length=255)
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    jitsi_name = models.CharField(
        _("name in Jitsi"),
        max_length=100,
        blank=True,
        help_text=_("What a Jitsi server calls a user of this site, if that is another name."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        blank=True,
        help_text=_("Empty for occupants who are no users: guests and recorders."),
    )
    is_recorder = models.BooleanField(_("recorder"), default=False)
    is_viewer = models.BooleanField(
        _("viewer"),
        default=False,
        help_text=_("Whom Jitsi let in as a visitor: such people see and hear, and are not seen."),
    )
    # By which the video server can put out this occupant. A page says so of itself, so that it is
    # not believed of two people at once.
    endpoint = models.CharField(max_length=16, blank=True, default="", editable=False)
    joined_at = MomentField(_("joined at"))
    left_at = MomentField(_("left at"), null=True, blank=True)
    is_left_certain = models.BooleanField(_("leaving was reported"), default=False)
    last_seen_at = MomentField(_("last seen at"))
    source = models.CharField(_("source"), max_length=10, choices=Source)
    key = models.CharField(_("key"), max_length=64)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="jitsi_live_stay_key"),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("joined_at")),
                name="jitsi_live_left_after_joined",
            ),
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("joined_at")),
                name="jitsi_live_seen_after_joined",
            ),
            models.CheckConstraint(
                condition=models.Q(is_left_certain=False) | models.Q(left_at__isnull=False),
                name="jitsi_live_certain_has_left_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(key="") & ~models.Q(participant=""),
                name="jitsi_live_stay_is_identified",
            ),
        ]
        indexes = [
            # Without last_seen_at, which each heartbeat changes.
            models.Index(fields=["run", "left_at"], name="jitsi_live_stays_of_run"),
            models.Index(fields=["joined_at"], name="jitsi_live_stays_by_age"),
        ]

    def __str__(self) -> str:
        return f"Stay in run {self.run_id}, by {self.source}"

    @property
    def session(self) -> LiveSession:
        return self.run.session


class Confirmation(models.Model):
    """A person's attendance that was announced, once for each run of a session."""

    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("run")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    participant = models.CharField(_("participant"), max_length=255)
    confirmed_at = MomentField(_("confirmed at"))
    # Identifies the process that created this row, which alone announces it.
    claim = models.CharField(_("claim"), max_length=32)

    class Meta:
        verbose_name = _("confirmed attendance")
        verbose_name_plural = _("confirmed attendances")
        constraints = [
            models.UniqueConstraint(fields=["run", "participant"], name="jitsi_live_confirmed_once")
        ]
        indexes = [models.Index(fields=["claim"], name="jitsi_live_claims")]

    def __str__(self) -> str:
        return f"Confirmed attendance in run {self.run_id}"


def present_count(user: Any, heard_since: Any) -> models.Subquery:
    """Annotation of events, whoever asks: the number of people in the room without viewers, of
    whose pages was heard since that moment; null for none."""
    reported = Run.objects.filter(pk=models.OuterRef("run"), server_reports__isnull=False)
    open_stays = (
        Stay.objects.heard_since(heard_since)
        .people()
        .filter(run=models.OuterRef("jitsi_live_session__run"), is_viewer=False)
        # Where a Jitsi server reports on the run, it knows who is there, and a page does not.
        .filter(~models.Q(source=Source.PAGE) | ~models.Exists(reported))
    )
    counted = (
        open_stays.order_by()
        .values("run")
        .annotate(number=models.Count("participant", distinct=True))
    )
    return models.Subquery(counted.values("number"))

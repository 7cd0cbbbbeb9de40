"""Messages of Jitsi servers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .attendance import Source
from .fields import MomentField
from .run import Run


class JitsiMessage(models.Model):
    """A message of a Jitsi server that was processed, kept for a while.

    The key recognises a message that is sent twice. ``emptied_at`` is when the room was empty: it
    ends stays whose leaving no other message reports.
    """

    server = models.CharField(_("server"), max_length=100)
    key = models.CharField(_("key"), max_length=255)
    type = models.CharField(_("type"), max_length=100)
    room_name = models.CharField(_("room name"), max_length=120, blank=True)
    emptied_at = MomentField(_("emptied at"), null=True, blank=True)
    received_at = MomentField(_("received at"), default=moments.now)
    body = models.TextField(
        _("body"), blank=True, help_text=_("Only of types that nothing here makes use of.")
    )

    class Meta:
        verbose_name = _("message of a Jitsi server")
        verbose_name_plural = _("messages of Jitsi servers")
        constraints = [
            models.UniqueConstraint(fields=["server", "key"], name="jitsi_live_message_once")
        ]
        indexes = [
            models.Index(fields=["room_name", "emptied_at"], name="jitsi_live_emptied_rooms"),
            models.Index(fields=["received_at"], name="jitsi_live_messages_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.server}"


class ServerReport(models.Model):
    """That a Jitsi server has reported on one run, and how its clock differs from the site's.

    Where a server has reported, its record decides who was in the room.
    """

    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="server_reports", verbose_name=_("run")
    )
    server = models.CharField(_("server"), max_length=100)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    knows_since = MomentField(
        _("knows since"), help_text=_("The earliest time that it has reported about.")
    )
    heard_at = MomentField(_("heard at"))
    clock_ahead = models.FloatField(
        _("clock ahead"),
        default=0,
        help_text=_("Seconds, by the time at which its messages arrive; negative if behind."),
    )
    # A message that came so many seconds late: a second one proves that the clock is behind.
    late_by = models.FloatField(null=True, blank=True, editable=False)
    late_at = MomentField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("report of a Jitsi server")
        verbose_name_plural = _("reports of Jitsi servers")
        constraints = [
            models.UniqueConstraint(fields=["run", "source"], name="jitsi_live_server_report_once")
        ]

    def __str__(self) -> str:
        return f"Report of {self.server} on run {self.run_id}"

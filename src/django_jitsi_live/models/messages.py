"""Messages of Jitsi servers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField


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

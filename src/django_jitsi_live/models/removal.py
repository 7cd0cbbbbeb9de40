"""People whom a host has removed from an event."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .person import of_visitor
from .session import LiveSession


class Removal(models.Model):
    """That a person gets no grant for an event until readmitted, from no device.

    There is a row while that holds; the audit keeps what was.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="removals", verbose_name=_("session")
    )
    participant = models.CharField(_("participant"), max_length=255)
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    removed_at = MomentField(_("removed at"), default=moments.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )

    class Meta:
        verbose_name = _("removed person")
        verbose_name_plural = _("removed people")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "participant"], name="jitsi_live_removed_once"
            )
        ]

    def __str__(self) -> str:
        return f"Removal from session {self.session_id}"


def is_removed(user: Any, session: models.OuterRef) -> models.Exists:
    """The condition that the user, or the guest, is removed from a session."""
    return models.Exists(Removal.objects.filter(of_visitor(user), session=session))

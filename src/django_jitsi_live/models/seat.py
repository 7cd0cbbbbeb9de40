"""The seats of a room that takes so many people, and who waits for one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .session import LiveSession


class Seat(models.Model):
    """A person who has a seat in the room, or waits for one (then without a number).

    A seat is held until ``held_until``, and beyond it as long as the person is in the room. Those
    who wait are in line by ``asked_at``, and leave it where they have not asked again by
    ``held_until``.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="seats", verbose_name=_("session")
    )
    participant = models.CharField(_("participant"), max_length=255)
    # From 1 to the capacity. That no number is there twice is what keeps the room from overflowing.
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    asked_at = MomentField(_("asked at"), default=moments.now)
    held_until = MomentField(_("held until"))

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="jitsi_live_seat_once"),
            models.UniqueConstraint(
                fields=["session", "participant"], name="jitsi_live_one_seat_each"
            ),
        ]
        indexes = [models.Index(fields=["held_until"], name="jitsi_live_seats_by_age")]

    def __str__(self) -> str:
        return f"Seat {self.number or '-'} of session {self.session_id}"

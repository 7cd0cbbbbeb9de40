"""People who are not registered and ask to be let in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .session import LiveSession


class Answer(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ADMITTED = "admitted", _("admitted")
    DECLINED = "declined", _("declined")


class Admission(models.Model):
    """That a user who is not registered has asked to be let in, and what a host has answered.

    Who is admitted is an attendee of the event, until a host removes the person.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="admissions", verbose_name=_("session")
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
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    state = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    asked_at = MomentField(_("asked at"), default=moments.now)
    answered_at = MomentField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("request to be let in")
        verbose_name_plural = _("requests to be let in")
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="jitsi_live_asked_once")
        ]

    def __str__(self) -> str:
        return f"Request to be let into session {self.session_id}"


def admission_state(user: Any, session: models.OuterRef) -> models.Subquery:
    """Annotation of events: what was answered to the user; null for who has not asked."""
    asked = Admission.objects.filter(session=session, user=user.pk)
    return models.Subquery(asked.values("state")[:1])

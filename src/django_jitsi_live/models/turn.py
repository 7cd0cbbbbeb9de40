"""Who of the audience asks to speak in a moderated event, and whom a host has invited."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .person import of_visitor
from .run import Run


class Stage(models.TextChoices):
    """Who may be heard and seen: everybody, or the team and whom a host invites."""

    OPEN = "open", _("open")
    MODERATED = "moderated", _("moderated")


class Chat(models.TextChoices):
    """Who may write in Jitsi's chat."""

    ON = "on", _("on")
    TEAM = "team", _("team only")
    OFF = "off", _("off")


class TurnState(models.TextChoices):
    RAISED = "raised", _("hand raised")
    INVITED = "invited", _("invited to speak")
    SPEAKING = "speaking", _("speaking")


class Turn(models.Model):
    """A person's turn to speak in a run: a raised hand, an invitation, or that it was accepted.

    The row goes when the hand goes down, or when a host takes the turn back.
    """

    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="turns", verbose_name=_("run")
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
    state = models.CharField(_("state"), max_length=10, choices=TurnState, default=TurnState.RAISED)
    asked_at = MomentField(_("asked at"), default=moments.now)
    has_camera = models.BooleanField(_("with camera"), default=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    # As the invited person is told, who may not see the account.
    inviter_name = models.CharField(_("inviter's name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("turn to speak")
        verbose_name_plural = _("turns to speak")
        constraints = [
            models.UniqueConstraint(fields=["run", "participant"], name="jitsi_live_one_turn_each")
        ]

    def __str__(self) -> str:
        return f"Turn to speak in run {self.run_id}"


SEPARATOR = " "


def own_turn(user: Any) -> models.Subquery:
    """Annotation of events: the turn of the user in the latest run, as ``read_turn`` reads it;
    null for none."""
    rows = Turn.objects.filter(of_visitor(user), run=models.OuterRef("jitsi_live_session__run"))
    camera = models.Case(
        models.When(has_camera=True, then=models.Value("camera")), default=models.Value("")
    )
    parts = ["state", models.Value(SEPARATOR), camera, models.Value(SEPARATOR), "inviter_name"]
    text = Concat(*parts, output_field=models.TextField())
    return models.Subquery(rows.annotate(text=text).values("text")[:1])


def read_turn(text: str) -> tuple[TurnState, bool, str]:
    """State, whether with a camera, and the name of who has invited."""
    state, camera, name = text.split(SEPARATOR, 2)
    return TurnState(state), bool(camera), name

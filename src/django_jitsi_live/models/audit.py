"""Who decided what, and what became of it on the video server."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .run import Run
from .session import LiveSession, Role


class Action(models.TextChoices):
    OPENED_BACKSTAGE = "opened_backstage", _("opened the backstage")
    WENT_LIVE = "went_live", _("went live")
    EXTENDED = "extended", _("extended")
    ENDED = "ended", _("ended")
    REOPENED = "reopened", _("took the end back")
    MOVED = "moved", _("moved to another room")
    REMOVED = "removed", _("removed a person")
    READMITTED = "readmitted", _("readmitted a person")
    ADMITTED = "admitted", _("admitted a person who asked")
    DECLINED = "declined", _("declined a person who asked")
    LINK_MADE = "link_made", _("made a personal link")
    LINK_WITHDRAWN = "link_withdrawn", _("withdrew a personal link")
    STAGE_CHANGED = "stage_changed", _("changed who may speak")
    INVITED_TO_SPEAK = "invited_to_speak", _("invited a person to speak")
    TOOK_TURN_BACK = "took_turn_back", _("ended a person's turn to speak")
    GRANTED = "granted", _("was let in")
    REFUSED = "refused", _("was refused")
    ROLE_REPORTED = "role_reported", _("has another role on the server")
    RECORDING_CHANGED = "recording_changed", _("changed a recording")
    RECORDING_DELETED = "recording_deleted", _("deleted a recording")
    RECORDING_RESTORED = "recording_restored", _("restored a recording")
    RECORDING_REPLACED = "recording_replaced", _("replaced the file of a recording")
    # Of the app of questions, which writes into the same audit.
    QUESTION_APPROVED = "question_approved", _("approved a question")
    QUESTION_PINNED = "question_pinned", _("pinned a question")
    QUESTION_UNPINNED = "question_unpinned", _("unpinned a question")
    QUESTION_ANSWERED = "question_answered", _("answered a question")
    QUESTION_DISMISSED = "question_dismissed", _("put a question aside")
    QUESTION_RESTORED = "question_restored", _("took a question up again")
    QUESTION_MERGED = "question_merged", _("merged two questions")


class Enforcement(models.TextChoices):
    """What became of the call to the video server that a decision needs."""

    PENDING = "pending", _("to be tried again")
    DONE = "done", _("carried out")
    FAILED = "failed", _("given up")
    UNSUPPORTED = "unsupported", _("the server cannot do it")


def _reference(to: Any, verbose_name: Any, related_name: str = "+") -> Any:
    """Without a constraint in the database, which would lock the row of the session at each join,
    and fail the commit where that row has changed meanwhile."""
    return models.ForeignKey(
        to,
        on_delete=models.SET_NULL,
        db_constraint=False,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=verbose_name,
    )


class AuditEntry(models.Model):
    """One decision, written together with it. Neither tokens nor addresses are in it.

    ``user`` is who acted, or who was let in or refused; nobody where the site itself did.
    ``participant`` and ``event_key`` outlive the account and the event.
    """

    at = MomentField(_("at"), default=moments.now)
    action = models.CharField(_("action"), max_length=20, choices=Action)
    session = _reference(LiveSession, _("session"), "audit_entries")
    run = _reference(Run, _("run"), "audit_entries")
    event_key = models.CharField(_("event"), max_length=255, help_text=_("The event's key."))
    user = _reference(settings.AUTH_USER_MODEL, _("user"))
    participant = models.CharField(_("participant"), max_length=255, blank=True)
    target_user = _reference(settings.AUTH_USER_MODEL, _("whom"))
    target = models.CharField(
        _("whom"),
        max_length=255,
        blank=True,
        help_text=_("The participant about whom it was decided."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, blank=True)
    server = models.CharField(_("server"), max_length=100, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=255,
        blank=True,
        help_text=_("Why somebody was refused, why it ended, or what decides the role."),
    )
    enforcement = models.CharField(
        _("call to the video server"), max_length=12, choices=Enforcement, blank=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    enforced_at = MomentField(_("carried out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["event_key", "at"], name="jitsi_live_audit_by_event"),
            models.Index(fields=["participant", "at"], name="jitsi_live_audit_by_person"),
            models.Index(fields=["target", "at"], name="jitsi_live_audit_by_target"),
            models.Index(fields=["at"], name="jitsi_live_audit_by_age"),
            models.Index(fields=["enforcement", "at"], name="jitsi_live_audit_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.action} at event {self.event_key}"

"""Questions about an event, and who wants to hear which answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from ..models import LiveSession, MomentField, Run


class QuestionState(models.TextChoices):
    """What has become of a question. ``OPEN`` and ``ANSWERED`` ones are in everybody's list."""

    WAITING = "waiting", _("waits for approval")
    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    DISMISSED = "dismissed", _("put aside")


UNANSWERED = (QuestionState.WAITING, QuestionState.OPEN)


def _person(verbose_name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


class Question(models.Model):
    """One question. ``participant`` outlives the account, and is what guests have instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        LiveSession,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name=_("session"),
        db_index=False,  # the constraint begins with it
    )
    # That was open when it was asked; null before the event and between two openings.
    run = models.ForeignKey(
        Run,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("run"),
    )
    user = _person(_("user"))
    participant = models.CharField(_("participant"), max_length=255)
    # Which of the person's questions about the event: so two requests at once pass no limit.
    number = models.PositiveIntegerField(_("number"), default=1, editable=False)
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    is_anonymous = models.BooleanField(_("anonymous to the audience"), default=False)
    text = models.TextField(_("question"))
    state = models.CharField(
        _("state"), max_length=10, choices=QuestionState, default=QuestionState.OPEN
    )
    is_pinned = models.BooleanField(_("pinned"), default=False)
    answer = models.TextField(_("answer"), blank=True, default="")
    is_answered_live = models.BooleanField(_("answered live"), default=False)
    answered_at = MomentField(_("answered at"), null=True, blank=True)
    answered_by = _person(_("answered by"))
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    asked_at = MomentField(_("asked at"), default=moments.now)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "participant", "number"], name="jitsi_live_question_number"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=QuestionState.ANSWERED)
                | models.Q(answered_at__isnull=False),
                name="jitsi_live_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="jitsi_live_merged_into_other",
            ),
        ]
        indexes = [models.Index(fields=["participant"], name="jitsi_live_question_by_person")]

    def __str__(self) -> str:
        # Not its text, which does not belong in logs.
        return f"Question about event session {self.session_id}"


class Vote(models.Model):
    """That a person wants to hear the answer. Votes of a question that is merged into another one
    stay where they are, and count for that one, too."""

    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        related_name="votes",
        verbose_name=_("question"),
        db_index=False,  # the constraint begins with it
    )
    participant = models.CharField(_("participant"), max_length=255)
    user = _person(_("user"))
    voted_at = MomentField(_("voted at"), default=moments.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "participant"], name="jitsi_live_one_vote_each"
            )
        ]
        indexes = [models.Index(fields=["participant"], name="jitsi_live_vote_by_person")]

    def __str__(self) -> str:
        return f"Vote for question {self.question_id}"

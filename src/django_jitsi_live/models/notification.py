"""The ledger of mails: what is to be sent to whom, what was sent, and what was not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .session import LiveSession


class Kind(models.TextChoices):
    """Kinds of mails, as ``JITSI_LIVE_NOTIFICATIONS`` names them."""

    INVITATION = "invitation", _("Confirmation of the registration")
    MOVED = "moved", _("The event has another time")
    CANCELLED = "cancelled", _("The event is cancelled")
    REMINDER = "reminder", _("Reminder")
    LIVE = "live", _("We are live")
    REPLAY = "replay", _("Thank you, here is the replay")
    MISSED = "missed", _("You missed it, here is the replay")
    NOT_STARTED = "not_started", _("Nobody has started your event")


class Delivery(models.TextChoices):
    """What became of one mail."""

    DUE = "due", _("to be sent")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("not known whether it was sent")
    SKIPPED = "skipped", _("not sent, and not needed any more")


class Mailing(models.Model):
    """All mails of one kind about one moment of an event: a move makes another one.

    Its ``Notification`` rows are all written once ``listed_at`` is set.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="mailings", verbose_name=_("session")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    moment = MomentField(
        _("moment"), help_text=_("The start of the event, or of the run, that it is about.")
    )
    # Seconds before the start for reminders, the sequence of the calendar entry for moves and
    # cancellations, the number of the run for what follows it; else 0.
    number = models.IntegerField(_("number"), default=0)
    due_at = MomentField(_("due at"))
    expires_at = MomentField(
        _("to be sent by"), help_text=_("What was not sent by then is not sent any more.")
    )
    listed_at = MomentField(_("recipients listed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind", "moment", "number"], name="jitsi_live_mailed_once"
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="jitsi_live_mailings_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} about session {self.session_id}"


class Notification(models.Model):
    """One mail to one person. Neither an address nor any text is kept in it."""

    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="notifications", verbose_name=_("mailing")
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
    state = models.CharField(_("state"), max_length=10, choices=Delivery, default=Delivery.DUE)
    created_at = MomentField(_("created at"), default=moments.now)
    next_attempt_at = MomentField(_("next attempt at"), default=moments.now)
    claimed_at = MomentField(_("claimed at"), null=True, blank=True)
    sent_at = MomentField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(
        _("problem"), max_length=300, blank=True, help_text=_("Why not, and what to do.")
    )

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "participant"], name="jitsi_live_notified_once"
            )
        ]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="jitsi_live_mails_due"),
            models.Index(fields=["participant"], name="jitsi_live_mails_to"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk}"


class Unsubscription(models.Model):
    """That a person wants no mails of a kind."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    participant = models.CharField(_("participant"), max_length=255)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    created_at = MomentField(_("created at"), default=moments.now)

    class Meta:
        verbose_name = _("unsubscription")
        verbose_name_plural = _("unsubscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind"], name="jitsi_live_unsubscribed_once"
            )
        ]

    def __str__(self) -> str:
        return f"Unsubscription from {self.kind}"

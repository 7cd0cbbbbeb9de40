"""Recordings of runs, the files that have to be deleted, and who has watched."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .run import Run


class RecordingKind(models.TextChoices):
    VIDEO = "video", _("Video")
    TRANSCRIPT = "transcript", _("Transcript")
    CHAT = "chat", _("Chat")


class RecordingState(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    ARRIVING = "arriving", _("arriving")
    HERE = "here", _("here")
    LOST = "lost", _("lost")
    DELETED = "deleted", _("deleted")


class RecordingSource(models.TextChoices):
    JAAS = "jaas", _("JaaS")
    JIBRI = "jibri", _("Jibri")
    PRACTICE = "practice", _("Practice server")


class Visibility(models.TextChoices):
    """Who may watch, as far as the policy lets them."""

    TEAM = "team", _("hosts and speakers")
    REGISTERED = "registered", _("everybody at the event")
    EVERYBODY = "everybody", _("everybody who has the link")


class Problem(models.TextChoices):
    """Why a recording has not come, or not yet."""

    EXPIRED = "expired", _("the link has expired")
    REFUSED = "refused", _("the server refuses the link")
    UNREACHABLE = "unreachable", _("the server gives no answer")
    INTERRUPTED = "interrupted", _("the download breaks off")
    TOO_LARGE = "too_large", _("larger than this site accepts")
    TOO_SLOW = "too_slow", _("slower than this site waits")
    STORAGE = "storage", _("the storage does not take it")
    NOT_UPLOADED = "not_uploaded", _("it was announced and never uploaded")


def _person(verbose_name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


class Recording(models.Model):
    """A file of a run: where it comes from, how far it has come, and who may watch it.

    ``link`` is where a server keeps it until ``fetch_until``: whoever knows it has the file, so it
    is emptied as soon as it is of no more use. ``claim`` belongs to the process that is about to
    bring the file, until ``claimed_until``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="recordings", verbose_name=_("run")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RecordingKind)
    state = models.CharField(
        _("state"), max_length=10, choices=RecordingState, default=RecordingState.ANNOUNCED
    )
    visibility = models.CharField(_("visible to"), max_length=10, choices=Visibility)
    source = models.CharField(_("source"), max_length=10, choices=RecordingSource)
    server = models.CharField(_("server"), max_length=100, blank=True)
    key = models.CharField(
        _("key"), max_length=255, help_text=_("By which its source knows the recording.")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    started_by = _person(_("started by"))
    # Outlives the account.
    initiator = models.CharField(_("started by"), max_length=255, blank=True)
    announced_at = MomentField(_("announced at"), default=moments.now)
    arrived_at = MomentField(_("arrived at"), null=True, blank=True)
    started_at = MomentField(_("started at"), null=True, blank=True)
    ended_at = MomentField(_("ended at"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, blank=True)
    size = models.BigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True)
    content_type = models.CharField(_("type of the file"), max_length=100, blank=True)
    file_name = models.CharField(
        _("file"), max_length=255, blank=True, help_text=_("Its name in RECORDINGS_STORAGE.")
    )
    expires_at = MomentField(
        _("to be watched until"),
        null=True,
        blank=True,
        help_text=_("After this only hosts and speakers can watch it. Empty for no end."),
    )
    deleted_at = MomentField(_("deleted at"), null=True, blank=True)
    deleted_by = _person(_("deleted by"))
    problem = models.CharField(_("problem"), max_length=20, choices=Problem, blank=True)
    # How the file comes
    link = models.TextField(blank=True, default="", editable=False)
    fetch_until = MomentField(_("to be had until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = MomentField(_("next attempt at"), null=True, blank=True)
    received = models.BigIntegerField(_("bytes received"), default=0)
    claim = models.CharField(max_length=32, blank=True, default="", editable=False)
    claimed_until = MomentField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["server", "kind", "key"], name="jitsi_live_recording_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="here") | ~models.Q(file_name=""),
                name="jitsi_live_recording_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="jitsi_live_recordings_of_run"),
            models.Index(fields=["state", "next_attempt_at"], name="jitsi_live_recordings_due"),
        ]

    def __str__(self) -> str:
        return f"Recording {self.id} of run {self.run_id}"


class FileDeletion(models.Model):
    """A file of ``RECORDINGS_STORAGE`` that is to be deleted when it is due.

    Each file is noted here before it is written, and taken from here when a recording has it: so a
    file that was written and then forgotten, by a process that was killed, is found.
    """

    file_name = models.CharField(_("file"), max_length=255, unique=True)
    # No foreign key: it outlives the recording.
    recording_id = models.UUIDField(_("recording"), editable=False)
    due_at = MomentField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("file to be deleted")
        verbose_name_plural = _("files to be deleted")
        indexes = [
            models.Index(fields=["due_at"], name="jitsi_live_files_due"),
            models.Index(fields=["recording_id"], name="jitsi_live_files_of"),
        ]

    def __str__(self) -> str:
        return f"File of recording {self.recording_id}"


class Viewing(models.Model):
    """That a person has watched a recording: once for each of the two, with the first time."""

    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="viewings", verbose_name=_("recording")
    )
    user = _person(_("user"))
    participant = models.CharField(_("participant"), max_length=255)
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    watched_at = MomentField(_("watched at"), default=moments.now)

    class Meta:
        verbose_name = _("viewing")
        verbose_name_plural = _("viewings")
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "participant"], name="jitsi_live_viewed_once"
            )
        ]
        indexes = [models.Index(fields=["watched_at"], name="jitsi_live_viewings_by_age")]

    def __str__(self) -> str:
        return f"Viewing of recording {self.recording_id}"

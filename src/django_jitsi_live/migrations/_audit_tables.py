"""The tables about decisions, and what became of them on the video servers."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ..moments import now


def create_audit_entry() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="AuditEntry",
        fields=[
            _id(),
            ("at", models.DateTimeField(default=now, verbose_name="at")),
            (
                "action",
                models.CharField(
                    choices=[
                        ("opened_backstage", "opened the backstage"),
                        ("went_live", "went live"),
                        ("extended", "extended"),
                        ("ended", "ended"),
                        ("reopened", "took the end back"),
                        ("moved", "moved to another room"),
                        ("removed", "removed a person"),
                        ("readmitted", "readmitted a person"),
                        ("admitted", "admitted a person who asked"),
                        ("declined", "declined a person who asked"),
                        ("link_made", "made a personal link"),
                        ("link_withdrawn", "withdrew a personal link"),
                        ("stage_changed", "changed who may speak"),
                        ("invited_to_speak", "invited a person to speak"),
                        ("took_turn_back", "ended a person's turn to speak"),
                        ("granted", "was let in"),
                        ("refused", "was refused"),
                        ("role_reported", "has another role on the server"),
                        ("recording_changed", "changed a recording"),
                        ("recording_deleted", "deleted a recording"),
                        ("recording_restored", "restored a recording"),
                        ("recording_replaced", "replaced the file of a recording"),
                        ("question_approved", "approved a question"),
                        ("question_pinned", "pinned a question"),
                        ("question_unpinned", "unpinned a question"),
                        ("question_answered", "answered a question"),
                        ("question_dismissed", "put a question aside"),
                        ("question_restored", "took a question up again"),
                        ("question_merged", "merged two questions"),
                    ],
                    max_length=20,
                    verbose_name="action",
                ),
            ),
            (
                "event_key",
                models.CharField(
                    help_text="The event's key.", max_length=255, verbose_name="event"
                ),
            ),
            (
                "participant",
                models.CharField(blank=True, max_length=255, verbose_name="participant"),
            ),
            (
                "target",
                models.CharField(
                    blank=True,
                    help_text="The participant about whom it was decided.",
                    max_length=255,
                    verbose_name="whom",
                ),
            ),
            (
                "role",
                models.CharField(
                    blank=True,
                    choices=[
                        ("host", "Host"),
                        ("speaker", "Speaker"),
                        ("attendee", "Attendee"),
                    ],
                    max_length=10,
                    verbose_name="role",
                ),
            ),
            ("server", models.CharField(blank=True, max_length=100, verbose_name="server")),
            (
                "reason",
                models.CharField(
                    blank=True,
                    help_text=("Why somebody was refused, why it ended, or what decides the role."),
                    max_length=255,
                    verbose_name="reason",
                ),
            ),
            (
                "enforcement",
                models.CharField(
                    blank=True,
                    choices=[
                        ("pending", "to be tried again"),
                        ("done", "carried out"),
                        ("failed", "given up"),
                        ("unsupported", "the server cannot do it"),
                    ],
                    max_length=12,
                    verbose_name="call to the video server",
                ),
            ),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
            (
                "enforced_at",
                models.DateTimeField(blank=True, null=True, verbose_name="carried out at"),
            ),
            ("run", _reference("jitsi_live.run", "audit_entries", "run")),
            ("session", _reference("jitsi_live.livesession", "audit_entries", "session")),
            ("target_user", _reference(settings.AUTH_USER_MODEL, "+", "whom")),
            ("user", _reference(settings.AUTH_USER_MODEL, "+", "user")),
        ],
        options={
            "verbose_name": "audit entry",
            "verbose_name_plural": "audit entries",
            "indexes": [
                models.Index(fields=["event_key", "at"], name="jitsi_live_audit_by_event"),
                models.Index(fields=["participant", "at"], name="jitsi_live_audit_by_person"),
                models.Index(fields=["target", "at"], name="jitsi_live_audit_by_target"),
                models.Index(fields=["at"], name="jitsi_live_audit_by_age"),
                models.Index(fields=["enforcement", "at"], name="jitsi_live_audit_pending"),
            ],
        },
    )


def create_removal() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Removal",
        fields=[
            _id(),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            (
                "display_name",
                models.CharField(blank=True, max_length=100, verbose_name="display name"),
            ),
            ("removed_at", models.DateTimeField(default=now, verbose_name="removed at")),
            ("removed_by", _optional(settings.AUTH_USER_MODEL, "+", "removed by")),
            (
                "session",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="removals",
                    to="jitsi_live.livesession",
                    verbose_name="session",
                ),
            ),
            ("user", _optional(settings.AUTH_USER_MODEL, "+", "user")),
        ],
        options={
            "verbose_name": "removed person",
            "verbose_name_plural": "removed people",
            "constraints": [
                models.UniqueConstraint(
                    fields=("session", "participant"), name="jitsi_live_removed_once"
                )
            ],
        },
    )


def create_server_failure() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="ServerFailure",
        fields=[
            _id(),
            ("alias", models.CharField(max_length=100, unique=True, verbose_name="alias")),
            ("failed_at", models.DateTimeField(default=now, verbose_name="failed at")),
            ("reason", models.CharField(max_length=255, verbose_name="reason")),
        ],
        options={
            "verbose_name": "server that is down",
            "verbose_name_plural": "servers that are down",
        },
    )


def _id() -> tuple[str, Any]:
    field: Any = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _reference(to: str, related_name: str, verbose_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        blank=True,
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related_name,
        to=to,
        verbose_name=verbose_name,
    )


def _optional(to: str, related_name: str, verbose_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related_name,
        to=to,
        verbose_name=verbose_name,
    )

"""The tables of recordings and seats."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ..moments import now


def create_recording() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Recording",
        fields=[
            (
                "id",
                models.UUIDField(
                    default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("video", "Video"), ("transcript", "Transcript"), ("chat", "Chat")],
                    max_length=10,
                    verbose_name="kind",
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("announced", "announced"),
                        ("arriving", "arriving"),
                        ("here", "here"),
                        ("lost", "lost"),
                        ("deleted", "deleted"),
                    ],
                    default="announced",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            (
                "visibility",
                models.CharField(
                    choices=[
                        ("team", "hosts and speakers"),
                        ("registered", "everybody at the event"),
                        ("everybody", "everybody who has the link"),
                    ],
                    max_length=10,
                    verbose_name="visible to",
                ),
            ),
            (
                "source",
                models.CharField(
                    choices=[
                        ("jaas", "JaaS"),
                        ("jibri", "Jibri"),
                        ("practice", "Practice server"),
                    ],
                    max_length=10,
                    verbose_name="source",
                ),
            ),
            ("server", models.CharField(blank=True, max_length=100, verbose_name="server")),
            (
                "key",
                models.CharField(
                    help_text="By which its source knows the recording.",
                    max_length=255,
                    verbose_name="key",
                ),
            ),
            ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
            ("initiator", models.CharField(blank=True, max_length=255, verbose_name="started by")),
            ("announced_at", models.DateTimeField(default=now, verbose_name="announced at")),
            ("arrived_at", _moment("arrived at")),
            ("started_at", _moment("started at")),
            ("ended_at", _moment("ended at")),
            (
                "seconds",
                models.PositiveIntegerField(
                    blank=True, null=True, verbose_name="length in seconds"
                ),
            ),
            ("size", models.BigIntegerField(blank=True, null=True, verbose_name="size in bytes")),
            (
                "sha256",
                models.CharField(blank=True, max_length=64, verbose_name="checksum (SHA-256)"),
            ),
            (
                "content_type",
                models.CharField(blank=True, max_length=100, verbose_name="type of the file"),
            ),
            (
                "file_name",
                models.CharField(
                    blank=True,
                    help_text="Its name in RECORDINGS_STORAGE.",
                    max_length=255,
                    verbose_name="file",
                ),
            ),
            (
                "expires_at",
                models.DateTimeField(
                    blank=True,
                    help_text=(
                        "After this only hosts and speakers can watch it. Empty for no end."
                    ),
                    null=True,
                    verbose_name="to be watched until",
                ),
            ),
            ("deleted_at", _moment("deleted at")),
            (
                "problem",
                models.CharField(
                    blank=True,
                    choices=[
                        ("expired", "the link has expired"),
                        ("refused", "the server refuses the link"),
                        ("unreachable", "the server gives no answer"),
                        ("interrupted", "the download breaks off"),
                        ("too_large", "larger than this site accepts"),
                        ("too_slow", "slower than this site waits"),
                        ("storage", "the storage does not take it"),
                        ("not_uploaded", "it was announced and never uploaded"),
                    ],
                    max_length=20,
                    verbose_name="problem",
                ),
            ),
            ("link", models.TextField(blank=True, default="", editable=False)),
            ("fetch_until", _moment("to be had until")),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
            ("next_attempt_at", _moment("next attempt at")),
            ("received", models.BigIntegerField(default=0, verbose_name="bytes received")),
            ("claim", models.CharField(blank=True, default="", editable=False, max_length=32)),
            (
                "claimed_until",
                models.DateTimeField(blank=True, editable=False, null=True),
            ),
            ("deleted_by", _user("deleted by")),
            (
                "run",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="recordings",
                    to="jitsi_live.run",
                    verbose_name="run",
                ),
            ),
            ("started_by", _user("started by")),
        ],
        options={
            "verbose_name": "recording",
            "verbose_name_plural": "recordings",
            "indexes": [
                models.Index(fields=["run", "state"], name="jitsi_live_recordings_of_run"),
                models.Index(fields=["state", "next_attempt_at"], name="jitsi_live_recordings_due"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("server", "kind", "key"), name="jitsi_live_recording_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "here"), _negated=True),
                        models.Q(("file_name", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="jitsi_live_recording_has_file",
                ),
            ],
        },
    )


def create_file_deletion() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="FileDeletion",
        fields=[
            _id(),
            ("file_name", models.CharField(max_length=255, unique=True, verbose_name="file")),
            ("recording_id", models.UUIDField(editable=False, verbose_name="recording")),
            ("due_at", models.DateTimeField(verbose_name="due at")),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
        ],
        options={
            "verbose_name": "file to be deleted",
            "verbose_name_plural": "files to be deleted",
            "indexes": [
                models.Index(fields=["due_at"], name="jitsi_live_files_due"),
                models.Index(fields=["recording_id"], name="jitsi_live_files_of"),
            ],
        },
    )


def create_viewing() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Viewing",
        fields=[
            _id(),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            (
                "display_name",
                models.CharField(blank=True, max_length=100, verbose_name="display name"),
            ),
            ("watched_at", models.DateTimeField(default=now, verbose_name="watched at")),
            (
                "recording",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="viewings",
                    to="jitsi_live.recording",
                    verbose_name="recording",
                ),
            ),
            ("user", _user("user")),
        ],
        options={
            "verbose_name": "viewing",
            "verbose_name_plural": "viewings",
            "indexes": [models.Index(fields=["watched_at"], name="jitsi_live_viewings_by_age")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("recording", "participant"), name="jitsi_live_viewed_once"
                )
            ],
        },
    )


def create_seat() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Seat",
        fields=[
            _id(),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            (
                "number",
                models.PositiveIntegerField(blank=True, null=True, verbose_name="number"),
            ),
            ("asked_at", models.DateTimeField(default=now, verbose_name="asked at")),
            ("held_until", models.DateTimeField(verbose_name="held until")),
            (
                "session",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="seats",
                    to="jitsi_live.livesession",
                    verbose_name="session",
                ),
            ),
        ],
        options={
            "verbose_name": "seat",
            "verbose_name_plural": "seats",
            "indexes": [models.Index(fields=["held_until"], name="jitsi_live_seats_by_age")],
            "constraints": [
                models.UniqueConstraint(fields=("session", "number"), name="jitsi_live_seat_once"),
                models.UniqueConstraint(
                    fields=("session", "participant"), name="jitsi_live_one_seat_each"
                ),
            ],
        },
    )


def _id() -> tuple[str, Any]:
    field: Any = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _moment(verbose_name: str) -> "models.DateTimeField[Any, Any]":
    return models.DateTimeField(blank=True, null=True, verbose_name=verbose_name)


def _user(verbose_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
    )

"""The tables of guests, and of people who ask to be let in."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ..moments import now


def create_guest_link() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="GuestLink",
        fields=[
            (
                "id",
                models.UUIDField(
                    default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("name", models.CharField(max_length=100, verbose_name="name")),
            (
                "role",
                models.CharField(
                    choices=[("speaker", "Speaker"), ("attendee", "Attendee")],
                    max_length=10,
                    verbose_name="role",
                ),
            ),
            ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
            (
                "created_at",
                models.DateTimeField(default=now, editable=False, verbose_name="created at"),
            ),
            (
                "expires_at",
                models.DateTimeField(
                    blank=True, help_text="Empty for no end.", null=True, verbose_name="valid until"
                ),
            ),
            (
                "revoked_at",
                models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
            ),
            ("device", models.CharField(blank=True, default="", editable=False, max_length=64)),
            ("held_until", models.DateTimeField(blank=True, editable=False, null=True)),
            _user("created_by", "created by"),
            _session("guest_links"),
        ],
        options={
            "verbose_name": "personal link",
            "verbose_name_plural": "personal links",
            "indexes": [models.Index(fields=["session", "created_at"], name="jitsi_live_links_of")],
        },
    )


def create_admission() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Admission",
        fields=[
            _id(),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            (
                "display_name",
                models.CharField(blank=True, max_length=100, verbose_name="display name"),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "waiting"),
                        ("admitted", "admitted"),
                        ("declined", "declined"),
                    ],
                    default="waiting",
                    max_length=10,
                    verbose_name="answer",
                ),
            ),
            ("asked_at", models.DateTimeField(default=now, verbose_name="asked at")),
            (
                "answered_at",
                models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
            ),
            _user("answered_by", "answered by"),
            _session("admissions"),
            _user("user", "user"),
        ],
        options={
            "verbose_name": "request to be let in",
            "verbose_name_plural": "requests to be let in",
            "constraints": [
                models.UniqueConstraint(
                    fields=("session", "participant"), name="jitsi_live_asked_once"
                )
            ],
        },
    )


def _id() -> tuple[str, Any]:
    field: Any = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _user(name: str, verbose_name: str) -> tuple[str, Any]:
    field: Any = models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
    )
    return name, field


def _session(related_name: str) -> tuple[str, Any]:
    field: Any = models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="jitsi_live.livesession",
        verbose_name="session",
    )
    return "session", field

"""The table of turns to speak."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ..moments import now


def create_turn() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Turn",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            (
                "display_name",
                models.CharField(blank=True, max_length=100, verbose_name="display name"),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("raised", "hand raised"),
                        ("invited", "invited to speak"),
                        ("speaking", "speaking"),
                    ],
                    default="raised",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            ("asked_at", models.DateTimeField(default=now, verbose_name="asked at")),
            ("has_camera", models.BooleanField(default=False, verbose_name="with camera")),
            (
                "inviter_name",
                models.CharField(blank=True, max_length=100, verbose_name="inviter's name"),
            ),
            ("invited_by", _person("invited by")),
            (
                "run",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="turns",
                    to="jitsi_live.run",
                    verbose_name="run",
                ),
            ),
            ("user", _person("user")),
        ],
        options={
            "verbose_name": "turn to speak",
            "verbose_name_plural": "turns to speak",
            "constraints": [
                models.UniqueConstraint(
                    fields=("run", "participant"), name="jitsi_live_one_turn_each"
                )
            ],
        },
    )


def _person(verbose_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
    )

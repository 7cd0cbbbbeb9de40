"""The table of runs, and the session's reference to its latest one."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def create_run() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Run",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.PositiveIntegerField(verbose_name="number")),
            (
                "room_name",
                models.CharField(max_length=120, unique=True, verbose_name="room name"),
            ),
            (
                "server",
                models.CharField(default="default", max_length=100, verbose_name="server"),
            ),
            ("opened_at", models.DateTimeField(verbose_name="opened at")),
            ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            (
                "starts_at",
                models.DateTimeField(blank=True, null=True, verbose_name="scheduled start"),
            ),
            ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="scheduled end")),
            ("started_by", _person("started by")),
            ("ended_by", _person("ended by")),
            (
                "ended_because",
                models.CharField(
                    blank=True,
                    choices=[
                        ("host", "ended by a host"),
                        ("admin", "ended in the admin"),
                        ("schedule", "the scheduled time was over"),
                        ("idle", "nobody was there"),
                        ("length", "the longest time was over"),
                        ("server", "the video server ended it"),
                        ("moved", "it went on in another room"),
                    ],
                    default="",
                    max_length=10,
                    verbose_name="ended because",
                ),
            ),
            (
                "session",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="runs",
                    to="jitsi_live.livesession",
                    verbose_name="session",
                ),
            ),
        ],
        options={
            "verbose_name": "run",
            "verbose_name_plural": "runs",
            "indexes": [models.Index(fields=["ended_at"], name="jitsi_live_runs_by_end")],
            "constraints": [
                models.UniqueConstraint(fields=("session", "number"), name="jitsi_live_run_number"),
            ],
        },
    )


def add_latest_run() -> migrations.AddField:
    return migrations.AddField(
        model_name="livesession",
        name="run",
        field=models.ForeignKey(
            blank=True,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.SET_NULL,
            related_name="+",
            to="jitsi_live.run",
            verbose_name="latest run",
        ),
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

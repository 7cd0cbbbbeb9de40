"""The tables of attendance."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def create_confirmation() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Confirmation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            ("confirmed_at", models.DateTimeField(verbose_name="confirmed at")),
            ("claim", models.CharField(max_length=32, verbose_name="claim")),
            (
                "run",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="confirmations",
                    to="jitsi_live.run",
                    verbose_name="run",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="user",
                ),
            ),
        ],
        options={
            "verbose_name": "confirmed attendance",
            "verbose_name_plural": "confirmed attendances",
            "indexes": [models.Index(fields=["claim"], name="jitsi_live_claims")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("run", "participant"), name="jitsi_live_confirmed_once"
                )
            ],
        },
    )


def create_stay() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Stay",
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
                "jitsi_name",
                models.CharField(
                    blank=True,
                    help_text=(
                        "What a Jitsi server calls a user of this site, if that is another name."
                    ),
                    max_length=100,
                    verbose_name="name in Jitsi",
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
                    help_text="Empty for occupants who are no users: guests and recorders.",
                    max_length=10,
                    verbose_name="role",
                ),
            ),
            ("is_recorder", models.BooleanField(default=False, verbose_name="recorder")),
            (
                "is_viewer",
                models.BooleanField(
                    default=False,
                    help_text=(
                        "Whom Jitsi let in as a visitor: such people see and hear, and are not "
                        "seen."
                    ),
                    verbose_name="viewer",
                ),
            ),
            (
                "endpoint",
                models.CharField(blank=True, default="", editable=False, max_length=16),
            ),
            ("joined_at", models.DateTimeField(verbose_name="joined at")),
            ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
            (
                "is_left_certain",
                models.BooleanField(default=False, verbose_name="leaving was reported"),
            ),
            ("last_seen_at", models.DateTimeField(verbose_name="last seen at")),
            (
                "source",
                models.CharField(
                    choices=[("page", "Page"), ("event_sync", "Prosody"), ("jaas", "JaaS")],
                    max_length=10,
                    verbose_name="source",
                ),
            ),
            ("key", models.CharField(max_length=64, verbose_name="key")),
            (
                "run",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="stays",
                    to="jitsi_live.run",
                    verbose_name="run",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="user",
                ),
            ),
        ],
        options={
            "verbose_name": "stay",
            "verbose_name_plural": "stays",
            "indexes": [
                models.Index(fields=["run", "left_at"], name="jitsi_live_stays_of_run"),
                models.Index(fields=["joined_at"], name="jitsi_live_stays_by_age"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("source", "key"), name="jitsi_live_stay_key"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("left_at", None),
                        ("left_at__gte", models.F("joined_at")),
                        _connector="OR",
                    ),
                    name="jitsi_live_left_after_joined",
                ),
                models.CheckConstraint(
                    condition=models.Q(("last_seen_at__gte", models.F("joined_at"))),
                    name="jitsi_live_seen_after_joined",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("is_left_certain", False), ("left_at__isnull", False), _connector="OR"
                    ),
                    name="jitsi_live_certain_has_left_at",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("key", ""), _negated=True),
                        models.Q(("participant", ""), _negated=True),
                    ),
                    name="jitsi_live_stay_is_identified",
                ),
            ],
        },
    )

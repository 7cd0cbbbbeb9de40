"""Creates the tables."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ...moments import now


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jitsi_live", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("participant", models.CharField(max_length=255, verbose_name="participant")),
                (
                    "number",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="number"),
                ),
                (
                    "display_name",
                    models.CharField(blank=True, max_length=100, verbose_name="display name"),
                ),
                (
                    "is_anonymous",
                    models.BooleanField(default=False, verbose_name="anonymous to the audience"),
                ),
                ("text", models.TextField(verbose_name="question")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for approval"),
                            ("open", "open"),
                            ("answered", "answered"),
                            ("dismissed", "put aside"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False, verbose_name="pinned")),
                ("answer", models.TextField(blank=True, default="", verbose_name="answer")),
                (
                    "is_answered_live",
                    models.BooleanField(default=False, verbose_name="answered live"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "asked_at",
                    models.DateTimeField(default=now, verbose_name="asked at"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="jitsi_live_questions.question",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jitsi_live.run",
                        verbose_name="run",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="jitsi_live.livesession",
                        verbose_name="session",
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
                "verbose_name": "question",
                "verbose_name_plural": "questions",
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("participant", models.CharField(max_length=255, verbose_name="participant")),
                (
                    "voted_at",
                    models.DateTimeField(default=now, verbose_name="voted at"),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="jitsi_live_questions.question",
                        verbose_name="question",
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
                "verbose_name": "vote",
                "verbose_name_plural": "votes",
            },
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["participant"], name="jitsi_live_question_by_person"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("session", "participant", "number"), name="jitsi_live_question_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), _negated=True),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="jitsi_live_answered_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="jitsi_live_merged_into_other",
            ),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(fields=["participant"], name="jitsi_live_vote_by_person"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("question", "participant"), name="jitsi_live_one_vote_each"
            ),
        ),
    ]

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from ._event_dependency import CreateLiveSession, event_dependency


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        event_dependency(),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateLiveSession(
            name="LiveSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "room_name",
                    models.CharField(max_length=120, unique=True, verbose_name="room name"),
                ),
                ("is_active", models.BooleanField(default=False, verbose_name="live")),
                (
                    "server",
                    models.CharField(default="default", max_length=100, verbose_name="server"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created at"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jitsi_live_session",
                        to=settings.JITSI_LIVE_EVENT_MODEL,
                        verbose_name="event",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="started by",
                    ),
                ),
            ],
            options={
                "verbose_name": "live session",
                "verbose_name_plural": "live sessions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_active", False), ("started_at__isnull", False), _connector="OR"
                        ),
                        name="jitsi_live_active_has_started_at",
                    )
                ],
            },
        ),
    ]

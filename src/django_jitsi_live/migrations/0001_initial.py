"""Creates all tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ..moments import now
from ._attendance_tables import create_confirmation, create_stay
from ._audit_tables import create_audit_entry, create_removal, create_server_failure
from ._event_dependency import CreateLiveSession, event_dependency
from ._guest_tables import create_admission, create_guest_link
from ._invitation_tables import (
    create_calendar_entry,
    create_calendar_feed,
    create_mailing,
    create_notification,
    create_unsubscription,
)
from ._recording_tables import (
    create_file_deletion,
    create_recording,
    create_seat,
    create_viewing,
)
from ._run_table import add_latest_run, create_run
from ._server_tables import create_jitsi_message, create_server_report
from ._turn_table import create_turn


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
                    models.DateTimeField(default=now, editable=False, verbose_name="created at"),
                ),
                (
                    "backstage_since",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="backstage since"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                ),
                (
                    "closes_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="closes at"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "role_mismatch",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("host", "Host"),
                            ("attendee", "Speaker or attendee"),
                            ("host,attendee", "Host, and speaker or attendee"),
                        ],
                        default="",
                        help_text="Whom the Jitsi server gave another role than this site.",
                        max_length=20,
                        verbose_name="role mismatch",
                    ),
                ),
                (
                    "refusals",
                    models.CharField(blank=True, default="", editable=False, max_length=1000),
                ),
                (
                    "role_witness",
                    models.CharField(blank=True, default="", editable=False, max_length=255),
                ),
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
                "indexes": [models.Index(fields=["closes_at"], name="jitsi_live_due")],
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
        create_run(),
        add_latest_run(),
        create_jitsi_message(),
        create_server_report(),
        create_audit_entry(),
        create_removal(),
        create_server_failure(),
        create_seat(),
        create_recording(),
        create_file_deletion(),
        create_viewing(),
        create_guest_link(),
        create_admission(),
        create_calendar_entry(),
        create_calendar_feed(),
        create_mailing(),
        create_notification(),
        create_unsubscription(),
        create_confirmation(),
        create_stay(),
        create_turn(),
    ]

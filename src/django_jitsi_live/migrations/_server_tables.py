"""The tables about messages of Jitsi servers."""

import django.db.models.deletion
from django.db import migrations, models

from ..moments import now


def create_server_report() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="ServerReport",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("server", models.CharField(max_length=100, verbose_name="server")),
            (
                "source",
                models.CharField(
                    choices=[("page", "Page"), ("event_sync", "Prosody"), ("jaas", "JaaS")],
                    max_length=10,
                    verbose_name="source",
                ),
            ),
            (
                "knows_since",
                models.DateTimeField(
                    help_text="The earliest time that it has reported about.",
                    verbose_name="knows since",
                ),
            ),
            ("heard_at", models.DateTimeField(verbose_name="heard at")),
            (
                "clock_ahead",
                models.FloatField(
                    default=0,
                    help_text=(
                        "Seconds, by the time at which its messages arrive; negative if behind."
                    ),
                    verbose_name="clock ahead",
                ),
            ),
            ("late_by", models.FloatField(blank=True, editable=False, null=True)),
            ("late_at", models.DateTimeField(blank=True, editable=False, null=True)),
            (
                "run",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="server_reports",
                    to="jitsi_live.run",
                    verbose_name="run",
                ),
            ),
        ],
        options={
            "verbose_name": "report of a Jitsi server",
            "verbose_name_plural": "reports of Jitsi servers",
            "constraints": [
                models.UniqueConstraint(
                    fields=("run", "source"),
                    name="jitsi_live_server_report_once",
                )
            ],
        },
    )


def create_jitsi_message() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="JitsiMessage",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("server", models.CharField(max_length=100, verbose_name="server")),
            ("key", models.CharField(max_length=255, verbose_name="key")),
            ("type", models.CharField(max_length=100, verbose_name="type")),
            (
                "room_name",
                models.CharField(blank=True, max_length=120, verbose_name="room name"),
            ),
            (
                "emptied_at",
                models.DateTimeField(blank=True, null=True, verbose_name="emptied at"),
            ),
            (
                "received_at",
                models.DateTimeField(default=now, verbose_name="received at"),
            ),
            (
                "body",
                models.TextField(
                    blank=True,
                    help_text="Only of types that nothing here makes use of.",
                    verbose_name="body",
                ),
            ),
        ],
        options={
            "verbose_name": "message of a Jitsi server",
            "verbose_name_plural": "messages of Jitsi servers",
            "indexes": [
                models.Index(fields=["room_name", "emptied_at"], name="jitsi_live_emptied_rooms"),
                models.Index(fields=["received_at"], name="jitsi_live_messages_by_age"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("server", "key"), name="jitsi_live_message_once")
            ],
        },
    )

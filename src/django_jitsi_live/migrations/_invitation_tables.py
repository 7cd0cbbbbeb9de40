"""The tables of the calendar and of mails."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ..moments import now
from ._guest_tables import _id, _session, _user

KINDS = [
    ("invitation", "Confirmation of the registration"),
    ("moved", "The event has another time"),
    ("cancelled", "The event is cancelled"),
    ("reminder", "Reminder"),
    ("live", "We are live"),
    ("replay", "Thank you, here is the replay"),
    ("missed", "You missed it, here is the replay"),
    ("not_started", "Nobody has started your event"),
]


def create_calendar_entry() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="CalendarEntry",
        fields=[
            _id(),
            (
                "uid",
                models.UUIDField(
                    default=uuid.uuid4, editable=False, unique=True, verbose_name="UID"
                ),
            ),
            ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
            ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
            ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
            ("is_cancelled", models.BooleanField(default=False, verbose_name="cancelled")),
            ("changed_at", models.DateTimeField(default=now, verbose_name="changed at")),
            (
                "session",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="calendar_entry",
                    to="jitsi_live.livesession",
                    verbose_name="session",
                ),
            ),
        ],
        options={
            "verbose_name": "calendar entry",
            "verbose_name_plural": "calendar entries",
        },
    )


def create_calendar_feed() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="CalendarFeed",
        fields=[
            _id(),
            ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
            ("created_at", models.DateTimeField(default=now, verbose_name="created at")),
            (
                "user",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="user",
                ),
            ),
        ],
        options={
            "verbose_name": "personal calendar",
            "verbose_name_plural": "personal calendars",
        },
    )


def create_mailing() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Mailing",
        fields=[
            _id(),
            ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="kind")),
            (
                "moment",
                models.DateTimeField(
                    help_text="The start of the event, or of the run, that it is about.",
                    verbose_name="moment",
                ),
            ),
            ("number", models.IntegerField(default=0, verbose_name="number")),
            ("due_at", models.DateTimeField(verbose_name="due at")),
            (
                "expires_at",
                models.DateTimeField(
                    help_text="What was not sent by then is not sent any more.",
                    verbose_name="to be sent by",
                ),
            ),
            (
                "listed_at",
                models.DateTimeField(blank=True, null=True, verbose_name="recipients listed at"),
            ),
            _session("mailings"),
        ],
        options={
            "verbose_name": "mailing",
            "verbose_name_plural": "mailings",
            "indexes": [models.Index(fields=["expires_at"], name="jitsi_live_mailings_by_age")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("session", "kind", "moment", "number"), name="jitsi_live_mailed_once"
                )
            ],
        },
    )


def create_notification() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Notification",
        fields=[
            _id(),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("due", "to be sent"),
                        ("claimed", "being sent"),
                        ("sent", "sent"),
                        ("failed", "failed"),
                        ("unknown", "not known whether it was sent"),
                        ("skipped", "not sent, and not needed any more"),
                    ],
                    default="due",
                    max_length=10,
                    verbose_name="state",
                ),
            ),
            ("created_at", models.DateTimeField(default=now, verbose_name="created at")),
            ("next_attempt_at", models.DateTimeField(default=now, verbose_name="next attempt at")),
            ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
            ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
            (
                "problem",
                models.CharField(
                    blank=True,
                    help_text="Why not, and what to do.",
                    max_length=300,
                    verbose_name="problem",
                ),
            ),
            (
                "mailing",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notifications",
                    to="jitsi_live.mailing",
                    verbose_name="mailing",
                ),
            ),
            _user("user", "user"),
        ],
        options={
            "verbose_name": "mail",
            "verbose_name_plural": "mails",
            "indexes": [
                models.Index(fields=["state", "next_attempt_at"], name="jitsi_live_mails_due"),
                models.Index(fields=["participant"], name="jitsi_live_mails_to"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("mailing", "participant"), name="jitsi_live_notified_once"
                )
            ],
        },
    )


def create_unsubscription() -> migrations.CreateModel:
    return migrations.CreateModel(
        name="Unsubscription",
        fields=[
            _id(),
            ("participant", models.CharField(max_length=255, verbose_name="participant")),
            ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="kind")),
            ("created_at", models.DateTimeField(default=now, verbose_name="created at")),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="user",
                ),
            ),
        ],
        options={
            "verbose_name": "unsubscription",
            "verbose_name_plural": "unsubscriptions",
            "constraints": [
                models.UniqueConstraint(
                    fields=("participant", "kind"), name="jitsi_live_unsubscribed_once"
                )
            ],
        },
    )

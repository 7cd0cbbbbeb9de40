from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .conf import conf, event_model_label


class Role(models.TextChoices):
    HOST = "host", _("Host")
    ATTENDEE = "attendee", _("Attendee")


class EventOneToOneField(models.OneToOneField):  # type: ignore[type-arg]  # not generic at run time
    """One to one with the model that ``JITSI_LIVE_EVENT_MODEL`` names.

    Migrations refer to the setting instead of the host project's app.
    """

    swappable_setting = "JITSI_LIVE_EVENT_MODEL"

    def __init__(self, to: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(to or self._default_target(), *args, **kwargs)

    @staticmethod
    def _default_target() -> str:
        try:
            return event_model_label()
        except ImproperlyConfigured:
            # The system check names the setting and the cure. For it to be seen at all, this
            # model must load: without a target Django fails earlier, and never names the setting.
            return "self"

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, kwargs


class LiveSession(models.Model):
    """The live session of one event; it is re-used, with a new room, when started again."""

    event = EventOneToOneField(
        on_delete=models.CASCADE,
        related_name="jitsi_live_session",
        verbose_name=_("event"),
    )
    room_name = models.CharField(_("room name"), max_length=120, unique=True)
    is_active = models.BooleanField(_("live"), default=False)
    server = models.CharField(_("server"), max_length=100, default="default")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    role_mismatch = models.CharField(
        _("role mismatch"),
        max_length=10,
        choices=Role,
        blank=True,
        default="",
        help_text=_("Whom the Jitsi server first gave another role than this site."),
    )

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(started_at__isnull=False),
                name="jitsi_live_active_has_started_at",
            )
        ]

    def __str__(self) -> str:
        # Neither the room's name, which does not belong in logs, nor the event, which is a query.
        return f"Live session of event {self.event_id}"


def session_of(event: Any) -> LiveSession | None:
    """The session of the event, live or not; a query unless it was selected with the event."""
    session: LiveSession | None = getattr(event, "jitsi_live_session", None)
    return session


# Who was there


class Source(models.TextChoices):
    PAGE = "page", _("Page")
    EVENT_SYNC = "event_sync", _("Prosody")
    JAAS = "jaas", _("JaaS")


def patience() -> dt.timedelta:
    """How long a page that gives no sign of life is still believed to be there."""
    return dt.timedelta(seconds=2.5 * conf.HEARTBEAT)


class StayQuerySet(models.QuerySet["Stay"]):
    def of_run(self, session: LiveSession) -> StayQuerySet:
        """Those since the session was last started: each run has a room of its own."""
        return self.filter(session=session, room_name=session.room_name)

    def open_at(self, moment: dt.datetime) -> StayQuerySet:
        """Those of people who are in the room, as far as is known at this moment."""
        silent = models.Q(source=Source.PAGE, last_seen_at__lt=moment - patience())
        return self.filter(left_at=None).exclude(silent)

    def people(self) -> StayQuerySet:
        return self.filter(is_recorder=False)


class Stay(models.Model):
    """One interval of one occupant in the room of a session, as one source tells it.

    Who joins twice, in two tabs or by two sources, has several: a person's attendance is their
    union. ``joined_at`` is the earliest and ``last_seen_at`` the latest time in any message about
    it; ``left_at`` is the latest time of leaving in any, so that the order of messages is of no
    matter. Where no message told of leaving (``is_left_certain``), ``left_at`` is inferred.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="stays", verbose_name=_("session")
    )
    room_name = models.CharField(_("room name"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    # Outlives the account, so that two deleted people do not become one.
    participant = models.CharField(_("participant"), max_length=255)
    display_name = models.CharField(_("display name"), max_length=100, blank=True)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        blank=True,
        help_text=_("Empty for occupants who are no users: guests and recorders."),
    )
    is_recorder = models.BooleanField(_("recorder"), default=False)
    joined_at = models.DateTimeField(_("joined at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    is_left_certain = models.BooleanField(_("leaving was reported"), default=False)
    last_seen_at = models.DateTimeField(_("last seen at"))
    source = models.CharField(_("source"), max_length=10, choices=Source)
    key = models.CharField(_("key"), max_length=64)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="jitsi_live_stay_key"),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("joined_at")),
                name="jitsi_live_left_after_joined",
            ),
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("joined_at")),
                name="jitsi_live_seen_after_joined",
            ),
            models.CheckConstraint(
                condition=models.Q(is_left_certain=False) | models.Q(left_at__isnull=False),
                name="jitsi_live_certain_has_left_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(key="") & ~models.Q(participant=""),
                name="jitsi_live_stay_of_somebody",
            ),
        ]
        indexes = [
            # Without last_seen_at, which each sign of life changes.
            models.Index(
                fields=["session", "room_name", "left_at"], name="jitsi_live_stays_of_run"
            ),
            models.Index(fields=["joined_at"], name="jitsi_live_stays_by_age"),
        ]

    def __str__(self) -> str:
        return f"Stay in session {self.session_id}, by {self.source}"


class Confirmation(models.Model):
    """Attendance of a person that has been announced, once for each run of a session."""

    session = models.ForeignKey(
        LiveSession,
        on_delete=models.CASCADE,
        related_name="confirmations",
        verbose_name=_("session"),
    )
    room_name = models.CharField(_("room name"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    participant = models.CharField(_("participant"), max_length=255)
    confirmed_at = models.DateTimeField(_("confirmed at"))
    # Which of several processes that confirm at one moment made this row, and announces it.
    claim = models.CharField(_("claim"), max_length=32)

    class Meta:
        verbose_name = _("confirmed attendance")
        verbose_name_plural = _("confirmed attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "room_name", "participant"], name="jitsi_live_confirmed_once"
            )
        ]
        indexes = [models.Index(fields=["claim"], name="jitsi_live_claims")]

    def __str__(self) -> str:
        return f"Confirmed attendance in session {self.session_id}"


class JitsiMessage(models.Model):
    """A message of a Jitsi server that has been dealt with, kept for a while.

    By its key it is known again when it is sent twice. ``emptied_at`` is when the room was empty,
    for those about whom no other message says that they have left.
    """

    server = models.CharField(_("server"), max_length=100)
    key = models.CharField(_("key"), max_length=255)
    type = models.CharField(_("type"), max_length=100)
    room_name = models.CharField(_("room name"), max_length=120, blank=True)
    emptied_at = models.DateTimeField(_("emptied at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    body = models.TextField(
        _("body"), blank=True, help_text=_("Only of types that nothing here makes use of.")
    )

    class Meta:
        verbose_name = _("message of a Jitsi server")
        verbose_name_plural = _("messages of Jitsi servers")
        constraints = [
            models.UniqueConstraint(fields=["server", "key"], name="jitsi_live_message_once")
        ]
        indexes = [
            models.Index(fields=["room_name", "emptied_at"], name="jitsi_live_emptied_rooms"),
            models.Index(fields=["received_at"], name="jitsi_live_messages_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.server}"


def present_in_event() -> models.Subquery:
    """How many people are in the room of the event of the outer query; null for none."""
    open_stays = (
        Stay.objects.open_at(timezone.now())
        .people()
        .filter(session__event=models.OuterRef("pk"), room_name=models.F("session__room_name"))
    )
    counted = (
        open_stays.order_by()
        .values("session")
        .annotate(number=models.Count("participant", distinct=True))
    )
    return models.Subquery(counted.values("number"))

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timeuntil

User = AbstractBaseUser | AnonymousUser

LONGEST_EVENT = 24 * 60


class EventQuerySet(models.QuerySet["Event"]):
    def seen_by(self, user: User) -> Self:
        """All that a page shows of an event, in one query however many events there are."""
        mine = Registration.objects.filter(event=OuterRef("pk"), user=user.pk)
        spoken_at = Event.objects.filter(pk=OuterRef("pk"), speakers=user.pk)
        return self.select_related("organizer", "jitsi_live_session").annotate(
            is_registered=Exists(mine) if user.is_authenticated else Value(False),
            is_speaker=Exists(spoken_at) if user.is_authenticated else Value(False),
            registration_count=Count("registrations"),
            attendance_count=Count("registrations", filter=Q(registrations__attended=True)),
        )


class Event(models.Model):
    class Status(models.TextChoices):
        UPCOMING = "upcoming"
        LIVE = "live"
        COMPLETED = "completed"

    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    starts_at = models.DateTimeField(db_index=True)
    duration = models.PositiveSmallIntegerField(
        default=60,
        help_text="In minutes.",
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_EVENT)],
    )
    organizer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="organized_events"
    )
    speakers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="spoken_events"
    )
    is_cancelled = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    # Annotated by seen_by().
    is_registered: bool
    is_speaker: bool
    registration_count: int
    attendance_count: int

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=1, duration__lte=LONGEST_EVENT),
                name="event_lasts_a_day_at_most",
                violation_error_message="An event lasts between a minute and a day.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("webinars:detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration)

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def time_to_start(self) -> str:
        """In words and roughly, such as "3 days"."""
        return timeuntil(self.starts_at, depth=1)

    @property
    def status(self) -> Status:
        if self._is_live:
            return self.Status.LIVE
        if self.ends_at <= timezone.now():
            return self.Status.COMPLETED
        return self.Status.UPCOMING

    @property
    def _is_live(self) -> bool:
        # The reverse accessor raises a kind of AttributeError while there is no session yet.
        session = getattr(self, "jitsi_live_session", None)
        return session is not None and session.is_active

    @property
    def was_live(self) -> bool:
        """Whether there is anything to report of it."""
        session = getattr(self, "jitsi_live_session", None)
        return session is not None and session.run_id is not None

    @property
    def is_open_for_registration(self) -> bool:
        return self.status != self.Status.COMPLETED and not self.is_cancelled

    def is_hosted_by(self, user: User) -> bool:
        return user.is_authenticated and user.pk == self.organizer_id

    def has_speaker(self, user: User) -> bool:
        return user.is_authenticated and self.speakers.filter(pk=user.pk).exists()

    def includes(self, user: User) -> bool:
        """Whether the user takes part, as host, as speaker or as a registered person."""
        if not user.is_authenticated:
            return False
        takes_part = Q(speakers=user.pk) | Q(registrations__user=user.pk)
        mine = Event.objects.filter(takes_part, pk=self.pk)
        return self.is_hosted_by(user) or mine.exists()


class Registration(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    attended = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="one_registration_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.event}"


class ChatMessage(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="chat_messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chat_messages"
    )
    text = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="chat_message_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

"""The people, events and words of `manage.py demo`. Safe to run again: nothing is doubled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django_jitsi_live import recordings, services
from django_jitsi_live.models import (
    GuestLink,
    LiveSession,
    Recording,
    RecordingKind,
    RecordingSource,
    Role,
    Run,
    Source,
    Stay,
)
from django_jitsi_live.questions import services as questions
from django_jitsi_live.questions.models import Question

from .models import ChatMessage, Event, Registration

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

PASSWORD = "demo"  # noqa: S105
FILMS = Path(settings.BASE_DIR) / "films"
FILM_SECONDS = 72
GUEST = "Gil Guest"


@dataclass(frozen=True, slots=True)
class Demo:
    helen: AbstractUser
    sam: AbstractUser
    on_now: Event
    over: Event
    guest: GuestLink


def seed() -> Demo:
    demo = seed_database()
    # Files are stored outside of transactions: they cannot be rolled back.
    film = {"title": "The whole evening", "seconds": FILM_SECONDS}
    record(demo.over, RecordingKind.VIDEO, FILMS / "knife-skills.webm", **film)
    record(demo.over, RecordingKind.TRANSCRIPT, FILMS / "knife-skills.vtt")
    return demo


@transaction.atomic
def seed_database() -> Demo:
    now = timezone.now().replace(second=0, microsecond=0)
    helen = person("helen", "Helen Host")
    sofia = person("sofia", "Sofia Speaker")
    sam = person("sam", "Sam Student")
    sara = person("sara", "Sara Student")
    sid = person("sid", "Sid Student")
    person("admin", "Ada Admin", is_staff=True, is_superuser=True)

    on_now = event(
        helen,
        "Sourdough from scratch",
        starts_at=now - timedelta(minutes=5),
        duration=90,
        description=(
            "Flour, water, salt, and patience. Helen shows how to raise a starter on the kitchen "
            "counter, reads the dough by hand instead of by the clock, and bakes a loaf live. "
            "Sofia, who mills her own, talks about flour.\n\n"
            "Bring your questions: beside the video you ask them, and vote for those of others."
        ),
    )
    tomorrow = event(
        helen,
        "A vegetable patch on the balcony",
        starts_at=now.replace(minute=0) + timedelta(days=1),
        duration=60,
        description=(
            "Six pots, one railing, salad until October. Which crops forgive a beginner, how much "
            "water they really want, and what to sow this week."
        ),
    )
    over = event(
        helen,
        "Knife skills for the home cook",
        starts_at=now.replace(minute=0) - timedelta(days=7),
        duration=45,
        description="Hold it, sharpen it, trust it. Three cuts that cover nearly every recipe.",
    )

    cancelled = event(
        helen,
        "Pickles, ferments and patience",
        starts_at=now.replace(minute=0) + timedelta(days=3),
        duration=60,
        is_cancelled=True,
        description="Salt, cabbage, time. This one does not take place: the cabbage was late.",
    )

    end_leftover(on_now)

    on_now.speakers.set([sofia])
    register(on_now, sam, sara)
    Registration.objects.filter(event=on_now, user=sid).delete()
    register(tomorrow, sam, sara)
    register(cancelled, sam)
    register(over, sam, attended=True)
    register(over, sara)
    has_been_live(over)
    was_there(over, sam)

    begin = on_now.starts_at
    say(on_now, helen, "Welcome! We start in a moment. Where are you watching from?", begin)
    say(on_now, sam, "From a very small kitchen.", begin + timedelta(minutes=1))
    say(
        on_now,
        sara,
        "Same here. My starter is on its third day, is that enough?",
        begin + timedelta(minutes=2),
    )
    say(on_now, helen, "Almost. I will show you how to tell.", begin + timedelta(minutes=3))
    ask_about(on_now, helen, sofia, sam, sara)
    return Demo(helen=helen, sam=sam, on_now=on_now, over=over, guest=guest_speaker(on_now))


def ask_about(
    event: Event,
    helen: AbstractUser,
    sofia: AbstractUser,
    sam: AbstractUser,
    sara: AbstractUser,
) -> None:
    """What people have asked already, with votes and an answer."""
    if Question.objects.filter(session__event=event).exists():
        return
    how_long = questions.ask(sam, event.pk, "How long does a starter keep without being fed?")
    questions.ask(sara, event.pk, "Can I bake it in a pot with a lid?")
    oven = questions.ask(sara, event.pk, "My oven only reaches 220 degrees. Is that enough?")
    flour = questions.ask(sam, event.pk, "Which flour for the first loaf?", anonymous=True)
    for user, question in [(sara, how_long), (sofia, how_long), (sam, oven), (sara, flour)]:
        questions.vote(user, event.pk, question.pk)
    questions.answer(sofia, event.pk, flour.pk, "Strong wheat flour, with a handful of rye in it.")


def person(username: str, name: str, **flags: bool) -> AbstractUser:
    first_name, last_name = name.split()
    user, _ = get_user_model().objects.update_or_create(
        username=username,
        defaults={
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{username}@example.com",
            "is_active": True,
            **flags,
        },
    )
    # A new hash would log out the browsers that are still logged in.
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return user


def event(organizer: AbstractUser, title: str, **values: Any) -> Event:
    event, _ = Event.objects.update_or_create(organizer=organizer, title=title, defaults=values)
    return event


def guest_speaker(event: Event) -> GuestLink:
    """The personal link of somebody without an account; the same one each time."""
    links = GuestLink.objects.valid().filter(session__event=event, name=GUEST)
    return links.first() or services.make_link(event.organizer, event.pk, GUEST, Role.SPEAKER)


def end_leftover(event: Event) -> None:
    """End a session that is still live from an earlier run, before the event was moved."""
    session = getattr(event, "jitsi_live_session", None)
    if session is not None and session.is_active and session.started_at < event.starts_at:
        services.end(event.organizer, event.pk)


def has_been_live(event: Event) -> None:
    """Once, when it was scheduled."""
    if not Run.objects.filter(session__event=event).exists():
        services.start(event.organizer, event.pk)
        services.end(event.organizer, event.pk)
    times = {"started_at": event.starts_at, "ended_at": event.ends_at}
    LiveSession.objects.filter(event=event).update(**times)
    schedule = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    Run.objects.filter(session__event=event).update(opened_at=event.starts_at, **times, **schedule)


def was_there(event: Event, user: AbstractUser) -> None:
    """From the beginning to the end, as the page has reported."""
    run = Run.objects.filter(session__event=event).latest("number")
    times = {
        "joined_at": event.starts_at,
        "last_seen_at": event.ends_at,
        "left_at": event.ends_at,
        "is_left_certain": True,
    }
    person = {"user": user, "participant": str(user.pk), "display_name": user.get_full_name()}
    kind = {"source": Source.PAGE, "role": Role.ATTENDEE, **person}
    Stay.objects.update_or_create(run=run, key=f"demo-{user.pk}", defaults={**kind, **times})


def record(event: Event, kind: RecordingKind, file: Path, **values: Any) -> None:
    """Give the event this recording, as a video server would."""
    run = Run.objects.filter(session__event=event).latest("number")
    recording, is_new = recordings.announce(
        run,
        kind=kind,
        source=RecordingSource.PRACTICE,
        server="default",
        key=file.name,
        **values,
    )
    Recording.objects.filter(pk=recording.pk).update(started_at=event.starts_at)
    if is_new and recordings.claim(recording, timedelta(hours=1)):
        with file.open("rb") as content:
            recordings.store(recording, content, recordings.inspect(content))


def register(event: Event, *users: AbstractUser, attended: bool = False) -> None:
    for user in users:
        Registration.objects.update_or_create(
            event=event, user=user, defaults={"attended": attended}
        )


def say(event: Event, author: AbstractUser, text: str, created_at: datetime) -> None:
    ChatMessage.objects.update_or_create(
        event=event, author=author, text=text, defaults={"created_at": created_at}
    )

"""Ways into every state that a room can show, for those who look at all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from django_jitsi_live import moments, services
from django_jitsi_live.models import GuestLink, LiveSession
from tests.e2e.guests import be_guest, link_for
from tests.e2e.site import SitePolicy
from tests.e2e.visitor import Jitsi, Visitor
from tests.projects.webinar.webinars.models import Registration

WITHOUT_FRAME = [
    "checking",
    "closed",
    "waiting",
    "waiting-host",
    "not-yet-host",
    "early-host",
    "backstage-host",
    "inside-backstage-host",
    "live",
    "live-host",
    "left",
    "left-host",
    "ended",
    "ended-host",
    "unregistered",
    "logged-out",
    "offline",
    "unreachable",
    "misconfigured",
    "joined",
    "joined-host",
    "prejoin-host",
    "closing-host",
    "ending-host",
    "people-host",
    "removing-host",
    "removed",
    "guest",
    "link-in-use",
    "link-withdrawn",
    "full",
    "muted",
    "without-script",
]
WITH_FRAME = {
    "joining": None,
    "lobby": "conference.connectionError.membersOnly",
    "notice": "conference.authenticationRequired",
    "refused-token": "connection.passwordRequired",
    "refused-not-allowed": "conference.connectionError.notAllowed",
    "refused-lobby": "conference.connectionError.accessDenied",
    "refused-full": "conference.max_users",
    "refused-reservation": "conference.reservationError",
    "refused-other": "conference.somethingNew",
    "room-closed": "conference.destroyed",
    "unsupported": None,
    "kicked": None,
    "role-mismatch": None,
    "recording-host": None,
    "stream-question-host": None,
}
OF_HOSTS = [name for name in WITH_FRAME if name.endswith("-host")]
STATES = [*WITHOUT_FRAME, *WITH_FRAME]


class StreamingPolicy(SitePolicy):
    def stream_target(self, event: Any) -> str:
        return "secret-stream-key"

    def watch_url(self, event: Any) -> str:
        return "https://video.example.org/w/1"


def record_and_stream(settings: Any) -> None:
    """Let the site keep recordings, and the server elsewhere make them and stream."""
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "default"
    settings.JITSI_LIVE_POLICY = f"{__name__}.StreamingPolicy"
    servers = settings.JITSI_LIVE_SERVERS
    options = {"RECORDINGS_TOKEN": "for-the-recorder-of-the-browser-tests", "STREAMS": True}
    settings.JITSI_LIVE_SERVERS = {**servers, "elsewhere": {**servers["elsewhere"], **options}}


class Stage:
    """The people and the event of one look at a state."""

    def __init__(self, visit: Any, jitsi: Any, event: Any, settings: Any) -> None:
        self.visit, self.jitsi, self.event, self.settings = visit, jitsi, event, settings
        self.host = event.organizer
        self.student = Registration.objects.get(event=event).user

    def show(self, name: str) -> Visitor:
        if name in WITH_FRAME:
            return self.with_frame(name)
        base, _, _host = name.partition("-host")
        user = self.host if name.endswith("-host") else self.student
        ways: dict[str, Callable[[Any], Visitor]] = {
            "live": self.live,
            "joined": self.joined,
            "left": self.left,
            "ended": self.ended,
            "waiting": self.waiting,
            "not-yet": self.not_yet,
            "early": self.early,
            "backstage": self.backstage,
            "inside-backstage": self.inside_backstage,
            "prejoin": self.prejoin,
            "closing": self.closing,
            "ending": self.ending,
            "people": self.people,
            "removing": self.removing,
        }
        way = ways.get(base)
        return way(user) if way else getattr(self, name.replace("-", "_"))()

    def path(self) -> str:
        return f"/tag/{self.event.pk}/"

    def open(self, user: Any, state: str, **options: Any) -> Visitor:
        visitor = self.visit(user, self.path(), **options)
        visitor.see(state)
        return visitor

    def waiting(self, user: Any) -> Visitor:
        self.event.starts_at = timezone.now() + timedelta(days=1, hours=3, minutes=20)
        self.event.save()
        return self.open(user, "waiting")

    def not_yet(self, user: Any) -> Visitor:
        self.settings.JITSI_LIVE_OPENS_BEFORE = 3600
        return self.waiting(user)

    def early(self, user: Any) -> Visitor:
        visitor = self.waiting(user)
        visitor.press("Go live")
        visitor.question.wait_for()
        return visitor

    def backstage(self, user: Any) -> Visitor:
        services.backstage(self.host, self.event.pk)
        return self.open(user, "backstage")

    def inside_backstage(self, user: Any) -> Visitor:
        visitor = self.backstage(user)
        visitor.press("Enter the backstage")
        visitor.see("joined", "Backstage")
        visitor.frame.get_by_role("button", name="Leave").wait_for()
        return visitor

    def prejoin(self, user: Any) -> Visitor:
        visitor = self.live(user)
        visitor.press("Join live session")
        visitor.prejoin.wait_for()
        visitor.frame.get_by_label("Your own picture").wait_for()
        return visitor

    def closing(self, user: Any) -> Visitor:
        visitor = self.joined(user)
        closes_at = moments.now() + timedelta(hours=1)
        visitor.look_before(closes_at, 115)
        LiveSession.objects.update(closes_at=closes_at)
        visitor.room.get_by_text("This session ends by itself").wait_for()
        return visitor

    def ending(self, user: Any) -> Visitor:
        visitor = self.joined(user)
        visitor.press("End for everyone")
        visitor.question.get_by_text("People in the room: 1.").wait_for()
        return visitor

    def people(self, user: Any) -> Visitor:
        """The list, with somebody to remove and somebody to readmit."""
        visitor = self.joined(user)
        sam = self.visit(self.student, self.path())
        sam.press("Join live session")
        sam.see("joined")
        removed = get_user_model().objects.create_user("eva", first_name="Eva", last_name="Out")
        Registration.objects.create(event=self.event, user=removed)
        services.remove(self.host, self.event.pk, str(removed.pk))
        visitor.list_people()
        visitor.room.get_by_role("button", name="Remove Sam Student").wait_for()
        visitor.room.get_by_role("button", name="Readmit Eva Out").wait_for()
        return visitor

    def removing(self, user: Any) -> Visitor:
        visitor = self.people(user)
        visitor.press("Remove Sam Student")
        visitor.question.get_by_text("Remove Sam Student?").wait_for()
        return visitor

    def removed(self) -> Visitor:
        services.start(self.host, self.event.pk)
        services.remove(self.host, self.event.pk, str(self.student.pk))
        return self.open(self.student, "removed")

    def guest(self, *, state: str = "live") -> Visitor:
        """On one of two devices with the same link; on the other one she is in the room."""
        services.start(self.host, self.event.pk)
        link = link_for(self.event)
        devices = []
        for _device in range(2):
            visitor = self.visit(None, "/about/")
            be_guest(visitor, link, self.event)
            visitor.open(self.path())
            visitor.see("live")
            devices.append(visitor)
        laptop, phone = devices
        laptop.press("Join live session")
        laptop.see("joined")
        return phone if state == "live" else laptop

    def link_in_use(self) -> Visitor:
        visitor = self.guest()
        visitor.press("Join live session")
        visitor.see("refused", "Your personal link is in use")
        return visitor

    def link_withdrawn(self) -> Visitor:
        visitor = self.guest(state="joined")
        GuestLink.objects.update(revoked_at=moments.now())
        visitor.see("unregistered", "Your personal link does not open this event any more")
        return visitor

    def full(self) -> Visitor:
        self.settings.JITSI_LIVE_CAPACITY = 0
        visitor = self.live(self.student)
        visitor.press("Join live session")
        visitor.see("full")
        return visitor

    def muted(self) -> Visitor:
        visitor = self.waiting(self.student)
        services.start(self.host, self.event.pk)
        visitor.see("joined", "You came in muted")
        visitor.frame.get_by_role("button", name="Leave").wait_for()
        return visitor

    def live(self, user: Any) -> Visitor:
        services.start(self.host, self.event.pk)
        return self.open(user, "live")

    def joined(self, user: Any) -> Visitor:
        visitor = self.live(user)
        visitor.press("Join live session")
        visitor.see("joined")
        visitor.frame.get_by_role("button", name="Leave").wait_for()
        return visitor

    def left(self, user: Any) -> Visitor:
        visitor = self.joined(user)
        visitor.press("Leave")
        visitor.see("left")
        return visitor

    def ended(self, user: Any) -> Visitor:
        services.start(self.host, self.event.pk)
        services.end(self.host, self.event.pk)
        return self.open(user, "ended")

    def logged_out(self) -> Visitor:
        return self.open(None, "logged-out")

    def unregistered(self) -> Visitor:
        Registration.objects.all().delete()
        return self.open(self.student, "unregistered")

    def by_hand(self, path: str) -> Visitor:
        visitor = self.visit(self.student, "/about/")
        visitor.page.route("**/api/live/room/**", lambda route: None)
        visitor.open(path)
        return visitor

    def checking(self) -> Visitor:
        visitor = self.by_hand(f"/hand/{self.event.pk}/")
        visitor.see("checking")
        return visitor

    def closed(self) -> Visitor:
        visitor = self.visit(self.student, "/about/")
        visitor.page.evaluate(
            "() => { document.querySelector('#place').innerHTML ="
            ' \'<jitsi-live-room event-id="4711" base-url="/api/live/"></jitsi-live-room>\'; }'
        )
        visitor.see("closed")
        return visitor

    def offline(self) -> Visitor:
        visitor = self.open(self.student, "waiting")
        visitor.page.route("**/api/live/**", lambda route: route.abort())
        visitor.see("offline")
        return visitor

    def unreachable(self) -> Visitor:
        visitor = self.live(self.student)
        visitor.page.route("**/external_api.js", lambda route: route.abort())
        visitor.press("Join live session")
        visitor.see("unreachable")
        return visitor

    def misconfigured(self) -> Visitor:
        visitor = self.live(self.student)
        self.settings.JITSI_LIVE_SERVERS = {}
        visitor.press("Join live session")
        visitor.see("unreachable", "There is no video at the moment")
        return visitor

    def without_script(self) -> Visitor:
        services.start(self.host, self.event.pk)
        visitor = self.visit(self.host, "/about/")
        visitor.page.route("**/room*.js", lambda route: route.abort())
        visitor.open(self.path())
        visitor.page.get_by_text("too old for it").wait_for()
        return visitor

    def with_frame(self, name: str) -> Visitor:
        if name.endswith("-host"):
            record_and_stream(self.settings)
        self.event.slug = "elsewhere"
        self.event.save()
        of_hosts = name == "role-mismatch" or name.endswith("-host")
        visitor = self.live(self.host if of_hosts else self.student)
        visitor.press("Join live session")
        frame = self.jitsi(visitor.page)
        if WITH_FRAME[name]:
            is_fatal = name == "refused-other"
            params = [403, "The course begins on Monday."]
            frame.fail(WITH_FRAME[name], params=params, isFatal=is_fatal)
        elif name == "unsupported":
            frame.tell("browser-support", supported=False)
        elif name == "kicked":
            frame.admit()
            frame.tell("participant-kicked-out", kicked={"id": "me", "local": True})
        elif name.endswith("-host"):
            self.record(visitor, frame, asks_to_stream=name.startswith("stream"))
        elif name == "role-mismatch":
            frame.admit()
            visitor.room.get_by_text("did not make you a moderator").wait_for()
        states = {"joining": "joining", "lobby": "lobby", "notice": "joining"}
        states |= {"room-closed": "left", "kicked": "left"}
        states |= dict.fromkeys(
            ("role-mismatch", "recording-host", "stream-question-host"), "joined"
        )
        visitor.see(states.get(name, "refused"))
        return visitor

    def record(self, visitor: Visitor, frame: Jitsi, *, asks_to_stream: bool) -> None:
        """A recording is under way, and no recorder is left for the stream."""
        frame.admit("moderator")
        frame.record("file", on=True)
        visitor.press("Stream live")
        if asks_to_stream:
            visitor.question.wait_for()
            return
        visitor.question.get_by_role("button", name="Stream now").click()
        visitor.room.get_by_role("button", name="Stop recording").wait_for()

"""What ``in_process`` measures: requests of hosts, attendees, nobody, and of a Jitsi server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from secrets import token_hex
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command

from benchmarks.wsgi_client import CREDENTIALS, Act, Client, Prepare, create_user
from django_jitsi_live import moments, services
from django_jitsi_live.models import LiveSession, Seat
from django_jitsi_live.web import public_answer
from tests.keys import with_key_pair, with_secret
from tests.projects.webinar.webinars.models import Event

DJANGO = "empty Django view"
RESERVATIONS_TOKEN = "-".join(("a", "token", "of", "the", "benchmark"))
HS256: dict[str, object] = with_secret(RESERVATIONS_TOKEN=RESERVATIONS_TOKEN)
PUBLIC: dict[str, object] = {"BACKEND": "django_jitsi_live.servers.PublicServer"}


class Case(NamedTuple):
    prepare: Prepare
    base: str
    """The case that it is compared with."""


class Site:
    """An event that waits, one that is live, and one that is started and ended."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        settings.JITSI_LIVE_SERVERS = {"default": HS256}
        self.helen, self.sam = create_user("helen"), create_user("sam")
        self.waiting, self.live, self.other = (
            Event.objects.create(title=name, slug=name, organizer=self.helen)
            for name in ("waiting", "live", "other")
        )
        for event in (self.waiting, self.live):
            event.registrations.create(user=self.sam)
        services.start(self.helen, self.live.pk)
        services.start(self.helen, self.other.pk)

    def ask(self) -> None:
        """What others have asked for a moment ago, so that "cached" means it."""
        for event in (self.waiting, self.live):
            services.status(event.pk)
            services.status(event.pk, self.helen)

    def join(self) -> None:
        """What a running site has done once: read a server's settings, and its key."""
        services.join(self.sam, self.live.pk)

    def end_other(self) -> None:
        services.end(self.helen, self.other.pk)

    def start_other(self) -> None:
        services.start(self.helen, self.other.pk)


def make_cases() -> dict[str, Case]:
    site = Site()
    cases = of_nobody(site)
    for credential in CREDENTIALS:
        cases |= of_people(site, credential)
    return cases | of_full_house(site)


def of_nobody(site: Site) -> dict[str, Case]:
    nobody = Client()
    waiting, live = (f"/live/status/{event.pk}/" for event in (site.waiting, site.live))

    def not_modified() -> Act:
        site.ask()
        etag = nobody.ask("GET", waiting)[1]["ETag"]

        def act() -> None:
            if nobody.ask("GET", waiting, HTTP_IF_NONE_MATCH=etag)[0] != 304:
                raise SystemExit("The status has changed.")

        return act

    def forget() -> None:
        cache.clear()
        public_answer._kept.clear()

    ask_waiting = nobody.asks("GET", waiting, is_waiting)
    ask_live = nobody.asks("GET", live, is_live)
    cases = {
        DJANGO: nobody.asks("GET", "/empty/django/", is_empty),
        "status, anonymous": after(ask_waiting(), ask_waiting),
        "status, anonymous, live": after(ask_live(), ask_live),
        "status, anonymous, 304": not_modified,
        "status, anonymous, cached by another process": another_process(site, ask_live),
        "status, anonymous, cold": after(forget, ask_waiting),
        "empty DRF view, anonymous": nobody.asks("GET", "/empty/drf/", is_empty),
        "reservation": reservation(site),
    }
    return {name: Case(prepare, DJANGO) for name, prepare in cases.items()}


def of_people(site: Site, credential: str) -> dict[str, Case]:
    helen, sam = Client(site.helen, credential), Client(site.sam, credential)
    read, write = f"empty DRF view; {credential}", f"empty DRF view, POST; {credential}"
    waiting, live, other = site.waiting.pk, site.live.pk, site.other.pk
    joined = sam.ask("POST", f"/live/stays/{live}/", "action=joined")[2]
    stay = Client.parse(joined)["stay"]
    beat = {"action": "seen", "stay": stay}
    join = sam.asks("GET", f"/live/join/{live}/", has_token)
    start = helen.asks("POST", f"/live/start/{other}/", has_token)
    found = {
        read: Case(sam.asks("GET", "/empty/drf/", is_empty), read),
        write: Case(sam.asks("POST", "/empty/drf/", is_empty), write),
    }
    reads = {
        "status, waiting": warm(site, sam.asks("GET", f"/live/status/{waiting}/", is_waiting)),
        "status, live": warm(site, sam.asks("GET", f"/live/status/{live}/", is_live)),
        "join": on_server(site, HS256, join),
        "join, no token": on_server(site, PUBLIC, sam.asks("GET", f"/live/join/{live}/", has_room)),
        "join, RS256": on_server(site, with_key_pair(), join),
    }
    if credential == "session":  # the page's own: it asks no API
        json = {"HTTP_ACCEPT": "application/json"}
        path = f"/live/room/{live}/"
        reads["room as JSON"] = warm(site, sam.asks("GET", path, is_attendee, **json))
        reads["room as JSON, host"] = warm(site, helen.asks("GET", path, is_host, **json))
    writes = {
        "heartbeat": sam.asks("POST", f"/live/stays/{live}/", is_live, beat),
        "start": first_start(site, helen),
        "start again": after(site.end_other, start),
        "end": after(site.start_other, helen.asks("POST", f"/live/end/{other}/", is_over)),
    }
    for base, cases in ((read, reads), (write, writes)):
        found |= {f"{name}; {credential}": Case(act, base) for name, act in cases.items()}
    return found


def first_start(site: Site, helen: Client) -> Prepare:
    """Of an event that was never live."""

    def prepare() -> Act:
        settings.JITSI_LIVE_SERVERS = {"default": HS256}
        event = Event.objects.create(title="new", slug=token_hex(8), organizer=site.helen)
        return helen.asks("POST", f"/live/start/{event.pk}/", has_token)()

    return prepare


def of_full_house(site: Site) -> dict[str, Case]:
    """Where 300 people may sit: one seat is left, or all are taken and 50 people wait."""
    sam, base = Client(site.sam, "session"), "empty DRF view; session"
    path = f"/live/join/{site.live.pk}/"
    cases = {
        "join, last of 300 seats": in_full_house(site, 299, sam.asks("GET", path, has_token)),
        "join, 300 seats, full": in_full_house(site, 300, sam.asks("GET", path, is_full)),
    }
    return {name: Case(prepare, base) for name, prepare in cases.items()}


def in_full_house(site: Site, taken: int, prepare: Prepare) -> Prepare:
    def seated() -> Act:
        settings.JITSI_LIVE_SERVERS = {"default": HS256}
        settings.JITSI_LIVE_CAPACITY = 300
        session = LiveSession.objects.get(event=site.live)
        until = moments.now() + dt.timedelta(hours=1)
        Seat.objects.all().delete()
        seats = [
            Seat(session=session, participant=f"p{n}", number=n, held_until=until)
            for n in range(1, taken + 1)
        ]
        waits = [
            Seat(session=session, participant=f"w{n}", held_until=until)
            for n in range(50 if taken == 300 else 0)
        ]
        Seat.objects.bulk_create(seats + waits)
        act = prepare()

        def in_turn() -> None:
            try:
                act()
            finally:
                settings.JITSI_LIVE_CAPACITY = None

        return in_turn

    return seated


def reservation(site: Site) -> Prepare:
    nobody = Client()

    def prepare() -> Act:
        settings.JITSI_LIVE_SERVERS = {"default": HS256}
        room = services.join(site.sam, site.live.pk).room_name
        form = {"name": room, "start_time": "2026-11-23T08:37:49Z", "mail_owner": "a@b"}
        path = "/live/jitsi/default/reservations/conference"
        token = {"HTTP_AUTHORIZATION": f"Bearer {RESERVATIONS_TOKEN}"}
        return nobody.asks("POST", path, lambda found: found["name"] == room, form, **token)()

    return prepare


def after(prepare_site: Callable[[], object], prepare: Prepare) -> Prepare:
    def prepared() -> Act:
        settings.JITSI_LIVE_SERVERS = {"default": HS256}
        prepare_site()
        return prepare()

    return prepared


def warm(site: Site, prepare: Prepare) -> Prepare:
    return after(site.ask, prepare)


def another_process(site: Site, prepare: Prepare) -> Prepare:
    def ask() -> None:
        site.ask()
        public_answer._kept.clear()

    return after(ask, prepare)


def on_server(site: Site, server: dict[str, object], prepare: Prepare) -> Prepare:
    def prepared() -> Act:
        settings.JITSI_LIVE_SERVERS = {"default": server}
        site.join()
        return prepare()

    return prepared


# What the answers have to be


def is_empty(answer: Any) -> bool:
    return bool(answer == {})


def is_waiting(answer: Any) -> bool:
    return answer["state"] == "scheduled" and not answer["is_active"]


def is_live(answer: Any) -> bool:
    return answer["state"] == "live" and bool(answer["is_active"])


def is_over(answer: Any) -> bool:
    return answer["state"] == "ended" and not answer["is_active"]


def is_attendee(answer: Any) -> bool:
    return answer["role"] == "attendee" and is_live(answer) and answer["present"] is not None


def is_host(answer: Any) -> bool:
    return answer["role"] == "host" and is_live(answer) and answer["present"] is not None


def has_token(answer: Any) -> bool:
    return has_room(answer) and bool(answer["jwt"])


def has_room(answer: Any) -> bool:
    return bool(answer["room_name"])


def is_full(answer: Any) -> bool:
    return answer["code"] == "full"

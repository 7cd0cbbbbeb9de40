"""CPU time of each request in process, beside views that do nothing.

    python -m benchmarks.in_process [--rounds N]

All through Django's test client, in one process and one run, in turns. Prints a table and writes
benchmarks/results/in_process.json; exits with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
os.environ["JITSI_LIVE_TEST_DATABASE"] = str(Path(tempfile.mkdtemp()) / "benchmark.sqlite3")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from benchmarks import bench
from django_jitsi_live import moments, services
from django_jitsi_live.models import LiveSession, Seat
from tests.keys import with_key_pair, with_secret
from tests.projects.webinar.webinars.models import Event

DJANGO, DRF = "empty Django view", "empty DRF view, logged in"
TARGETS = {
    "status, anonymous, cached": (DJANGO, 1.3),
    "status, anonymous, cached, live": (DJANGO, 1.3),
    "join, HS256": (DRF, 2.5),
    "join, HS256, 300 seats": (DRF, 8.0),
    "reservation": (DJANGO, 10),
}

RESERVATIONS_TOKEN = "a-token-of-the-benchmark"
SERVERS: dict[str, dict[str, object]] = {
    "no token": {"BACKEND": "django_jitsi_live.servers.PublicServer"},
    "HS256": with_secret(RESERVATIONS_TOKEN=RESERVATIONS_TOKEN),
    "RS256": with_key_pair(),
}


class Person:
    """Somebody with a browser, or nobody."""

    def __init__(self, name: str = "") -> None:
        self.client = Client()
        if name:
            self.user = get_user_model().objects.create_user(name)
            self.client.force_login(self.user)

    def gets(self, path: str) -> Callable[[], Callable[[], object]]:
        return lambda: lambda: checked(self.client.get(path), (200,))

    def posts(self, path: str, **data: str) -> Callable[[], object]:
        return lambda: checked(self.client.post(path, data), (200,))


def checked(response: Any, expected: tuple[int, ...]) -> Any:
    if response.status_code not in expected:
        raise SystemExit(f"{response.status_code} instead of {expected}: {response.content!r}")
    return response


def main(rounds: int) -> int:
    call_command("migrate", verbosity=0)
    nobody, helen, sam = Person(), Person("helen"), Person("sam")
    waiting, live, other = (
        Event.objects.create(title=name, slug=name, organizer=helen.user)
        for name in ("waiting", "live", "other")
    )
    for event in (live, other):
        event.registrations.create(user=sam.user)
    services.start(helen.user, live.pk)
    status, live_status = (f"/live/status/{event.pk}/" for event in (waiting, live))
    stay = sam.client.post(f"/live/stays/{live.pk}/", {"action": "joined"}).json()["stay"]

    def cold() -> Callable[[], object]:
        cache.clear()
        return lambda: checked(nobody.client.get(status), (200,))

    def not_modified() -> Callable[[], object]:
        etag = nobody.client.get(status)["ETag"]
        return lambda: checked(nobody.client.get(status, HTTP_IF_NONE_MATCH=etag), (304,))

    def join(server: dict[str, object]) -> Callable[[], Callable[[], object]]:
        def prepare() -> Callable[[], object]:
            settings.JITSI_LIVE_SERVERS = {"default": server}
            services.join(sam.user, live.pk)  # which a running site has to do once
            return lambda: checked(sam.client.get(f"/live/join/{live.pk}/"), (200,))

        return prepare

    def full_house(asks: str, status: int) -> Callable[[], Callable[[], object]]:
        """Where 300 people sit, and 50 wait."""

        def prepare() -> Callable[[], object]:
            settings.JITSI_LIVE_SERVERS = {"default": SERVERS["HS256"]}
            settings.JITSI_LIVE_CAPACITY = 300
            seat_people(live, asks)

            def ask() -> object:
                try:
                    return checked(sam.client.get(f"/live/join/{live.pk}/"), (status,))
                finally:
                    settings.JITSI_LIVE_CAPACITY = None

            return ask

        return prepare

    def seat_people(event: Event, sam_is: str) -> None:
        seats, soon = Seat.objects.all(), moments.now() + dt.timedelta(hours=1)
        seats.all().delete()
        session = LiveSession.objects.get(event=event)
        taken = 299 if sam_is in {"new", "seated"} else 300
        rows = [Seat(session=session, participant=f"p{n}", number=n) for n in range(1, taken + 1)]
        rows += [Seat(session=session, participant=f"w{n}") for n in range(50 * (taken == 300))]
        if sam_is == "seated":
            rows.append(Seat(session=session, participant=str(sam.user.pk), number=300))
        for each in rows:
            each.held_until = soon
        seats.bulk_create(rows)

    def reservation() -> Callable[[], object]:
        settings.JITSI_LIVE_SERVERS = {"default": SERVERS["HS256"]}
        room = services.join(sam.user, live.pk).room_name
        form = {"name": room, "start_time": "2026-11-23T08:37:49Z", "mail_owner": "a@b"}
        path = "/live/jitsi/default/reservations/conference"
        headers = {"Authorization": f"Bearer {RESERVATIONS_TOKEN}"}
        body, kind = urlencode(form), "application/x-www-form-urlencoded"
        return lambda: checked(nobody.client.post(path, body, kind, headers=headers), (200,))

    def start() -> Callable[[], object]:
        services.end(helen.user, other.pk)
        return helen.posts(f"/live/start/{other.pk}/")

    def end() -> Callable[[], object]:
        services.start(helen.user, other.pk)
        return helen.posts(f"/live/end/{other.pk}/")

    cases: dict[str, Callable[[], Callable[[], object]]] = {
        DJANGO: nobody.gets("/empty/django/"),
        DRF: sam.gets("/empty/drf/"),
        "empty DRF view, anonymous": nobody.gets("/empty/drf/"),
        "status, anonymous, cold": cold,
        "status, anonymous, cached": nobody.gets(status),
        "status, anonymous, 304": not_modified,
        "status, anonymous, cached, live": nobody.gets(live_status),
        "status, attendee": sam.gets(live_status),
        **{f"join, {name}": join(server) for name, server in SERVERS.items()},
        "join, HS256, 300 seats": full_house("new", 200),
        "join, HS256, 300 seats, reload": full_house("seated", 200),
        "join, 300 seats, full": full_house("waits", 403),
        "reservation": reservation,
        "start": start,
        "end": end,
        "heartbeat": lambda: sam.posts(f"/live/stays/{live.pk}/", action="seen", stay=stay),
    }
    # What is cached for two seconds is to be so for the whole run, whoever else uses the machine.
    times = bench.in_turns(warmed(cases, services, (waiting, live)), rounds)
    rows = [row(times, name) for name in cases]
    bench.show(rows)
    bench.write("in_process", rows)
    return bench.verdict(rows)


def warmed(cases: Any, services: Any, events: tuple[Event, ...]) -> Any:
    """The cases, each after a question of somebody else's, so that "cached" means it."""

    def after_a_question(name: str, prepare: Any) -> Any:
        def warm() -> Any:
            act = prepare()
            if "cold" not in name:
                for event in events:
                    services.status(event.pk)
            return act

        return warm

    return {name: after_a_question(name, prepare) for name, prepare in cases.items()}


def row(times: dict[str, list[float]], name: str) -> bench.Row:
    base, target = TARGETS.get(name, (DRF if "anonymous" not in name else DJANGO, None))
    base = DJANGO if name in {DJANGO, DRF} else base
    return {
        "case": name,
        "CPU ms": f"{median(times[name]):.3f}",
        "compared with": base,
        "ratio": bench.ratio(times, name, base),
        "target": target or "",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    sys.exit(main(parser.parse_args().rounds))

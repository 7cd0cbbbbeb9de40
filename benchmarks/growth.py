"""Whether requests get slower as a site grows: registrations, then sessions, on PostgreSQL.

    python -m benchmarks.growth [--rounds N] [--registrations N] [--sessions N]

All registrations are for the one event that is asked about. Wall time of each service, database and
all, divided by that of looking up an event by its key at the same moment: other work on the machine
slows down both. Prints a table and writes benchmarks/results/growth.json; exits with 1 where the
last size is slower than the first by more than noise.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from statistics import median
from typing import Any

from benchmarks import bench
from tests import postgres

BASE = "an event by its key"
SLOWEST = 1.4
"""Times the first size. Growth that matters is a matter of tens, noise on a busy machine is not."""

USERS = """
INSERT INTO auth_user (username, password, first_name, last_name, email,
                       is_superuser, is_staff, is_active, date_joined)
SELECT 'user' || n, '', '', '', '', false, false, true, now() FROM generate_series(%s, %s) n
"""
REGISTRATIONS = """
INSERT INTO webinars_registration (event_id, user_id, status)
SELECT %s, id, 'confirmed' FROM auth_user WHERE username LIKE 'user%%'
AND NOT EXISTS (SELECT 1 FROM webinars_registration r WHERE r.user_id = auth_user.id)
"""
EVENTS = """
INSERT INTO webinars_event (title, slug, organizer_id, starts_at)
SELECT 'event ' || n, 'event-' || n, %s, now() FROM generate_series(%s, %s) n
"""
SESSIONS = """
INSERT INTO jitsi_live_livesession (event_id, room_name, is_active, server, created_at, started_at,
                                    role_mismatch, role_witness, refusals)
SELECT id, 'room-' || id, true, 'default', now(), now(), '', '', '' FROM webinars_event e
WHERE slug LIKE 'event-%%'
AND NOT EXISTS (SELECT 1 FROM jitsi_live_livesession s WHERE s.event_id = e.id)
"""


def main(options: argparse.Namespace) -> int:
    with bench.postgresql() as socket:
        os.environ[postgres.SOCKET_VARIABLE] = str(socket)
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        import django

        django.setup()
        rows = grow(options)
        from django.db import connections

        connections.close_all()
    bench.show(rows)
    bench.write("growth", rows)
    return bench.verdict(rows)


def grow(options: argparse.Namespace) -> list[bench.Row]:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from django_jitsi_live import services
    from tests.projects.webinar.webinars.models import Event

    call_command("migrate", verbosity=0)
    create = get_user_model().objects.create_user
    helen, sam = create("helen"), create("sam")
    event = Event.objects.create(title="Asked about", slug="asked-about", organizer=helen)
    event.registrations.create(user=sam)
    services.start(helen, event.pk)
    cases: dict[str, Any] = {
        BASE: lambda: Event.objects.get(pk=event.pk),
        "status, anonymous, past the cache": lambda: services.status(event.pk, fresh=True),
        "status, attendee": lambda: services.status(event.pk, sam),
        "join": lambda: services.join(sam, event.pk),
        "start, running": lambda: services.start(helen, event.pk),
        "describe": lambda: services.describe(sam, event.pk),
    }
    rows = []
    for what, sizes, fill in (
        ("registrations", steps(1_000, options.registrations), lambda a, b: register(event, a, b)),
        ("sessions", steps(100, options.sessions), lambda a, b: hold(helen, a, b)),
    ):
        rows += grown(what, sizes, fill, cases, options.rounds)
    return rows


def steps(first: int, last: int) -> list[int]:
    sizes = [first]
    while sizes[-1] * 10 <= last:
        sizes.append(sizes[-1] * 10)
    return sizes


def grown(what: str, sizes: list[int], fill: Any, cases: Any, rounds: int) -> list[bench.Row]:
    medians: dict[str, list[float]] = {name: [] for name in cases}
    before = 0
    for size in sizes:
        fill(before + 1, size)
        before = size
        prepared = {name: (lambda act=act: act) for name, act in cases.items()}
        times = bench.in_turns(prepared, rounds, clock=time.perf_counter)
        for name in cases:
            medians[name].append(median(times[name]))
    return [
        {
            "case": f"{name}, {what} {sizes[0]:,} to {sizes[-1]:,}",
            "ms": " ".join(f"{each:.2f}" for each in found),
            "times the base": " ".join(f"{each:.2f}" for each in relative),
            "ratio": round(relative[-1] / relative[0], 2),
            "target": SLOWEST,
        }
        for name, found in medians.items()
        if (relative := [a / b for a, b in zip(found, medians[BASE], strict=True)])
    ]


def register(event: Any, first: int, last: int) -> None:
    execute(USERS, [first, last])
    execute(REGISTRATIONS, [event.pk])
    execute("ANALYZE", [])


def hold(organizer: Any, first: int, last: int) -> None:
    execute(EVENTS, [organizer.pk, first, last])
    execute(SESSIONS, [])
    execute("ANALYZE", [])


def execute(sql: str, values: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--registrations", type=int, default=1_000_000)
    parser.add_argument("--sessions", type=int, default=100_000)
    sys.exit(main(parser.parse_args()))

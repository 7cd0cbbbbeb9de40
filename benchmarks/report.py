"""What the report of a large event costs on PostgreSQL: queries, time and memory.

    python -m benchmarks.report [--registrations N] [--attendees N]

Each way to the report at a tenth of the size and at the whole. Prints a table and writes
benchmarks/results/report.json; exits with 1 where the first byte of the CSV takes a second or more,
or where the report needs more than six queries besides the login.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from typing import Any

from benchmarks import bench
from benchmarks.growth import execute, register
from tests import postgres

SECONDS_TO_FIRST_BYTE = 1.0
QUERIES = 6
LOGIN_QUERIES = 2

STAYS = """
INSERT INTO jitsi_live_stay (run_id, user_id, participant, display_name, jitsi_name, role,
                             is_recorder, joined_at, left_at, is_left_certain, last_seen_at,
                             source, key)
SELECT r.id, u.id, u.id::text, u.username, '', 'attendee', false,
       r.started_at, r.started_at + (u.id %% 60) * interval '1 minute', true,
       r.started_at + (u.id %% 60) * interval '1 minute', 'page', 'stay' || u.id
FROM jitsi_live_run r, auth_user u
WHERE r.session_id = %s AND u.username LIKE 'user%%'
AND substring(u.username from 5)::int BETWEEN %s AND %s
"""
RUN = """
UPDATE jitsi_live_run SET opened_at = now() - interval '2 hours',
started_at = now() - interval '2 hours', ended_at = now() - interval '1 hour'
"""


def main(options: argparse.Namespace) -> int:
    with bench.postgresql() as socket:
        os.environ[postgres.SOCKET_VARIABLE] = str(socket)
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        import django

        django.setup()
        rows = measure(options)
        from django.db import connections

        connections.close_all()
    bench.show(rows)
    bench.write("report", rows)
    return bench.verdict(rows)


def measure(options: argparse.Namespace) -> list[bench.Row]:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    from django_jitsi_live import services
    from django_jitsi_live.models import LiveSession
    from tests.projects.webinar.webinars.models import Event

    call_command("migrate", verbosity=0)
    helen = get_user_model().objects.create_user("helen")
    event = Event.objects.create(title="Asked about", slug="asked-about", organizer=helen)
    services.start(helen, event.pk)
    services.end(helen, event.pk)
    execute(RUN, [])
    session, client = LiveSession.objects.get(), Client()
    client.force_login(helen)
    rows, registered, attended = [], 0, 0
    for part in (10, 1):
        registrations, attendees = options.registrations // part, options.attendees // part
        register(event, registered + 1, registrations)
        execute(STAYS, [session.pk, attended + 1, attendees])
        execute("ANALYZE", [])
        registered, attended = registrations, attendees
        rows += ways(client, event, f"{registrations:,} registered, {attendees:,} attended")
    return rows


def ways(client: Any, event: Any, size: str) -> list[bench.Row]:
    paths = {
        "CSV of the API": f"/live/attendance/{event.pk}/?format=csv",
        "CSV of the page": f"/live/report/{event.pk}/?format=csv",
        "JSON": f"/live/attendance/{event.pk}/",
        "page": f"/live/report/{event.pk}/",
        "list of sessions": "/live/sessions/",
    }
    return [cost(client, f"{name}, {size}", path) for name, path in paths.items()]


def cost(client: Any, name: str, path: str) -> bench.Row:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        read(client, path)
    besides_login = len(queries) - LOGIN_QUERIES
    first, cpu, size = read(client, path)
    tracemalloc.start()
    read(client, path)
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    streamed = "CSV" in name
    return {
        "case": name,
        "first byte, ms": round(first * 1000),
        "CPU for all, ms": round(cpu * 1000),
        "MB": round(size / 1e6, 1),
        "memory, MB": round(memory / 1e6, 1),
        "queries": besides_login,
        "ratio": round(max(first / SECONDS_TO_FIRST_BYTE * streamed, besides_login / QUERIES), 2),
        "target": None if "list" in name else 1,
    }


def read(client: Any, path: str) -> tuple[float, float, int]:
    """Seconds to the first byte, those of the processor for all of it, and the number of bytes."""
    begin, used = time.perf_counter(), time.process_time()
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")
    parts = iter(response)
    size = len(next(parts))
    first = time.perf_counter() - begin
    size += sum(len(part) for part in parts)
    return first, time.process_time() - used, size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registrations", type=int, default=100_000)
    parser.add_argument("--attendees", type=int, default=20_000)
    sys.exit(main(parser.parse_args()))

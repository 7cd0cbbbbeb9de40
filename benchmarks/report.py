"""What the report of a large event costs on PostgreSQL: CPU, queries, time and memory.

    python -m benchmarks.report [--people N] [--registrations N] [--attendees N] [--rounds N]

First of a webinar to which all came who were registered, then of a larger one. Prints a table and
writes benchmarks/results/report.json; exits with 1 where the webinar takes more CPU than it may,
where the first byte of a table takes a second or more, or where the report needs more queries than
it may besides the login.

The webinar may take a quarter of a second of CPU on a machine that reads the same rows and writes
them as JSON, without this package, in ``FLOOR`` seconds; here it is as many times what this takes
in the same run, so that neither a slow machine nor a busy one decides. The shortest of all rounds
counts: what else goes on only adds to it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks import bench
from benchmarks.growth import execute, register
from tests import postgres

SECONDS_OF_CPU = 0.25
FLOOR = 0.08
SECONDS_TO_FIRST_BYTE = 1.0
QUERIES = 7
"""The gate, runs, stays, reports of servers, confirmations, removals, and who is registered."""
SECTION_QUERIES = 1
"""Of the questions, which add a section to the page and to the JSON."""
LOGIN_QUERIES = 2

STAYS = """
INSERT INTO jitsi_live_stay (run_id, user_id, participant, display_name, jitsi_name, role,
                             is_recorder, is_viewer, joined_at, left_at, is_left_certain,
                             last_seen_at, source, key, endpoint)
SELECT r.id, u.id, u.id::text, u.username, '', 'attendee', false, false, joined_at, left_at, true,
       left_at, 'page', 'stay' || u.id || '-' || part, ''
FROM jitsi_live_run r, auth_user u, generate_series(0, u.id %% 3) part,
     LATERAL (SELECT r.started_at + part * interval '20 minutes'
                     + (u.id * 7919 %% 600000) * interval '1 millisecond' AS joined_at) joined,
     LATERAL (SELECT joined_at + (u.id * 104729 %% 1100000) * interval '1 millisecond' AS left_at)
     AS stayed
WHERE r.session_id = %s AND u.username LIKE 'user%%'
AND substring(u.username from 5)::int BETWEEN %s AND %s
"""
"""One to three stays each, at moments of their own, as people come and go."""
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
    register(event, 1, options.people)
    execute(STAYS, [session.pk, 1, options.people])
    execute("ANALYZE", [])
    rows = webinar(client, event, session, options)
    register(event, options.people + 1, options.registrations)
    execute(STAYS, [session.pk, options.people + 1, options.attendees])
    execute("ANALYZE", [])
    size = f"{options.registrations:,} registered, {options.attendees:,} attended"
    return rows + ways(client, event, size)


def addresses(event: Any) -> dict[str, str]:
    return {
        "CSV of the API": f"/live/attendance/{event.pk}/?format=csv",
        "CSV of the page": f"/live/report/{event.pk}/?format=csv",
        "JSON": f"/live/attendance/{event.pk}/",
        "page": f"/live/report/{event.pk}/",
    }


def webinar(client: Any, event: Any, session: Any, options: Any) -> list[bench.Row]:
    def reading(path: str) -> Callable[[], Callable[[], object]]:
        return lambda: lambda: read(client, path)

    cases = {name: reading(path) for name, path in addresses(event).items()}
    cases[BARE] = lambda: lambda: rows_alone(session)
    times = bench.in_turns(cases, options.rounds, warm_up=1)
    floor = min(times[BARE])
    allowed = floor * SECONDS_OF_CPU / FLOOR
    return [
        {
            "case": f"{name}, {options.people:,} people",
            "CPU for all, ms": round(min(each)),
            "times the rows": round(min(each) / floor, 2),
            "first byte, ms": "",
            "MB": "",
            "memory, MB": "",
            "queries": "",
            "ratio": round(min(each) / allowed, 2),
            "target": None if name == BARE else 1,
        }
        for name, each in times.items()
    ]


BARE = "the rows alone"


def rows_alone(session: Any) -> str:
    """What nobody can do without: all stays and users by Django's ORM, and all people as JSON."""
    from django.contrib.auth import get_user_model

    from django_jitsi_live.models import Stay
    from django_jitsi_live.wire import WireEncoder

    names = [field.attname for field in Stay._meta.concrete_fields]
    stays = list(Stay.objects.filter(run__session=session).values_list(*names))
    users = [*get_user_model().objects.iterator()]
    people = {stay[2]: dict(zip(names, stay, strict=True)) for stay in stays}
    if len(people) > len(users):
        raise SystemExit("There are more people than users.")
    return json.dumps([*people.values()], cls=WireEncoder)


def ways(client: Any, event: Any, size: str) -> list[bench.Row]:
    paths = {**addresses(event), "list of sessions": "/live/sessions/"}
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
    allowed = QUERIES + SECTION_QUERIES * (not streamed)
    return {
        "case": name,
        "CPU for all, ms": round(cpu * 1000),
        "times the rows": "",
        "first byte, ms": round(first * 1000),
        "MB": round(size / 1e6, 1),
        "memory, MB": round(memory / 1e6, 1),
        "queries": besides_login,
        "ratio": round(max(first / SECONDS_TO_FIRST_BYTE * streamed, besides_login / allowed), 2),
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
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--registrations", type=int, default=100_000)
    parser.add_argument("--attendees", type=int, default=20_000)
    sys.exit(main(parser.parse_args()))

"""Requests a second of a deployed site: gunicorn on PostgreSQL, alone and behind nginx.

    python -m benchmarks.throughput [--rounds N] [--seconds N] [--connections N] [--only WORDS]
                                    [--workers N] [--threads N] [--kind WORKERS]

Starts all three. Two hundred people ask in turn, with tokens or session cookies of their own, all
cases in each round and each time in another order. The client is on the same machine, so that CPU
time of the servers for each request says more than requests a second. Prints a table with the
medians, and the ratios to an empty view that is asked with the same credentials, and writes
benchmarks/results/throughput.json; ends where an answer is not what is asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import bench, client, deployed, processes

PEOPLE = 200
DJANGO = "empty Django view"
DRF = {"bearer": "empty DRF view, bearer token", "session": "empty DRF view, session"}
JWT = re.compile(rb'"jwt": ?"[\w-]+\.[\w-]+\.[\w-]+"')
ACTIVE = re.compile(rb'"is_active": ?true')
PERSONAL = re.compile(rb'"is_active": ?true.*"room_name": ?"')
EMPTY = re.compile(rb"\{\}$")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    compared_with: str
    requests: list[bytes]
    expected: re.Pattern[bytes]
    behind_nginx: bool = False


def main(options: argparse.Namespace) -> int:
    processes.check()
    workers = deployed.Workers(options.workers, options.threads, options.kind)
    found: dict[str, list[bench.Row]] = {}
    with deployed.database() as postmaster:
        chosen = [
            case
            for case in cases(*make_event())
            if options.only in case.name or case.name == case.compared_with
        ]
        prepared = {"JITSI_LIVE_BENCHMARK_PREPARED": "1" if options.prepared else ""}
        with deployed.site(postmaster, workers, **prepared) as site:
            for number in range(options.rounds + 1):
                for case in random.sample(chosen, len(chosen)):
                    measured = measure(case, site, options.seconds, options.connections)
                    found.setdefault(case.name, []).append(asyncio.run(measured))
                if number == 0:  # in which caches were filled, and connections opened
                    found.clear()
    rows = [row(case, found) for case in chosen]
    bench.show(rows)
    bench.write("throughput", rows)
    return 0


def row(case: Case, found: dict[str, list[bench.Row]]) -> bench.Row:
    def middle(name: str, key: str) -> float:
        return float(median(each[key] for each in found[name]))

    first = found[case.name][0]
    ratio = middle(case.name, "CPU ms") / middle(case.compared_with, "CPU ms")
    return {
        "case": case.name,
        **{key: round(middle(case.name, key), 3) for key in first},
        "CPU ms, least": min(each["CPU ms"] for each in found[case.name]),
        "ratio": round(ratio, 2),
        "compared with": case.compared_with,
    }


@dataclass(frozen=True, slots=True)
class Person:
    """The ways in which somebody says who they are, and their stay."""

    credentials: dict[str, str]
    stay: str


def make_event() -> tuple[int, list[Person]]:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from django_jitsi_live import services
    from tests.projects.webinar.webinars.models import Event

    User = get_user_model()
    helen = User.objects.create_user("helen")
    event = Event.objects.create(title="Benchmark", organizer=helen)
    users = User.objects.bulk_create(User(username=f"user{n}") for n in range(PEOPLE))
    for user in users:
        event.registrations.create(user=user)
    services.start(helen, event.pk)
    return event.pk, [person(Client(), user, event.pk) for user in users]


def person(browser: Any, user: Any, event_id: int) -> Person:
    from rest_framework_simplejwt.tokens import AccessToken

    browser.force_login(user)
    path = f"/live/stays/{event_id}/"
    stay = browser.post(path, {"action": "joined"}, headers={"Host": "localhost"}).json()["stay"]
    cookie = f"sessionid={browser.cookies['sessionid'].value}; csrftoken={'c' * 32}"
    credentials = {
        "bearer": f"Authorization: Bearer {AccessToken.for_user(user)}\r\n",
        "session": f"Cookie: {cookie}\r\nX-CSRFToken: {'c' * 32}\r\n",
    }
    return Person(credentials, stay)


def cases(event_id: int, people: list[Person]) -> Iterator[Case]:
    status, join = f"/live/status/{event_id}/", f"/live/join/{event_id}/"
    anonymous = [client.request("GET", status)]
    yield Case(DJANGO, DJANGO, [client.request("GET", "/empty/django/")], EMPTY)
    yield Case("status, anonymous", DJANGO, anonymous, ACTIVE)
    yield Case("status, anonymous, nginx", DJANGO, anonymous, ACTIVE, behind_nginx=True)
    for way, empty in DRF.items():

        def get(path: str, way: str = way) -> list[bytes]:
            return [client.request("GET", path, each.credentials[way]) for each in people]

        yield Case(empty, empty, get("/empty/drf/"), EMPTY)
        yield Case(f"status, {way}", empty, get(status), PERSONAL)
        yield Case(f"join, HS256, {way}", empty, get(join), JWT)
        yield Case(f"join, HS256, {way}, nginx", empty, get(join), JWT, behind_nginx=True)
        beats = [heartbeat(event_id, each, way) for each in people]
        yield Case(f"heartbeat, {way}", empty, beats, ACTIVE)
    rooms = [
        client.request("GET", f"/live/room/{event_id}/?format=json", each.credentials["session"])
        for each in people
    ]
    yield Case("room JSON, session", DRF["session"], rooms, ACTIVE)


def heartbeat(event_id: int, each: Person, way: str) -> bytes:
    body = json.dumps({"action": "seen", "stay": each.stay}).encode()
    headers = f"{each.credentials[way]}Content-Type: application/json\r\n"
    return client.request("POST", f"/live/stays/{event_id}/", headers, body)


async def measure(
    case: Case, site: deployed.Site, seconds: float, connections: int
) -> dict[str, float]:
    port = site.nginx if case.behind_nginx else site.gunicorn
    async with client.connected(port, connections) as lines:
        before, begin, own = site.meter.seconds(), time.monotonic(), time.process_time()
        count = await ask_all(lines, case, begin + seconds)
        took, own = time.monotonic() - begin, time.process_time() - own
        spent = processes.used(before, site.meter.seconds())
    return {
        "requests/s": round(count / took),
        "CPU ms": round(sum(spent.values()) * 1000 / count, 3),
        **{f"of {name}": round(spent[name] * 1000 / count, 3) for name in spent},
        "of the client": round(own * 1000 / count, 3),
    }


async def ask_all(lines: list[client.Line], case: Case, until: float) -> int:
    """Ask again and again: how often. Raises ``SystemExit`` where an answer is another one."""
    requests = itertools.cycle(case.requests)

    async def ask(line: client.Line) -> int:
        count = 0
        while time.monotonic() < until:
            answer = await line.ask(next(requests))
            if not client.is_good(answer, case.expected):
                raise SystemExit(f"{case.name}: {answer[:1000].decode(errors='replace')}")
            count += 1
        return count

    return sum(await asyncio.gather(*map(ask, lines)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each case in a round")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="cases with this in their names")
    parser.add_argument(
        "--prepared", action="store_true", help="let PostgreSQL keep the plans of statements"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--kind", default="gthread", help="gunicorn's worker class")
    sys.exit(main(parser.parse_args()))

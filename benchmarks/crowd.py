"""The worst minute: thousands wait for the start, and then all of them join.

    python -m benchmarks.crowd [--clients N] [--spread SECONDS ...] [--connections N] [--prepared]

Starts PostgreSQL, gunicorn and nginx, through which all of it goes. Each simulated client asks for
the status as the room does, at the pace that the site says; when the host has gone live it joins,
with an account of its own. Once for each JITSI_LIVE_JOIN_SPREAD; 0 is all at once. Prints
a table and writes benchmarks/results/crowd.json; exits with 1 if any client was not let in.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks import bench, client, deployed, processes
from benchmarks.audience import POLL_AFTER
from benchmarks.throughput import ACTIVE, JWT

POLLING = 64  # connections that all who wait share
WATCH = 10.0  # seconds in which the waiting is measured
PATIENCE = 180.0  # seconds after the start
SPREAD = re.compile(rb'"join_spread": ?(\d+)')
STATUS = re.compile(rb'"is_active": ?(true|false)')


def main(options: argparse.Namespace) -> int:
    processes.check()
    workers = deployed.Workers(options.workers, options.threads)
    rows = []
    for seconds in options.spread:
        with deployed.database() as postmaster:
            people = registered(options.clients)
            settings = {
                "JITSI_LIVE_BENCHMARK_SPREAD": str(seconds),
                "JITSI_LIVE_BENCHMARK_PREPARED": "1" if options.prepared else "",
            }
            with deployed.site(postmaster, workers, **settings) as site:
                row = asyncio.run(
                    Crowd(people, site).live_through(options.wait, options.connections)
                )
                rows.append({"spread, s": seconds, **row})
    columns = [
        {"": key, **{f"spread {row['spread, s']} s": row[key] for row in rows}} for key in rows[0]
    ]
    bench.show(columns)
    bench.write("crowd", rows)
    return 1 if any(row["not let in"] for row in rows) else 0


@dataclass(frozen=True, slots=True)
class People:
    """What they send: the host's start, the status that all ask for, and a join of each."""

    start: bytes
    status: bytes
    joins: list[bytes]


def registered(count: int) -> People:
    from django.contrib.auth import get_user_model
    from rest_framework_simplejwt.tokens import AccessToken

    from tests.projects.webinar.webinars.models import Event, Registration

    def bearer(user: Any) -> str:
        return f"Authorization: Bearer {AccessToken.for_user(user)}\r\n"

    User = get_user_model()
    helen = User.objects.create_user("helen")
    event = Event.objects.create(title="Benchmark", organizer=helen)
    users = User.objects.bulk_create(User(username=f"user{n}") for n in range(count))
    Registration.objects.bulk_create(Registration(event=event, user=user) for user in users)
    join = f"/live/join/{event.pk}/"
    return People(
        start=client.request("POST", f"/live/start/{event.pk}/", bearer(helen)),
        status=client.request("GET", f"/live/status/{event.pk}/"),
        joins=[client.request("GET", join, bearer(user)) for user in users],
    )


@dataclass(slots=True)
class Crowd:
    people: People
    site: deployed.Site
    polling: client.Lines = field(init=False)
    joining: client.Lines = field(init=False)
    asked: int = 0
    started: float = float("inf")
    told: list[float] = field(default_factory=list)
    """Seconds after the start, as all of these."""
    began: list[float] = field(default_factory=list)
    let_in: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    async def live_through(self, wait: float, joining: int) -> dict[str, Any]:
        port = self.site.nginx
        async with client.connected(port, POLLING) as some, client.connected(port, joining) as more:
            self.polling, self.joining = client.Lines(some), client.Lines(more)
            people = [asyncio.create_task(self.join(each, wait)) for each in self.joins]
            await asyncio.sleep(wait)
            asked, meter = self.asked, Spent(self.site)
            await asyncio.sleep(WATCH)
            waiting = {
                "polls/s": round((self.asked - asked) / WATCH),
                **{
                    f"{name}, CPU s/s": round(seconds / WATCH, 3)
                    for name, seconds in meter.until_now().items()
                },
            }
            meter, self.started = Spent(self.site), time.monotonic()
            answer = await self.joining.ask(self.people.start)
            if not client.is_good(answer, ACTIVE):
                raise SystemExit(f"The host could not start: {answer[:1000]!r}")
            await asyncio.wait(people, timeout=PATIENCE)
            for each in people:
                if each.done():
                    each.result()  # raises what it has raised
        return waiting | self.of_joins(meter.until_now())

    def of_joins(self, spent: dict[str, float]) -> dict[str, Any]:
        count = max(len(self.let_in), 1)
        seconds = max(self.let_in, default=1) - min(self.began, default=0)
        each = {name: used * 1000 / count for name, used in spent.items() if name != "others"}
        cores = os.cpu_count() or 1
        return {
            **quantiles("told after, s", self.told),
            **quantiles("in after, s", self.let_in),
            **quantiles("join took, s", self.took),
            "joins/s": round(len(self.let_in) / seconds),
            "joins in the busiest second": max(Counter(map(int, self.let_in)).values(), default=0),
            **{f"CPU ms of a join, {name}": round(used, 2) for name, used in each.items()},
            "CPU ms of a join": round(sum(each.values()), 2),
            f"joins/s that {cores} cores take": round(cores * 1000 / sum(each.values())),
            "others' CPU, s/s": round(spent["others"] / seconds, 2),
            "not let in": len(self.people.joins) - len(self.let_in),
        }

    @property
    def joins(self) -> list[bytes]:
        return self.people.joins

    async def join(self, request: bytes, within: float) -> None:
        """Ask until the host has started, then join."""
        await asyncio.sleep(random.uniform(0, within))
        while True:
            answer = await self.polling.ask(self.people.status)
            self.asked += 1
            if not client.is_good(answer, STATUS):
                raise SystemExit(f"A status was expected: {answer[:1000]!r}")
            if ACTIVE.search(answer):
                break
            await asyncio.sleep(number(POLL_AFTER, answer) * random.uniform(1, 1.25))
        self.told.append(time.monotonic() - self.started)
        await asyncio.sleep(random.uniform(0, number(SPREAD, answer)))
        begin = time.monotonic()
        answer = await self.joining.ask(request)
        now = time.monotonic()
        if client.is_good(answer, JWT):
            self.began.append(begin - self.started)
            self.took.append(now - begin)
            self.let_in.append(now - self.started)


def number(pattern: re.Pattern[bytes], answer: bytes) -> int:
    found = pattern.search(answer)
    return int(found[1]) if found else 0


class Spent:
    """CPU seconds of the servers, of this client, and of all else on the machine."""

    def __init__(self, site: deployed.Site) -> None:
        self.site = site
        self.before = self._now()

    def until_now(self) -> dict[str, float]:
        return processes.used(self.before, self._now())

    def _now(self) -> dict[str, float]:
        ours = {**self.site.meter.seconds(), "client": time.process_time()}
        return {**ours, "others": processes.of_machine() - sum(ours.values())}


def quantiles(name: str, found: list[float]) -> dict[str, str]:
    ordered = sorted(found)
    at = [ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.95, 1)] if ordered else []
    return {f"{name} (50, 95, 100 %)": " ".join(f"{each:.2f}" for each in at)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--spread", type=int, nargs="+", default=[0, 60])
    parser.add_argument("--connections", type=int, default=64, help="that all who join share")
    parser.add_argument(
        "--prepared", action="store_true", help="let PostgreSQL keep the plans of statements"
    )
    parser.add_argument("--wait", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8)
    sys.exit(main(parser.parse_args()))

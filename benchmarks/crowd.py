"""The worst minute: thousands wait for the start, and then all of them join.

    python -m benchmarks.crowd [--clients N] [--spread SECONDS] [--wait SECONDS]

Starts PostgreSQL, gunicorn and nginx. Each simulated client asks for the status as the room does,
at the pace that the site says; when the host has gone live it joins, with an account of its own.
Once with all joins at once and once with JITSI_LIVE_JOIN_SPREAD. Prints a table and writes
benchmarks/results/crowd.json; exits with 1 if any client was not let in.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import bench, throughput
from tests import postgres

CONNECTIONS = 64  # that the clients share, as a proxy's clients would
PATIENCE = 120.0  # seconds after the start


def main(clients: int, spread: int, wait: float) -> int:
    rows = []
    for seconds in (0, spread):
        with ExitStack() as stack:
            os.environ[postgres.SOCKET_VARIABLE] = str(stack.enter_context(bench.postgresql()))
            os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
            os.environ["JITSI_LIVE_BENCHMARK_SPREAD"] = str(seconds)
            event, host, tokens = people(clients)
            site, proxy = throughput.free_port(), throughput.free_port()
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="live")))
            stack.enter_context(throughput.gunicorn(site))
            stack.enter_context(throughput.nginx(root, site, proxy))
            crowd = Crowd(event, host, tokens, site, proxy)
            rows.append({"spread, s": seconds, **asyncio.run(crowd.live_through(wait))})
    bench.show(rows)
    bench.write("crowd", rows)
    return 1 if any(row["not let in"] for row in rows) else 0


def people(clients: int) -> tuple[int, str, list[str]]:
    """The event, and tokens of its host and of those who are registered."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections
    from rest_framework_simplejwt.tokens import AccessToken

    from tests.projects.webinar.webinars.models import Event, Registration

    connections.close_all()
    del connections["default"]
    connections.settings["default"]["HOST"] = os.environ[postgres.SOCKET_VARIABLE]
    call_command("migrate", verbosity=0)
    User = get_user_model()
    helen = User.objects.create_user("helen")
    event = Event.objects.create(title="Benchmark", organizer=helen)
    users = User.objects.bulk_create(User(username=f"user{n}") for n in range(clients))
    Registration.objects.bulk_create(Registration(event=event, user=user) for user in users)
    connections.close_all()
    return event.pk, str(AccessToken.for_user(helen)), [token_of(user) for user in users]


def token_of(user: Any) -> str:
    from rest_framework_simplejwt.tokens import AccessToken

    return str(AccessToken.for_user(user))


class Crowd:
    def __init__(self, event: int, host: str, tokens: list[str], site: int, proxy: int) -> None:
        self.event, self.host, self.tokens = event, host, tokens
        self.site, self.proxy = site, proxy
        self.asked = 0
        self.started = float("inf")
        self.told: list[float] = []
        self.let_in: list[float] = []
        self.took: list[float] = []

    async def live_through(self, wait: float) -> dict[str, Any]:
        self.lines = {port: Lines(port) for port in (self.site, self.proxy)}
        clients = [asyncio.create_task(self.client(token, wait)) for token in self.tokens]
        await asyncio.sleep(wait)
        asked, before = self.asked, throughput.processor_time()
        await asyncio.sleep(10)
        waiting = {
            "polls/s": round((self.asked - asked) / 10),
            "CPU s/s": round((throughput.processor_time() - before) / 10, 3),
        }
        self.started = time.monotonic()
        before = throughput.processor_time()
        await self.lines[self.site].ask("POST", f"/live/start/{self.event}/", self.host)
        await asyncio.wait(clients, timeout=PATIENCE)
        return waiting | {
            **quantiles("told after, s", self.told),
            **quantiles("in after, s", self.let_in),
            **quantiles("join took, s", self.took),
            "CPU s": round(throughput.processor_time() - before, 1),
            "not let in": len(self.tokens) - len(self.let_in),
        }

    async def client(self, token: str, within: float) -> None:
        await asyncio.sleep(random.uniform(0, within))
        while True:
            status, answer = await self.lines[self.proxy].ask("GET", f"/live/status/{self.event}/")
            self.asked += 1
            if status == 200 and answer["is_active"]:
                break
            await asyncio.sleep(answer.get("poll_after", 5) * random.uniform(1, 1.25))
        self.told.append(time.monotonic() - self.started)
        await asyncio.sleep(random.uniform(0, answer["join_spread"]))
        begin = time.monotonic()
        status, answer = await self.lines[self.site].ask("GET", f"/live/join/{self.event}/", token)
        if status == 200 and answer["jwt"]:
            self.took.append(time.monotonic() - begin)
            self.let_in.append(time.monotonic() - self.started)


def quantiles(name: str, found: list[float]) -> dict[str, str]:
    ordered = sorted(found)
    at = [ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.95, 1)] if ordered else []
    return {f"{name} (50, 95, 100 %)": " ".join(f"{each:.1f}" for each in at)}


class Lines:
    """Connections that are kept and shared."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: asyncio.Queue[Any] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            self.free.put_nowait(None)

    async def ask(self, method: str, path: str, token: str = "") -> tuple[int, Any]:
        line = await self.free.get()
        try:
            reader, writer = line or await asyncio.open_connection("127.0.0.1", self.port)
            bearer = f"Authorization: Bearer {token}\r\n" if token else ""
            empty = "Content-Length: 0\r\n" if method == "POST" else ""
            head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{bearer}{empty}\r\n"
            writer.write(head.encode())
            answered = await reader.readuntil(b"\r\n\r\n")
            length = int(answered.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
        except BaseException:
            self.free.put_nowait(None)
            raise
        self.free.put_nowait((reader, writer))
        return int(answered.split()[1]), json.loads(body)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--spread", type=int, default=20)
    parser.add_argument("--wait", type=float, default=10)
    options = parser.parse_args()
    sys.exit(main(options.clients, options.spread, options.wait))

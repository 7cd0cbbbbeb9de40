"""What open streams cost, and how fast they tell.

    python -m benchmarks.streams [--streams N] [--idle SECONDS] [--rounds N]

Starts a PostgreSQL and uvicorn, with one process and with two, opens streams of one event from
here, and lets a host start it through the API of yet another process, so that the streams have to
find out by themselves. Prints a table and writes benchmarks/results/streams.json. Fails where a
listener was told later than after two seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import bench
from tests import postgres

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.webinar.streaming"

OPENING = 50  # at a time
LATEST = 2.0  # seconds until the last listener has been told
TICK = os.sysconf("SC_CLK_TCK")
APPLICATION = "django.core.asgi:get_asgi_application"

Row = dict[str, float]


def main(streams: int, idle: float, rounds: int) -> int:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    bin_directory = postgres.programs()
    if bin_directory is None:
        raise SystemExit("PostgreSQL is not installed here.")
    with postgres.cluster(bin_directory) as directory:
        os.environ[postgres.SOCKET_VARIABLE] = str(directory)
        host = make_event()
        report = {
            f"{processes} {'process' if processes == 1 else 'processes'}": asyncio.run(
                measure(processes, streams, idle, rounds, host)
            )
            for processes in (1, 2)
        }
    show(report)
    bench.write("streams", report)
    return 0 if all(row["told last, s"] < LATEST for row in report.values()) else 1


class Host:
    """Who starts and ends the event, through an API that is not that of the streams."""

    def __init__(self, event_id: int, token: str) -> None:
        self.event_id = event_id
        self.token = token
        self.port = 0

    def post(self, verb: str) -> float:
        """The moment before."""
        url = f"http://127.0.0.1:{self.port}/api/live/{verb}/{self.event_id}/"
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(url, method="POST", headers=headers)
        begin = time.monotonic()
        with urllib.request.urlopen(request) as response:
            response.read()
        return begin


def make_event() -> Host:
    import django

    django.setup()

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections
    from rest_framework_simplejwt.tokens import AccessToken

    from tests.projects.webinar.webinars.models import Event

    call_command("migrate", verbosity=0)
    host = get_user_model().objects.create_user("helen", password="pw")
    event = Event.objects.create(title="Benchmark", organizer=host)
    token = AccessToken.for_user(host)
    token.set_exp(lifetime=token.lifetime * 100)
    connections.close_all()
    return Host(event.pk, str(token))


async def measure(processes: int, streams: int, idle: float, rounds: int, host: Host) -> Row:
    with server(1) as api, server(processes) as pushing:
        host.port = api.port
        path = f"/api/live/stream/{host.event_id}/"
        await close_all(await open_streams(pushing.port, path, 10))  # what is loaded late, is now
        before = pushing.rss()
        cpu, begin = pushing.cpu(), time.monotonic()
        crowd = await open_streams(pushing.port, path, streams)
        opened_in, opening_cpu = time.monotonic() - begin, pushing.cpu() - cpu
        await asyncio.sleep(2)
        after = pushing.rss()
        row = {
            "streams": float(sum(each.is_open for each in crowd)),
            "opened per s": round(streams / opened_in),
            "CPU ms per opening": round(opening_cpu / streams * 1000, 2),
            "RSS before, MiB": round(before / 2**20, 1),
            "RSS with them, MiB": round(after / 2**20, 1),
            "KiB per stream": round((after - before) / 2**10 / streams, 1),
            "threads": float(pushing.threads()),
            **await measure_idle(pushing, idle),
            **await measure_telling(pushing, crowd, rounds, host),
        }
        cpu = pushing.cpu()
        await close_all(crowd, seconds=10)
        row["CPU ms per closing"] = round((pushing.cpu() - cpu) / streams * 1000, 2)
        row["RSS after they went, MiB"] = round(pushing.rss() / 2**20, 1)
        return row


async def measure_idle(pushing: Server, seconds: float) -> Row:
    cpu, looks = pushing.cpu(), count_looks()
    begin = time.monotonic()
    await asyncio.sleep(seconds)
    took = time.monotonic() - begin
    return {
        "idle: CPU s per minute": round((pushing.cpu() - cpu) * 60 / took, 2),
        "idle: looks per s": round((count_looks() - looks) / took, 2),
    }


async def measure_telling(pushing: Server, crowd: list[Listener], rounds: int, host: Host) -> Row:
    loop = asyncio.get_running_loop()
    all_times: list[list[float]] = []
    cpu = []
    for _ in range(rounds):
        spent = pushing.cpu()
        begin = await loop.run_in_executor(None, host.post, "start")
        await all_told(crowd, is_active=True)
        cpu.append(pushing.cpu() - spent)
        all_times.append(sorted(each.told_at - begin for each in crowd))
        await loop.run_in_executor(None, host.post, "end")
        await all_told(crowd, is_active=False)
    of_all = sorted(each for times in all_times for each in times)
    return {
        "told first, s": round(of_all[0], 3),
        "told median, s": round(median(of_all), 3),
        "told 99 %, s": round(of_all[int(len(of_all) * 0.99)], 3),
        "told last, s": round(of_all[-1], 3),
        "first to last, s": round(max(times[-1] - times[0] for times in all_times), 3),
        "CPU s of telling all": round(median(cpu), 2),
    }


async def all_told(crowd: list[Listener], *, is_active: bool) -> None:
    async with asyncio.timeout(30):
        while any(each.is_active is not is_active for each in crowd):
            await asyncio.sleep(0.05)


class Listener(asyncio.Protocol):
    """One open stream, which notes when it was last told something."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_active: bool | None = None
        self.is_open = False
        self.told_at = 0.0
        self.first = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.is_open = True
        transport.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if b'"is_active"' in data:
            self.told_at = time.monotonic()
            self.is_active = b'"is_active": true' in data
            if not self.first.done():
                self.first.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False

    def close(self) -> None:
        self.transport.close()


async def open_streams(port: int, path: str, count: int) -> list[Listener]:
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(OPENING)

    async def open_one() -> Listener:
        async with gate:
            _, listener = await loop.create_connection(lambda: Listener(path), "127.0.0.1", port)
            await listener.first
            return listener

    return await asyncio.gather(*(open_one() for _ in range(count)))


async def close_all(crowd: list[Listener], seconds: float = 2) -> None:
    for each in crowd:
        each.close()
    await asyncio.sleep(seconds)  # in which the server clears up


class Server:
    def __init__(self, pid: int, port: int, processes: int) -> None:
        self.port = port
        self.pids = [pid] if processes == 1 else workers_of(pid, processes)

    def rss(self) -> int:
        return sum(of_status(pid, "VmRSS") for pid in self.pids) * 2**10

    def threads(self) -> int:
        return sum(of_status(pid, "Threads") for pid in self.pids)

    def cpu(self) -> float:
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in self.pids]
        return sum(sum(map(int, each.split()[11:13])) for each in fields) / TICK


@contextmanager
def server(processes: int) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--workers", str(processes), "--log-level", "error"]
    options += ["--timeout-graceful-shutdown", "1"]
    command = [sys.executable, "-m", "uvicorn", "--factory", APPLICATION, *options]
    paths = os.pathsep.join([str(bench.ROOT), str(bench.ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": paths}
    with subprocess.Popen(command, env=environment) as process:
        try:
            until_it_answers(port, processes)
            yield Server(process.pid, port, processes)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def until_it_answers(port: int, processes: int) -> None:
    deadline = time.monotonic() + 60
    for _ in range(4 * processes):  # each of them, most probably
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/live/status/1/").read()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def workers_of(parent: int, count: int) -> list[int]:
    """Of its children, uvicorn's processes; Python's own watch over them is the smallest."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    by_size = sorted(map(int, children), key=lambda pid: of_status(pid, "VmRSS"))
    return by_size[-count:]


def of_status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def query(sql: str) -> int:
    import psycopg

    with psycopg.connect(
        host=os.environ[postgres.SOCKET_VARIABLE], user="postgres", dbname="postgres"
    ) as connection:
        row = connection.execute(sql).fetchone()
        return int(row[0]) if row else 0


def count_looks() -> int:
    """How often somebody has looked for an event."""
    return query(
        "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables "
        "WHERE relname = 'webinars_event'"
    )


def show(report: dict[str, Row]) -> None:
    names = list(report)
    print(f"{'':<28}" + "".join(f"{name:>14}" for name in names))
    for key in report[names[0]]:
        print(f"{key:<28}" + "".join(f"{report[name][key]:>14g}" for name in names))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=5000)
    parser.add_argument("--idle", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    sys.exit(main(arguments.streams, arguments.idle, arguments.rounds))

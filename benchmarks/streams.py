"""What open streams and polls cost for an hour, and how fast both tell.

    python -m benchmarks.streams [--minutes N] [--streams N] [--pollers N] [--idle SECONDS]

Starts a PostgreSQL, nginx and uvicorn, with one process and with two, and opens streams of one
event from here, while others poll its status through nginx. A host starts it, ends it, reopens it
and ends it again through the API of yet another process, so that the streams have to find out by
themselves; all the time people leave and others come. Prints a table and writes
benchmarks/results/streams.json. Fails where a listener was told later than after two seconds, or
the memory of the one process grows in ten minutes or more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import linear_regression

from benchmarks import bench, deployed, processes
from benchmarks.audience import Pollers, Streams, Waiting
from benchmarks.pushing import Server, server
from tests import postgres

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.streaming"

LATEST = 2.0  # seconds until the last listener has been told
# Seconds between two changes: enough for all who poll, and a host may still reopen.
PERIOD = 54.0
LEAVING = 15.0  # streams a second that are closed, and opened by somebody else
CHANGES = (("start", "live"), ("end", "ended"), ("reopen", "live"), ("end", "ended"))
# While streams come and go a process grows at first, and levels off after some thousands: probably
# when Python's garbage collector looks at everything, as it does after growth by a quarter.
GROWTH = 0.5  # MiB a minute of one process, in the second half
LONG = 10.0  # minutes, from which on growth is told from chance

Row = dict[str, float]


def main(options: argparse.Namespace) -> int:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    processes.check()
    report = {}
    with bench.postgresql() as directory:
        os.environ[postgres.SOCKET_VARIABLE] = str(directory)
        host, events = make_events(len(options.processes))
        for count, event_id in zip(options.processes, events, strict=True):
            name = f"{count} {'process' if count == 1 else 'processes'}"
            report[name] = asyncio.run(measure(count, Host(event_id, host), options))
            print(name, report[name], file=sys.stderr)
    show(report)
    bench.write("streams", report)
    return verdict(report)


def verdict(report: dict[str, Row]) -> int:
    missed = [
        f"{name}: {key} is {value}"
        for name, row in report.items()
        for key, value in row.items()
        if (key == "streams told last, s" and value >= LATEST)
        or (key.endswith("growth, MiB per minute") and value > GROWTH and is_telling(row))
    ]
    for each in missed:
        print("Missed:", each)
    return 1 if missed else 0


def is_telling(row: Row) -> bool:
    """Whether growth is a leak. Where several processes accept streams, these move from one to the
    other while people come and go, and the other keeps its memory."""
    return row["minutes"] >= LONG and row["processes"] == 1


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


def make_events(count: int) -> tuple[str, list[int]]:
    """The token of their host, and the events."""
    import django

    django.setup()

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections
    from rest_framework_simplejwt.tokens import AccessToken

    from tests.projects.webinar.webinars.models import Event

    call_command("migrate", verbosity=0)
    host = get_user_model().objects.create_user("helen", password="pw")
    events = [Event.objects.create(title="Benchmark", organizer=host) for _ in range(count)]
    token = AccessToken.for_user(host)
    token.set_exp(lifetime=token.lifetime * 100)
    connections.close_all()
    return str(token), [event.pk for event in events]


@contextmanager
def servers(count: int) -> Iterator[tuple[Server, Server, int]]:
    """The API, what pushes, and the port of nginx before the API."""
    with ExitStack() as stack:
        api, pushing = stack.enter_context(server(1)), stack.enter_context(server(count))
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="live")))
        port = deployed.free_port()
        stack.enter_context(deployed.nginx(root, api.port, port))
        yield api, pushing, port


async def measure(count: int, host: Host, options: argparse.Namespace) -> Row:
    with servers(count) as (api, pushing, proxy):
        host.port = api.port
        path = f"/api/live/stream/{host.event_id}/"
        first = Streams(pushing.port, path)
        await first.open(10)
        await first.close()  # what is loaded late, is now
        before = sum(pushing.resident_mib())
        streams = Streams(pushing.port, path)
        cpu, begin = pushing.cpu(), time.monotonic()
        await streams.open(options.streams)
        opened_in, opening_cpu = time.monotonic() - begin, pushing.cpu() - cpu
        await asyncio.sleep(2)
        with_them = sum(pushing.resident_mib())
        row = {
            "processes": float(count),
            "streams": float(sum(each.is_open for each in streams.all)),
            "opened per s": round(options.streams / opened_in),
            "CPU ms per opening": round(opening_cpu / options.streams * 1000, 2),
            "MiB before": round(before, 1),
            "MiB with them": round(with_them, 1),
            "KiB per stream": round((with_them - before) * 2**10 / options.streams, 1),
            "threads": float(pushing.threads()),
            **await measure_idle(pushing, options.idle),
        }
        pollers = Pollers(f"/api/live/status/{host.event_id}/", options.pollers)
        async with pollers.asking(proxy):
            row |= await live_through(options.minutes, host, (api, pushing), streams, pollers)
        cpu = pushing.cpu()
        await streams.close(seconds=10)
        row["CPU ms per closing"] = round((pushing.cpu() - cpu) / options.streams * 1000, 2)
        row["MiB after they went"] = round(sum(pushing.resident_mib()), 1)
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


async def live_through(
    minutes: float, host: Host, both: tuple[Server, Server], streams: Streams, pollers: Pollers
) -> Row:
    """Change after change, with so many people: the delays, CPU and memory."""
    api, pushing = both
    delays: dict[str, list[float]] = {"streams": [], "polls": []}
    memory: list[tuple[float, list[float]]] = []
    coming = asyncio.create_task(streams.come_and_go(LEAVING))
    await asyncio.sleep(10)  # until all have asked once
    begin, asked, cpu = time.monotonic(), pollers.asked, [api.cpu(), pushing.cpu()]
    passed = 0.0
    for verb, state in cycle(CHANGES):
        changed = await asyncio.get_running_loop().run_in_executor(None, host.post, verb)
        await asyncio.sleep(changed + PERIOD - time.monotonic())
        for name, waiting in (("streams", streams.all), ("polls", pollers.all)):
            delays[name] += told(waiting, state, changed)
        if coming.done():
            coming.result()  # raises what it has raised
        passed = (time.monotonic() - begin) / 60
        memory.append((passed, [*api.resident_mib(), *pushing.resident_mib()]))
        sizes = " ".join(f"{each:.1f}" for each in memory[-1][1])
        print(f"{passed:.1f} min: {state}, MiB {sizes}", file=sys.stderr)
        if verb == "end" and passed >= minutes:
            break
    coming.cancel()
    return {
        "minutes": round(passed, 1),
        "changes": float(len(memory)),
        "polls per s": round((pollers.asked - asked) / passed / 60),
        "streams reopened": float(streams.reopened),
        **{
            f"{name} told {label}, s": value
            for name, found in delays.items()
            for label, value in quantiles(found).items()
        },
        "API: CPU s per minute": round((api.cpu() - cpu[0]) / passed, 2),
        "pushing: CPU s per minute": round((pushing.cpu() - cpu[1]) / passed, 2),
        **of_memory(memory),
        **{f"pushing {n}: open files": float(m) for n, m in enumerate(pushing.open_files(), 1)},
    }


def told(waiting: Sequence[Waiting], state: str, changed: float) -> list[float]:
    """After how many seconds each was told, ``PERIOD`` for who was not yet; without those who have
    come since the change."""
    late = [PERIOD for each in waiting if each.state != state]
    return [*late, *(each.told_at - changed for each in waiting if each.told_at >= changed)]


def quantiles(found: list[float]) -> Row:
    ordered = sorted(found)
    at = {"first": 0, "median": 0.5, "95 %": 0.95, "99 %": 0.99, "last": 1}
    return {name: round(ordered[int((len(ordered) - 1) * part)], 2) for name, part in at.items()}


def of_memory(samples: list[tuple[float, list[float]]]) -> Row:
    """Of each process, after half of the time and at the end, and between them by the minute."""
    row: Row = {}
    samples = samples[len(samples) // 2 :]
    for number, name in enumerate(("API", "pushing 1", "pushing 2")[: len(samples[0][1])]):
        minutes, sizes = [at for at, _ in samples], [each[number] for _, each in samples]
        row[f"{name}: MiB"], row[f"{name}: MiB at the end"] = (
            round(sizes[0], 1),
            round(sizes[-1], 1),
        )
        slope = linear_regression(minutes, sizes).slope if len(samples) > 1 else 0.0
        row[f"{name}: growth, MiB per minute"] = round(slope, 3)
    return row


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
    print(f"{'':<34}" + "".join(f"{name:>14}" for name in names))
    for key in report[names[0]]:
        print(f"{key:<34}" + "".join(f"{report[name][key]:>14g}" for name in names))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3, help="an hour shows what is kept")
    parser.add_argument("--streams", type=int, default=5000)
    parser.add_argument("--pollers", type=int, default=10_000)
    parser.add_argument("--idle", type=float, default=30)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2], choices=[1, 2])
    sys.exit(main(parser.parse_args()))

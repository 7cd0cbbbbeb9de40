"""CPU time of each request in process, beside views that do nothing.

    python -m benchmarks.in_process [--rounds N] [--database postgresql|sqlite]

Once on PostgreSQL and once on SQLite, with persistent connections; by Django's WSGI handler, with
the same middleware, credentials and settings for our views and the empty ones; in one process and
one run, in shuffled turns. Prints minima and the ratios of minima and medians, writes
benchmarks/results/in_process_DATABASE.json, and exits with 1 where a budget is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import bench
from tests import postgres

DATABASES = ("postgresql", "sqlite")

BUDGETS = {
    "status, anonymous": 1.2,
    "status, anonymous, live": 1.2,
    "status, waiting": 1.6,
    "status, live": 1.6,
    "join": 1.8,
    "heartbeat": 1.6,
    "room as JSON": 2.0,
    "start": 2.5,
    "end": 2.5,
}
"""Of the minima, times the empty view with the same credentials."""


def main(options: argparse.Namespace) -> int:
    if options.database:
        return measure(options.database, options.rounds)
    with bench.postgresql() as socket, tempfile.TemporaryDirectory() as directory:
        places = {
            "postgresql": {postgres.SOCKET_VARIABLE: str(socket)},
            "sqlite": {"JITSI_LIVE_TEST_DATABASE": str(Path(directory) / "benchmark.sqlite3")},
        }
        return max(in_own_process(name, places[name], options.rounds) for name in DATABASES)


def in_own_process(database: str, place: dict[str, str], rounds: int) -> int:
    """Settings hold for a whole process."""
    command = [sys.executable, "-m", "benchmarks.in_process", "--database", database]
    run = subprocess.run(
        [*command, "--rounds", str(rounds)], env={**os.environ, **place}, check=False
    )
    return run.returncode


def measure(database: str, rounds: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    from benchmarks.requests_of_people import make_cases

    cases = make_cases()
    times = bench.in_turns({name: case.prepare for name, case in cases.items()}, rounds)
    rows = [row(times, name, case.base) for name, case in cases.items()]
    print(f"\n{database}")
    bench.show(rows)
    bench.write(f"in_process_{database}", rows)
    return bench.verdict(rows)


def row(times: dict[str, list[float]], name: str, base: str) -> bench.Row:
    lowest = {each: min(times[each]) for each in (name, base)}
    return {
        "case": name,
        "minimum, ms": f"{lowest[name]:.3f}",
        "compared with": base,
        "ratio": round(lowest[name] / lowest[base], 2),
        "of medians": bench.ratio(times, name, base),
        "target": BUDGETS.get(name.partition("; ")[0], ""),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--database", choices=DATABASES, help="which is set up already")
    sys.exit(main(parser.parse_args()))

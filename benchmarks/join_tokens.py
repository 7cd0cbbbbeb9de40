"""CPU time of a join: without a token, with a shared secret, with a key pair.

    python -m benchmarks.join_tokens [--rounds N]

All in one process and one run, interleaved, so that the numbers compare. Prints a table and
writes benchmarks/results/join_tokens.json.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.webinar.settings"
os.environ["JITSI_LIVE_TEST_DATABASE"] = str(Path(tempfile.mkdtemp()) / "benchmark.sqlite3")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from benchmarks import bench
from django_jitsi_live import services
from tests.keys import jaas, with_key_pair, with_secret
from tests.projects.webinar.webinars.models import Event

WARM_UP = 20
MOST_FOR_KEY_PAIR = 1.5  # milliseconds of CPU more than without a token

SERVERS: dict[str, dict[str, object]] = {
    "no token": {"BACKEND": "django_jitsi_live.servers.PublicServer"},
    "HS256": with_secret(),
    "RS256": with_key_pair(),
    "JaaS (RS256)": jaas(),
}


def main(rounds: int) -> int:
    call_command("migrate", verbosity=0)
    host = get_user_model().objects.create_user("helen", password="pw")
    event = Event.objects.create(title="Benchmark", organizer=host)
    services.start(host, event.pk)
    client = Client()
    client.force_login(host)

    def join() -> None:
        response = client.get(f"/api/live/join/{event.pk}/")
        if response.status_code != 200:
            raise SystemExit(f"join answered {response.status_code}: {response.content!r}")

    times = measure(join, rounds)
    report = summary(times)
    show(report)
    bench.write("join_tokens", report)
    return 0 if report["RS256"]["more than no token"] < MOST_FOR_KEY_PAIR else 1


def measure(join: Callable[[], None], rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in SERVERS}
    for number in range(rounds + WARM_UP):
        for name, entry in SERVERS.items():
            settings.JITSI_LIVE_SERVERS = {"default": entry}
            join()  # which re-reads the settings, as a running site never has to
            begin = time.process_time()
            join()
            if number >= WARM_UP:
                times[name].append((time.process_time() - begin) * 1000)
    return times


def summary(times: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    base = median(times["no token"])
    return {
        name: {
            "median": round(median(each), 3),
            "more than no token": round(median(each) - base, 3),
            "ratio": round(median(each) / base, 2),
        }
        for name, each in times.items()
    }


def show(report: dict[str, dict[str, Any]]) -> None:
    print(f"{'join':<14}{'CPU ms':>10}{'more':>10}{'ratio':>8}")
    for name, row in report.items():
        print(f"{name:<14}{row['median']:>10}{row['more than no token']:>10}{row['ratio']:>8}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    sys.exit(main(parser.parse_args().rounds))

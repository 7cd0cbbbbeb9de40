"""CPU time of reading questions and of voting, beside views that do nothing.

    python -m benchmarks.questions [--rounds N] [--questions N]

All through Django's test client, in one process and one run, in turns. Prints a table and writes
benchmarks/results/questions.json; exits with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
os.environ["JITSI_LIVE_TEST_DATABASE"] = str(Path(tempfile.mkdtemp()) / "benchmark.sqlite3")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken

from benchmarks import bench
from django_jitsi_live.crowd import STATUS_SCOPE
from django_jitsi_live.questions import services
from django_jitsi_live.questions.models import Question, Vote
from tests.projects.webinar.webinars.models import Event

Prepare = Callable[[], Callable[[], object]]

DJANGO = "empty Django view"
EMPTY = {"session": "empty DRF view, session", "token": "empty DRF view, token"}
READ, VOTE = 1.4, 2.2


def checked(response: Any, status: int) -> Any:
    if response.status_code != status:
        raise SystemExit(f"{response.status_code} instead of {status}: {response.content!r}")
    return response


def clients(user: Any) -> dict[str, tuple[Client, dict[str, str]]]:
    """The two ways to say who one is."""
    session, token = Client(), AccessToken.for_user(user)
    session.force_login(user)
    return {"session": (session, {}), "token": (Client(), {"Authorization": f"Bearer {token}"})}


def others(first: Question, count: int) -> list[Question]:
    """Of other people, who may not ask as many each."""
    return Question.objects.bulk_create(
        Question(session=first.session, participant=f"p{n}", text=f"What about {n}?")
        for n in range(count)
    )


def main(rounds: int, questions: int) -> int:
    call_command("migrate", verbosity=0)
    # One person asks for all: counted as by default, and never refused.
    settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] |= {STATUS_SCOPE: "100000000/min"}
    create = get_user_model().objects.create_user
    helen, sam = create("helen"), create("sam")
    event = Event.objects.create(title="live", slug="live", organizer=helen)
    event.registrations.create(user=sam)
    first = services.ask(sam, event.pk, "What about it?")
    asked = [first, *others(first, questions - 1)]
    path, nobody = f"/questions/{event.pk}/", Client()
    people = clients(sam)

    def key() -> str:
        return str(checked(people["session"][0].get(path), 200).json()["key"])

    def read(status: int = 200) -> Prepare:
        def prepare() -> Callable[[], object]:
            address = f"{path}?key={key()}"
            etag = checked(nobody.get(address), 200)["ETag"]  # from now on it is kept
            known = {"HTTP_IF_NONE_MATCH": etag} if status == 304 else {}
            return lambda: checked(nobody.get(address, **known), status)

        return prepare

    def vote(name: str) -> Prepare:
        client, headers = people[name]
        address = f"{path}{asked[0].pk}/vote/"

        def prepare() -> Callable[[], object]:
            # Whoever votes has voted a moment ago, as all who read down a list.
            checked(client.post(f"{path}{asked[-1].pk}/vote/", headers=headers), 200)
            Vote.objects.all().delete()
            return lambda: checked(client.post(address, headers=headers), 200)

        return prepare

    def empty(name: str) -> Prepare:
        client, headers = people[name]
        return lambda: lambda: checked(client.post("/empty/drf/", headers=headers), 200)

    def describe() -> Callable[[], object]:
        return lambda: checked(people["session"][0].get(path), 200)

    cases: dict[str, tuple[Prepare, str, float | None]] = {
        DJANGO: (lambda: lambda: checked(nobody.get("/empty/django/"), 200), DJANGO, None),
        "read by key": (read(), DJANGO, READ),
        "read by key, 304": (read(304), DJANGO, READ),
    }
    for name, base in EMPTY.items():
        cases[base] = (empty(name), DJANGO, None)
        cases[f"vote, {name}"] = (vote(name), base, VOTE)
    cases["list with credentials"] = (describe, EMPTY["session"], None)
    times = bench.in_turns({name: prepare for name, (prepare, _, _) in cases.items()}, rounds)
    rows = [row(times, name, base, target) for name, (_, base, target) in cases.items()]
    bench.show(rows)
    bench.write("questions", rows)
    return bench.verdict(rows)


def row(times: dict[str, list[float]], name: str, base: str, target: float | None) -> bench.Row:
    return {
        "case": name,
        "CPU ms": f"{median(times[name]):.3f}",
        "compared with": base,
        "ratio": bench.ratio(times, name, base),
        "target": target or "",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    sys.exit(main(arguments.rounds, arguments.questions))

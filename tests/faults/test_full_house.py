"""Many people who want into a room that takes fewer."""

from __future__ import annotations

import json
import random
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.faults.crowd import crowd
from tests.faults.database import Database
from tests.faults.site import Answer, Site
from tests.faults.test_races import STRICT

AUDIENCE, SEATS, CONNECTIONS = 500, 100, 100
EXACTLY = {"": SEATS, "full": AUDIENCE - SEATS}

HELD = "SELECT number, participant FROM jitsi_live_seat WHERE session_id = %s AND number > 0"
LINE = "SELECT participant FROM jitsi_live_seat WHERE session_id = %s AND number IS NULL"
# As if the time had gone by in which somebody who has left may come back.
LATER = """
UPDATE jitsi_live_seat SET held_until = now() - interval '1 second'
WHERE session_id = %s AND participant = %s AND held_until < now() + interval '5 seconds'
"""


@pytest.fixture(scope="module")
def audience(database: Database) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(database.run("-m", "tests.faults.audience", str(AUDIENCE)))
    return found


def participant(token: str) -> str:
    payload = token.split(".")[1]
    return str(json.loads(urlsafe_b64decode(payload + "=="))["user_id"])


def code(answer: Answer) -> str:
    return "" if answer.status == 200 else str((answer.body or {}).get("code", answer.status))


def join_all(site: Site, event: int, tokens: list[str]) -> list[str]:
    """The codes of their answers. Who is told that it is busy asks again."""
    codes: dict[str, str] = dict.fromkeys(tokens, "busy")
    while busy := [token for token in tokens if codes[token] == "busy"]:
        random.Random(event).shuffle(busy)
        # As many at one moment as the site takes connections.
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            answers = pool.map(partial(site.call, "GET", f"join/{event}"), busy)
            codes |= zip(busy, map(code, answers), strict=True)
        if not set(codes.values()) <= {"", "full", "busy"}:
            break
    return [*codes.values()]


@pytest.mark.parametrize("settings", [{}, {"atomic_requests": True}, *STRICT], ids=str)
def test_five_hundred_who_race_for_a_hundred_seats_get_exactly_those(
    deploy: Callable[..., Site], database: Database, audience: Any, settings: dict[str, Any]
) -> None:
    site, event = deploy(capacity=SEATS, **settings), audience["events"].pop()
    site.start(event)
    for _ in range(2):
        assert Counter(join_all(site, event, audience["tokens"])) == EXACTLY
    session = database.session(event)["id"]
    held = database.rows(HELD, session)
    assert sorted(row["number"] for row in held) == [*range(1, SEATS + 1)]
    assert len({row["participant"] for row in held}) == SEATS
    assert len(database.rows(LINE, session)) <= AUDIENCE - SEATS


def test_people_who_come_and_go_take_no_seat_twice(
    deploy: Callable[..., Site], database: Database, audience: Any
) -> None:
    site, event = deploy(capacity=5), audience["events"].pop()
    site.start(event)
    session = database.session(event)["id"]

    def visit(token: str) -> Answer:
        answer = site.call("GET", f"join/{event}", token)
        if answer.status == 200:
            stay = site.call("POST", f"stays/{event}", token, action="joined").body["stay"]
            site.call("POST", f"stays/{event}", token, action="left", stay=stay)
            database.rows(LATER, session, participant(token))
        return answer

    with crowd(*([partial(visit, token)] for token in audience["tokens"][:16])) as asking:
        asking.wait_for(600)
    codes = [code(answer) for answer in asking.answers]
    assert set(codes) <= {"", "full"}
    assert codes.count("") > 50
    numbers = [row["number"] for row in database.rows(HELD, session)]
    assert set(numbers) <= {1, 2, 3, 4, 5}
    assert len(numbers) == len(set(numbers))

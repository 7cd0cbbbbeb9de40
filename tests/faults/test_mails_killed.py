"""Processes that send mails, and are killed in the middle of whatever they do.

``JITSI_LIVE_FAULTS_MAILS`` is how many mails there are, ``JITSI_LIVE_FAULTS_MAIL_KILLS`` how many
processes are killed, ``JITSI_LIVE_FAULTS_SEED`` makes it the same ones again.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.faults.database import ROOT, Database
from tests.faults.test_recordings_killed import is_over
from tests.invitations.ledger.smtp import MailServer
from tests.patience import until

MAILS = int(os.environ.get("JITSI_LIVE_FAULTS_MAILS", "600"))
KILLS = int(os.environ.get("JITSI_LIVE_FAULTS_MAIL_KILLS", "60"))
SEED = int(os.environ.get("JITSI_LIVE_FAULTS_SEED", secrets.randbelow(10**6)))
EARLY_KILLS = KILLS // 10
"""Before the first mail is sent, while people are listed."""

pytestmark = [pytest.mark.slow, pytest.mark.uncovered]


class Notifier:
    """Processes of the site that send mails."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder

    def order(self, name: str, *arguments: Any) -> int:
        """The id of the process that does it."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({name: arguments}), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def states(self) -> dict[str, int]:
        path = self._folder / "states.json"
        self.order("tell", str(path))
        states: dict[str, int] = json.loads(path.read_text())
        return states


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer().run() as server:
        yield server


@pytest.fixture(params=["postgresql", "sqlite"])
def notifier(request: Any, server: MailServer, tmp_path: Path) -> Iterator[Notifier]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.mail_settings",
        "JITSI_LIVE_FAULTS_MAIL_PORT": str(server.port),
    }
    if request.param == "sqlite":
        environment.pop(postgres.SOCKET_VARIABLE, None)
        environment["JITSI_LIVE_TEST_DATABASE"] = str(tmp_path / "mails.sqlite3")
    else:
        database: Database = request.getfixturevalue("database")
        database.rows("DROP DATABASE IF EXISTS mails WITH (FORCE)", name="postgres")
        database.rows("CREATE DATABASE mails", name="postgres")
        environment[postgres.SOCKET_VARIABLE] = str(database.server.socket)
        environment["JITSI_LIVE_TEST_DATABASE"] = "mails"
    command = [sys.executable, "-m", "tests.faults.notifier"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield Notifier(process, tmp_path)
        assert process.stdin
        process.stdin.close()


def test_killed_processes_leave_nobody_out_and_double_one_mail_each(
    notifier: Notifier, server: MailServer
) -> None:
    print(f"seed: {SEED}")
    chance = random.Random(SEED)
    notifier.order("prepare", MAILS)
    found: Counter[str] = Counter()
    for number in range(KILLS):
        processes = [notifier.order("notify") for _ in range(chance.choice([1, 1, 2]))]
        if number >= EARLY_KILLS:
            wanted = len(server.mails) + chance.randint(0, 2 * MAILS // KILLS)
            until(lambda: len(server.mails) >= wanted or all(map(is_over, processes)))  # noqa: B023
        time.sleep(chance.uniform(0, 0.2 if number < EARLY_KILLS else 0.02))  # any moment will do
        found["done" if is_over(processes[0]) else "at work"] += 1
        found["without mails"] += not server.mails
        for process in processes:
            os.kill(process, signal.SIGKILL)
            found["killed"] += 1
        if chance.random() < 0.5:
            notifier.order("time_goes_by")
    sent_by_then = len(server.mails)
    come_to_an_end(notifier, server)
    doubles = len(server.mails) - len(server.to)
    print(f"{found}, {sent_by_then} sent by then, {doubles} twice")
    assert server.to.keys() == {f"person{number}@example.org" for number in range(MAILS)}
    assert doubles <= found["killed"]
    assert notifier.states() == {"sent": MAILS, "listed": 1}


def test_several_processes_at_once_double_nothing(notifier: Notifier, server: MailServer) -> None:
    notifier.order("prepare", MAILS // 4)
    processes = [notifier.order("notify") for _ in range(5)]
    until(lambda: all(map(is_over, processes)))
    assert server.to == Counter(f"person{number}@example.org" for number in range(MAILS // 4))
    assert notifier.states() == {"sent": MAILS // 4, "listed": 1}


def come_to_an_end(notifier: Notifier, server: MailServer) -> None:
    """Nobody is killed any more."""

    for _ in range(10):
        notifier.order("time_goes_by")
        process = notifier.order("notify")
        while not is_over(process):
            so_far = len(server.mails)
            until(lambda: is_over(process) or len(server.mails) > so_far)  # noqa: B023
        if notifier.states().keys() <= {"sent", "listed"}:
            return
    raise AssertionError(notifier.states())

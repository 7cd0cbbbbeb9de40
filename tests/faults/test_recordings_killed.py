"""Workers that fetch recordings, and are killed in the middle of whatever they do.

``JITSI_LIVE_FAULTS_RECORDER_KILLS`` is how many, ``JITSI_LIVE_FAULTS_SEED`` makes it the same ones
again, as far as machines repeat themselves.
"""

from __future__ import annotations

import hashlib
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
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.faults.database import ROOT, Database
from tests.patience import until
from tests.recordings.file_server import (
    Exchange,
    FileServer,
    breaks_off,
    etag,
    honest,
    ignores_ranges,
    lies,
    says,
)

KILLS = int(os.environ.get("JITSI_LIVE_FAULTS_RECORDER_KILLS", "100"))
SEED = int(os.environ.get("JITSI_LIVE_FAULTS_SEED", secrets.randbelow(10**6)))
AT_ONCE = 4
"""Recordings that are to come."""
TO_COME = "SELECT id FROM jitsi_live_recording WHERE state IN ('announced', 'arriving')"
TIME_GOES_BY = """
UPDATE jitsi_live_recording SET claimed_until = claimed_until - interval '1 hour',
    next_attempt_at = next_attempt_at - interval '1 day'
"""
DUE = "UPDATE jitsi_live_filedeletion SET due_at = due_at - interval '10 days'"


class Recorder:
    """Processes of the site that fetch recordings."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def order(self, name: str, *arguments: Any) -> int:
        """The id of the process that does it."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({name: arguments}), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


@pytest.fixture
def recorder(database: Database, folder: Path, temporary: Path) -> Iterator[Recorder]:
    # What other tests have left is none of this one's.
    database.rows("TRUNCATE jitsi_live_recording CASCADE")
    database.rows("TRUNCATE jitsi_live_filedeletion")
    wanted = {"recordings": str(folder), "temporary": str(temporary)}
    environment = database.environment | {"JITSI_LIVE_FAULTS_WANTED": json.dumps(wanted)}
    command = [sys.executable, "-m", "tests.faults.recorder"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield Recorder(process)
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer().run() as server:
        yield server


def slowly(exchange: Exchange) -> None:
    """As it should be, but in pieces."""
    content, begin = exchange.content, 0
    asked = exchange.headers.get("Range")
    headers = {"ETag": etag(content)}
    if asked and exchange.headers.get("If-Range") in {None, etag(content)}:
        begin = int(asked.removeprefix("bytes=").rstrip("-"))
    if begin >= len(content):
        honest(exchange)
        return
    if begin:
        headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
    exchange.say(206 if begin else 200, Content_Length=len(content) - begin, **headers)
    for place in range(begin, len(content), 20_000):
        exchange.wfile.write(content[place : place + 20_000])
        time.sleep(0.002)


def test_killed_workers_lose_and_double_no_recording(
    recorder: Recorder,
    server: FileServer,
    database: Database,
    event: int,
    folder: Path,
    temporary: Path,
) -> None:
    print(f"seed: {SEED}")
    chance = random.Random(SEED)
    odd = [breaks_off(50_000), breaks_off(0), says(503), ignores_ranges, lies(5), lies(-5)]

    def behave(exchange: Exchange) -> None:
        (chance.choice(odd) if chance.random() < 0.3 else slowly)(exchange)

    server.always = behave
    found: Counter[str] = Counter()
    for _ in range(KILLS):
        while len(database.rows(TO_COME)) < AT_ONCE:
            announce(recorder, server, event, chance)
        workers = [recorder.order("fetch") for _ in range(chance.choice([1, 1, 2]))]
        time.sleep(chance.uniform(0, 0.5))  # any moment will do
        found["at work" if not is_over(workers[0]) else "done"] += 1
        found["with parts"] += any(temporary.rglob("*.part"))
        found["with files to go"] += bool(database.rows("SELECT 1 FROM jitsi_live_filedeletion"))
        os.kill(workers[0], signal.SIGKILL)
        if chance.random() < 0.8:
            database.rows(TIME_GOES_BY)
        if chance.random() < 0.3:
            database.rows(DUE)
    print(f"{found}, {len(server.requests)} requests for {len(server.contents)} recordings")
    come_to_an_end(recorder, server, database)
    assert_all_are_here_once(server, database, folder)
    assert [path for path in temporary.rglob("*") if path.is_file()] == []
    assert_told_once(database, event)


def announce(recorder: Recorder, server: FileServer, event: int, chance: random.Random) -> None:
    key = f"recording-{len(server.contents)}"
    content = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + chance.randbytes(
        chance.randint(10_000, 600_000)
    )
    recorder.order("announce", event, key, server.link(content, f"/{key}"))


def come_to_an_end(recorder: Recorder, server: FileServer, database: Database) -> None:
    """Nobody is killed any more, and the server has come to its senses."""
    server.always = None

    def fetch_the_rest() -> bool:
        database.rows(TIME_GOES_BY)
        database.rows(DUE)
        worker = recorder.order("fetch")
        until(lambda: is_over(worker))
        left = database.rows("SELECT id FROM jitsi_live_filedeletion")
        return not (database.rows(TO_COME) or left)

    until(fetch_the_rest)


def is_over(worker: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " in Path(f"/proc/{worker}/stat").read_text()
    return True


def assert_all_are_here_once(server: FileServer, database: Database, folder: Path) -> None:
    rows = database.rows("SELECT * FROM jitsi_live_recording")
    assert Counter(row["key"] for row in rows) == Counter(path[1:] for path in server.contents)
    assert {row["state"] for row in rows} == {"here"}
    for row in rows:
        content = (folder / row["file_name"]).read_bytes()
        assert content == server.contents[f"/{row['key']}"]
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
    files = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert Counter(files) == Counter(row["file_name"] for row in rows)


def assert_told_once(database: Database, event: int) -> None:
    """A process that is killed after the commit tells nobody."""
    told = database.recordings("recording_arrived", event)
    assert set(told.values()) <= {1}
    assert database.recordings("recording_lost", event) == Counter()

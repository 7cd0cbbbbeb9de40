"""What there is in the end: rows of PostgreSQL, and the signals that were sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests import postgres

ROOT = Path(__file__).parents[2]


class Database:
    def __init__(self, server: postgres.Server, diary: Path) -> None:
        self.server = server
        self._diary = diary
        self.rows("CREATE DATABASE site", name="postgres")
        world = json.loads(self.run("-m", "tests.faults.people"))
        self.hosts: list[str] = world["hosts"]
        self.attendees: list[str] = world["attendees"]
        self.events: list[int] = world["events"]
        """None of them has been live; take those that you need."""

    @property
    def environment(self) -> dict[str, str]:
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            postgres.SOCKET_VARIABLE: str(self.server.socket),
            "JITSI_LIVE_TEST_DATABASE": "site",
            "JITSI_LIVE_FAULTS_DIARY": str(self._diary),
        }

    def run(self, *arguments: str) -> str:
        """What Python prints, as a process of the site."""
        return self.begin(*arguments).communicate()[0]

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, *arguments]
        # By its name the server's own list of connections tells what the process has got to.
        environment = self.environment | {"PGAPPNAME": arguments[-1]}
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )

    def rows(self, query: str, *values: Any, name: str = "site") -> list[dict[str, Any]]:
        with psycopg.connect(
            host=str(self.server.socket),
            user="postgres",
            dbname=name,
            autocommit=True,
            row_factory=dict_row,
        ) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def rooms(self, signal: str, event: int) -> Counter[str]:
        """How often the signal was sent for each room of the event, by whatever process."""
        return self._noted("room", signal, event)

    def recordings(self, signal: str, event: int) -> Counter[str]:
        """The same for each recording."""
        return self._noted("recording", signal, event)

    def _noted(self, what: str, signal: str, event: int) -> Counter[str]:
        lines = self._diary.read_text().splitlines() if self._diary.exists() else []
        noted = map(json.loads, lines)
        return Counter(
            note[what] for note in noted if (note["signal"], note["event"]) == (signal, event)
        )

    def session(self, event: int) -> dict[str, Any]:
        query = "SELECT * FROM jitsi_live_livesession WHERE event_id = %s"
        (session,) = self.rows(query, event)
        return session

    def runs(self, event: int) -> list[str]:
        """The rooms of all runs of the session. Each began, and ended before the next one."""
        changes = self.rows("SELECT * FROM history WHERE event = %s ORDER BY number", event)
        began = [change["room"] for change in changes if change["live"]]
        ended = [change["room"] for change in changes if not change["live"]]
        assert [change["live"] for change in changes] == [n % 2 == 0 for n in range(len(changes))]
        assert ended == began[: len(ended)]
        assert len(set(began)) == len(began)
        return began

    def assert_consistent(self, event: int, *, every_signal: bool = True) -> None:
        """``every_signal`` is too much to ask where processes die before they can send it."""
        runs, session = self.runs(event), self.session(event)
        over = runs[:-1] if session["is_active"] else runs
        assert session["room_name"] == runs[-1]
        assert session["started_at"] is not None
        assert (session["ended_at"] is None) == session["is_active"]
        for signal, rooms in {"session_started": runs, "session_ended": over}.items():
            sent = self.rooms(signal, event)
            assert sent <= Counter(rooms)
            assert sent == Counter(rooms) or not every_signal

"""A deployed site: gunicorn with several processes, asked by real HTTP."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.database import Database
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
WORKERS = 4


@dataclass(frozen=True, slots=True)
class Answer:
    asked: str
    status: int
    """0 where the connection was dropped, as it is by a process that is killed."""
    body: Any
    """None where there is no JSON."""
    began: float
    ended: float

    @property
    def outcome(self) -> int | tuple[int, str | None]:
        """The status; of errors status and code, which is None where they are not ours."""
        if self.status in {0, 200, 201} and (self.body is not None) == (self.status > 0):
            return self.status
        is_ours = self.body is not None and set(self.body) == {"detail", "code"}
        return self.status, self.body["code"] if is_ours else None

    @property
    def room(self) -> str | None:
        return self.body.get("room_name") if self.body else None


class Site:
    def __init__(self, database: Database, process: subprocess.Popen[bytes], port: int) -> None:
        self.database = database
        self.port = port
        self._process = process

    def call(self, method: str, path: str, token: str | None = None, **data: Any) -> Answer:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, f"/api/live/{path}/", json.dumps(data), headers)
            response = connection.getresponse()
            status, body = response.status, _body(response, response.read())
        except (ConnectionError, http.client.HTTPException):
            status, body = 0, None
        finally:
            connection.close()
        return Answer(path.partition("/")[0], status, body, began, time.monotonic())

    def start(self, event: int, host: int = 0) -> Answer:
        return self.call("POST", f"start/{event}", self.database.hosts[host])

    def end(self, event: int, host: int = 0) -> Answer:
        return self.call("POST", f"end/{event}", self.database.hosts[host])

    def join(self, event: int, attendee: int = 0) -> Answer:
        return self.call("GET", f"join/{event}", self.database.attendees[attendee])

    def status(self, event: int) -> Answer:
        return self.call("GET", f"status/{event}")

    def stay(self, event: int, action: str, attendee: int = 0, **data: Any) -> Answer:
        token = self.database.attendees[attendee]
        return self.call("POST", f"stays/{event}", token, action=action, **data)

    def workers(self) -> list[int]:
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if _is_alive(int(child))]

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE)


def _body(response: http.client.HTTPResponse, content: bytes) -> Any:
    is_json = response.headers.get_content_type() == "application/json"
    return json.loads(content) if is_json else None


def _is_alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):  # gone before or while it is read
        return False


@contextmanager
def deployed(database: Database, log: Path, **wanted: Any) -> Iterator[Site]:
    """``wanted`` is what tests/faults/settings.py knows."""
    environment = database.environment | {"JITSI_LIVE_FAULTS_WANTED": json.dumps(wanted)}
    command = [sys.executable, "-m", "gunicorn", "tests.faults.wsgi", "--preload"]
    command += ["--workers", str(WORKERS), "--threads", "8", "--no-control-socket"]
    # Bound here, so that requests wait for the site to be up instead of being refused.
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as output:
        command += ["--bind", f"fd://{listening.fileno()}"]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            pass_fds=[listening.fileno()],
        )
        port = listening.getsockname()[1]
    site = Site(database, process, port)
    try:
        yield site
    finally:
        site.stop()

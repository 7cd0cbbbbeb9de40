"""An ASGI server of its own for the tests, on the database of the tests."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.patience import until

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    said: Path
    """What it has written to its standard error."""
    queries: Path
    """What it has asked of the database, a line each."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def skip_without_uvicorn() -> None:
    if importlib.util.find_spec("uvicorn") is None:
        problem = "the Python package uvicorn is not installed"
        if os.environ.get("JITSI_LIVE_REQUIRE_UVICORN"):
            pytest.fail(problem, pytrace=False)
        pytest.skip(problem)


@contextmanager
def uvicorn(
    directory: Path,
    settings: str = "tests.projects.webinar.streaming",
    application: str = "django.core.asgi:get_asgi_application",
) -> Iterator[Server]:
    skip_without_uvicorn()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    queries, said = directory / "queries.log", directory / "said.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "JITSI_LIVE_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "JITSI_LIVE_TEST_QUERY_LOG": str(queries),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    options = ["--port", str(port), "--timeout-graceful-shutdown", "1", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "--factory", application, *options]
    with (
        said.open("wb") as file,
        subprocess.Popen(command, env=environment, stderr=file) as process,
    ):
        try:
            until(lambda: _answers(port) or process.poll() is not None)
            yield Server(port, process, said, queries)
        finally:
            process.kill()


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/nowhere/")
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        pass
    return False

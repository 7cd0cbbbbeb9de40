"""Django in a process of its own, as every settings module needs one, on a database of its own."""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).parents[2]
PYTHON = [sys.executable, "-W", "error"]
# Django itself writes files without naming an encoding.
LEFT_OUT = {"PYTHONPATH", "PYTHONWARNDEFAULTENCODING"}


def run(
    *arguments: str, settings: str, database: str, directory: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments; modules are found in ``directory``, too."""
    paths = [str(directory), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {
        **{name: value for name, value in os.environ.items() if name not in LEFT_OUT},
        "DJANGO_SETTINGS_MODULE": settings,
        "JITSI_LIVE_TEST_DATABASE": database,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    if is_forked():
        return fork_server().run(arguments, environment, directory)
    command = [*PYTHON, *arguments]
    return subprocess.run(
        command,
        env=environment,
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def is_forked() -> bool:
    """Not while coverage is measured, which begins with a process; that run has them all anew."""
    is_measured = any(name.startswith("COVERAGE_PROCESS_") for name in os.environ)
    return hasattr(os, "fork") and not is_measured


@cache
def fork_server() -> ForkServer:
    server = ForkServer()
    atexit.register(server.stop)
    return server


class ForkServer:
    """The process of ``fork_server.py``."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*PYTHON, str(Path(__file__).with_name("fork_server.py"))],
            env={name: value for name, value in os.environ.items() if name not in LEFT_OUT},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(
        self, arguments: tuple[str, ...], environment: dict[str, str], directory: Path
    ) -> subprocess.CompletedProcess[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as temporary:
            output, errors = Path(temporary, "output"), Path(temporary, "errors")
            order = {
                "arguments": arguments,
                "environment": environment,
                "directory": str(directory),
                "output": str(output),
                "errors": str(errors),
            }
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            status = int(self._process.stdout.readline())
            said = [file.read_text(encoding="utf-8") for file in (output, errors)]
        return subprocess.CompletedProcess(arguments, status, *said)

    def stop(self) -> None:
        self._process.communicate()


@contextmanager
def new_database(directory: Path) -> Iterator[str]:
    """The name of an empty database, on PostgreSQL where the test run has started one."""
    socket = os.environ.get(postgres.SOCKET_VARIABLE)
    if not socket:
        yield str(directory / "db.sqlite3")
        return
    name = f"project_{secrets.token_hex(4)}"
    _sql(socket, f"CREATE DATABASE {name}")
    try:
        yield name
    finally:
        _sql(socket, f"DROP DATABASE {name} WITH (FORCE)")


def copy_database(source: str, target: str) -> None:
    """Fill a database of ``new_database()`` with what another holds; nobody may be using them."""
    socket = os.environ.get(postgres.SOCKET_VARIABLE)
    if not socket:
        shutil.copy(source, target)
        return
    _sql(socket, f"DROP DATABASE {target}")
    _sql(socket, f"CREATE DATABASE {target} TEMPLATE {source}")


def _sql(socket: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(
        host=socket, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)

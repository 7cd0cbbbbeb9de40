"""Django in a process of its own, as every settings module needs one, on a database of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).parents[2]


def run(
    *arguments: str, settings: str, database: str, directory: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments; modules are found in ``directory``, too."""
    paths = [str(directory), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "JITSI_LIVE_TEST_DATABASE": database,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    # Django itself writes files without naming an encoding.
    environment.pop("PYTHONWARNDEFAULTENCODING", None)
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(
        command,
        env=environment,
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


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

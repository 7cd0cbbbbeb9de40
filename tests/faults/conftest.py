"""What happens to a site when processes race, die and come back. Needs PostgreSQL and gunicorn."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests import postgres
from tests.faults.database import Database
from tests.faults.site import Site, deployed


def missing(*, redis: bool = False) -> str | None:
    for package in ("gunicorn", "psycopg", *(["redis"] if redis else [])):
        if importlib.util.find_spec(package) is None:
            return f"the Python package {package} is not installed"
    if not Path("/proc/self/task").exists():
        return "there is no /proc to find processes in"
    if postgres.programs() is None:
        return "PostgreSQL is not installed"
    if redis and shutil.which("redis-server") is None:
        return "redis-server is not on the PATH"
    return None


def unless_required(problem: str) -> NoReturn:
    if os.environ.get("JITSI_LIVE_REQUIRE_POSTGRESQL"):
        pytest.fail(f"The tests of faults cannot run: {problem}.", pytrace=False)
    pytest.skip(f"no tests of faults: {problem}")


@pytest.fixture(scope="package")
def database(tmp_path_factory: Any) -> Iterator[Database]:
    if problem := missing():
        unless_required(problem)
    bin_directory = postgres.programs()
    assert bin_directory is not None
    # What is committed shall be there when the server comes back.
    with postgres.server(bin_directory, synchronous_commit="on") as server:
        yield Database(server, tmp_path_factory.mktemp("faults") / "diary")


@pytest.fixture(scope="package")
def site(database: Database, tmp_path_factory: Any) -> Iterator[Site]:
    """The usual site."""
    with deployed(database, tmp_path_factory.mktemp("site") / "log") as site:
        yield site


@pytest.fixture
def deploy(database: Database, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """A site that is configured otherwise, for one test."""
    numbers = count()
    with ExitStack() as stack:
        yield lambda **wanted: stack.enter_context(
            deployed(database, tmp_path / f"log-{next(numbers)}", **wanted)
        )


@pytest.fixture
def event(database: Database) -> int:
    """An event that has never been live."""
    return database.events.pop()

"""Every kind of host project, from an empty database to the end of a live session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects.process import new_database, run

pytestmark = [pytest.mark.database, pytest.mark.slow]

PROJECTS = sorted(path.parent.name for path in Path(__file__).parent.glob("projects/*/settings.py"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    with new_database(tmp_path) as name:
        yield name


@pytest.mark.parametrize("project", PROJECTS)
def test_project_is_migrated_and_goes_live(project: str, database: str) -> None:
    settings = f"tests.projects.{project}.settings"
    done = run("-m", "tests.projects.scenario", settings=settings, database=database)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

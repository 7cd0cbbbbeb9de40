"""Old sessions of host projects whose events and users have other keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects.process import new_database, run

pytestmark = [pytest.mark.database, pytest.mark.slow]

LEGACY = """
import io
import django
django.setup()
from django.core.management import call_command
from tests.projects.legacy.people import make_people

call_command("migrate", verbosity=0)
people = make_people()
said = io.StringIO()
call_command("jitsi_live_import", "--no-participants", stdout=said)
print(said.getvalue())
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    with new_database(tmp_path) as name:
        yield name


@pytest.mark.parametrize("project", ["uuid_pk", "string_pk", "child", "email_login"])
def test_keys_may_have_any_type(project: str, database: str) -> None:
    settings = f"tests.projects.{project}.settings"
    done = run("-m", "tests.operations.import_scenario", settings=settings, database=database)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_older_app_may_still_be_installed(database: str) -> None:
    done = run("-c", LEGACY, settings="tests.projects.legacy.settings", database=database)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is live: end it in the older app, and run this again." in done.stdout
    assert "1 sessions that are live" in done.stdout

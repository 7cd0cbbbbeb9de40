"""What our first migration waits for, in histories that no project under ``projects/`` has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from django_jitsi_live.migrations._event_dependency import _history, event_dependency

CREATE = 'migrations.CreateModel("Event", [])'
MIGRATION = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = {dependencies}
    operations = [{operation}]
"""

History = Callable[..., Path]


def migration(operation: str, *after: str, app: str = "webinars") -> str:
    return MIGRATION.format(dependencies=[(app, name) for name in after], operation=operation)


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> History:
    """Give the event model's app these migrations instead of its own."""

    def write(**modules: str) -> Path:
        package = tmp_path / f"history_{uuid4().hex}"
        package.mkdir()
        for name, text in {"__init__": "", **modules}.items():
            (package / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {"webinars": package.name}
        return package

    return write


def dependency() -> Sequence[str]:
    return tuple(event_dependency())


def test_app_with_migrations_switched_off_is_awaited_as_a_whole(settings: Any) -> None:
    settings.MIGRATION_MODULES = {"webinars": None}
    assert dependency() == ("webinars", "__first__")


def test_directory_that_is_no_package_has_no_migrations_for_django_either(history: Any) -> None:
    (history(m1=migration(CREATE)) / "__init__.py").unlink()
    assert dependency() == ("webinars", "__first__")


def test_app_whose_migrations_never_name_the_model_is_awaited_as_a_whole(history: Any) -> None:
    history(m1=migration('migrations.CreateModel("Venue", [])'))
    assert dependency() == ("webinars", "__first__")


def test_model_created_anew_after_it_was_renamed_away(history: Any) -> None:
    history(
        m3=migration(CREATE),
        m2=migration('migrations.RenameModel("Event", "OldEvent")', "m3"),
        m1=migration(CREATE, "m2"),
        m0=migration('migrations.CreateModel("Venue", [])', "m1"),
    )
    assert dependency() == ("webinars", "m1")


def test_model_in_the_state_operations_of_sql(history: Any) -> None:
    history(
        m1=migration("migrations.RunSQL('SELECT 1')"),
        m2=migration(f"migrations.RunSQL('SELECT 1', state_operations=[{CREATE}])", "m1"),
    )
    assert dependency() == ("webinars", "m2")


def test_migrations_of_other_apps_and_deleted_ones_are_no_obstacle(history: Any) -> None:
    history(
        m1=migration(CREATE, "m1", app="sites"), m2=migration(CREATE, "m1", "deleted_by_a_squash")
    )
    assert dependency() == ("webinars", "m2")


def test_modules_that_are_no_migrations_are_left_alone(history: Any) -> None:
    package = history(
        m1=migration(CREATE),
        steps=f"STEPS = {CREATE!r}",
        _broken="raise AssertionError('imported')",
    )
    (package / "m2").mkdir()
    (package / "m2" / "__init__.py").write_text(migration(CREATE), encoding="utf-8")
    assert dependency() == ("webinars", "m1")


def test_renamed_model_is_awaited_where_it_was_created_and_known_by_all_its_names(
    history: Any,
) -> None:
    history(
        m1=migration('migrations.CreateModel("Talk", [])'),
        m2=migration('migrations.RenameModel("Talk", "Lecture")', "m1"),
        m3=migration('migrations.RenameModel("Lecture", "Event")', "m2"),
    )
    assert dependency() == ("webinars", "m1")
    assert _history() == ("m1", ["event", "lecture", "talk"])

"""Defaults of settings, however early the package is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_jitsi_live.conf import conf
from tests.projects.process import run


@pytest.mark.slow
def test_settings_that_import_the_package_keep_its_defaults(tmp_path: Path) -> None:
    done = run(
        "-m",
        "django",
        "check",
        settings="tests.projects.imports_in_settings",
        database=str(tmp_path / "db.sqlite3"),
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_setting_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError, match="JITSI_LIVE_NOTHING"):
        conf.NOTHING  # type: ignore[attr-defined]  # noqa: B018  # reading it is the test

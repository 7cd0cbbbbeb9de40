"""The storage of recordings is what the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django_jitsi_live.recordings import recordings_storage


def test_storage_is_that_of_the_alias(folder: Path) -> None:
    storage = recordings_storage()
    assert storage is not None
    assert storage.path("x") == str(folder / "x")


def test_there_is_none_without_an_alias(settings: Any) -> None:
    assert recordings_storage() is None
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "elsewhere"
    assert recordings_storage() is None

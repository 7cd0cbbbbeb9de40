from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.models import Problem, Recording, RecordingKind, RecordingSource, Run
from django_jitsi_live.recordings import announce, claim, inspect, note_failure, store
from tests.projects.webinar.webinars.models import Event

FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"
LEASE = dt.timedelta(minutes=5)
FOLDER = "django.core.files.storage.FileSystemStorage"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where recordings lie."""
    location = tmp_path / "recordings"
    storage = {"BACKEND": FOLDER, "OPTIONS": {"location": location}}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
    return location


@pytest.fixture
def run(live: Event) -> Run:
    """The run of an event that is live."""
    return Run.objects.get(session__event=live)


@pytest.fixture
def recording(folder: Path, run: Run) -> Recording:
    """A video that was announced, and is not here yet."""
    found, _is_new = announce(
        run, kind=RecordingKind.VIDEO, source=RecordingSource.JIBRI, server="default", key="one"
    )
    return found


@pytest.fixture
def here(recording: Recording) -> Recording:
    """A video that everybody at the event may watch."""
    claim(recording, LEASE)
    store(recording, BytesIO(FILM), inspect(BytesIO(FILM)))
    return recording


@pytest.fixture
def lost(recording: Recording) -> Recording:
    claim(recording, LEASE)
    note_failure(recording, Problem.NOT_UPLOADED, None)
    return recording


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]

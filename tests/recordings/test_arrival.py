"""A file is stored once, by the process that has the claim, and is never forgotten."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from django_jitsi_live import moments
from django_jitsi_live.models import (
    FileDeletion,
    Problem,
    Recording,
    RecordingKind,
    RecordingSource,
    RecordingState,
    Run,
)
from django_jitsi_live.recordings import (
    StorageFailed,
    announce,
    claim,
    delete_due_files,
    inspect,
    note_failure,
    store,
)

FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"
LEASE = dt.timedelta(minutes=5)


def put(recording: Recording, film: bytes = FILM, **values: Any) -> bool:
    file = BytesIO(film)
    return store(recording, file, inspect(file), **values)


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def test_file_that_is_stored_is_here(recording: Recording, folder: Path) -> None:
    assert claim(recording, LEASE)
    assert put(recording)
    recording.refresh_from_db()
    assert recording.state == RecordingState.HERE
    assert (recording.size, recording.content_type) == (len(FILM), "video/mp4")
    assert files(folder) == [FILM]
    assert not FileDeletion.objects.exists()


def test_second_process_gets_no_claim(recording: Recording) -> None:
    other = Recording.objects.get()
    assert claim(recording, LEASE)
    assert not claim(other, LEASE)
    assert claim(other, LEASE, take_over=True)


def test_file_of_a_process_that_was_overtaken_goes(recording: Recording, folder: Path) -> None:
    claim(recording, LEASE)
    other = Recording.objects.get()
    claim(other, LEASE, take_over=True)
    assert put(other, FILM + b"2")
    assert not put(recording)
    FileDeletion.objects.update(due_at=moments.now())
    assert delete_due_files() == 1
    assert files(folder) == [FILM + b"2"]


def test_file_whose_deletion_has_begun_is_not_taken_up(
    recording: Recording, folder: Path, monkeypatch: Any
) -> None:
    claim(recording, LEASE)
    save = FileSystemStorage.save

    def save_slowly(self: Any, *args: Any, **kwargs: Any) -> str:
        name = save(self, *args, **kwargs)
        FileDeletion.objects.update(due_at=moments.now())
        delete_due_files()
        return name

    monkeypatch.setattr(FileSystemStorage, "save", save_slowly)
    assert not put(recording)
    recording.refresh_from_db()
    assert recording.state == RecordingState.ARRIVING
    assert files(folder) == []


def test_storage_that_fails_is_named(recording: Recording, settings: Any) -> None:
    claim(recording, LEASE)
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "elsewhere"
    with pytest.raises(StorageFailed, match="names no alias"):
        put(recording)


def test_announced_twice_is_one_recording(recording: Recording, run: Run) -> None:
    values = {"kind": RecordingKind.VIDEO, "source": RecordingSource.JIBRI}
    again, is_new = announce(run, **values, server="default", key="one")  # type: ignore[arg-type]
    assert (again, is_new) == (recording, False)


def test_failure_without_another_attempt_is_a_loss(recording: Recording) -> None:
    Recording.objects.update(link="https://example.org/secret")
    recording.refresh_from_db()
    claim(recording, LEASE)
    assert note_failure(recording, Problem.EXPIRED, None)
    recording.refresh_from_db()
    assert (recording.state, recording.link) == (RecordingState.LOST, "")
    assert not claim(recording, LEASE)


def test_file_goes_with_its_event(recording: Recording, folder: Path) -> None:
    claim(recording, LEASE)
    put(recording)
    recording.run.session.event.delete()
    assert delete_due_files() == 1
    assert files(folder) == []


def test_storage_may_give_the_file_another_name(
    recording: Recording, folder: Path, settings: Any
) -> None:
    renaming = {"BACKEND": "tests.recordings.storages.Renaming", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "recordings": renaming}
    claim(recording, LEASE)
    assert put(recording)
    recording.refresh_from_db()
    assert recording.file_name.startswith("renamed/")
    delete_due_files()
    assert (files(folder), FileDeletion.objects.count()) == ([FILM], 0)

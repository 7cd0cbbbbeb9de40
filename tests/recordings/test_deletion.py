"""Files are deleted until that is true, whatever the storage does, and each by one process."""

from __future__ import annotations

import datetime as dt
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage

from django_jitsi_live import moments, recordings
from django_jitsi_live.exceptions import NotRestorable
from django_jitsi_live.models import FileDeletion, Recording, RecordingState, Run
from django_jitsi_live.recordings import deletion, recordings_storage
from tests.recordings.conftest import FILM, LEASE, files
from tests.transactions import needs_postgresql, overlap

MINUTE = dt.timedelta(minutes=1)
NAME = "jitsi-live/x/film.mp4"


@pytest.fixture
def doomed(db: None, folder: Path) -> Path:
    """A file that is to be deleted at once."""
    storage = recordings_storage()
    assert storage is not None
    storage.save(NAME, BytesIO(FILM))  # type: ignore[arg-type]
    recordings.doom(NAME, uuid.uuid4())
    return folder


def test_file_that_is_due_is_deleted(doomed: Path) -> None:
    assert recordings.delete_due_files() == 1
    assert files(doomed) == []
    assert not FileDeletion.objects.exists()
    assert recordings.delete_due_files() == 0


def test_file_that_is_not_due_yet_stays(doomed: Path) -> None:
    recordings.doom(NAME, uuid.uuid4(), moments.now() + MINUTE)
    assert recordings.delete_due_files() == 0
    assert files(doomed) == [FILM]


def test_dry_run_counts_files_and_deletes_none(doomed: Path) -> None:
    assert recordings.delete_due_files(dry_run=True) == 1
    assert files(doomed) == [FILM]
    assert FileDeletion.objects.get().attempts == 0


@pytest.mark.parametrize("alias", [None, "elsewhere"])
def test_nothing_is_forgotten_where_recordings_are_off(
    doomed: Path, settings: Any, alias: str | None
) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = alias
    assert recordings.delete_due_files() == 0
    assert FileDeletion.objects.get().attempts == 0


def test_file_that_is_gone_already_is_no_failure(doomed: Path) -> None:
    (doomed / NAME).unlink()
    assert recordings.delete_due_files() == 1
    assert not FileDeletion.objects.exists()


def fail(*args: Any, **kwargs: Any) -> Any:
    raise OSError("DELETE https://bucket/?signature=secret")


def lie(*args: Any, **kwargs: Any) -> None:
    """Does nothing, and says that it did."""


@pytest.mark.parametrize(
    ("method", "does", "reason"),
    [("delete", fail, "OSError"), ("delete", lie, "still there"), ("exists", fail, "OSError")],
)
def test_storage_that_does_not_delete_is_asked_again(
    doomed: Path, monkeypatch: Any, caplog: Any, method: str, does: Any, reason: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, method, does)
        assert recordings.delete_due_files() == 0
        assert recordings.delete_due_files() == 0  # it waits
    assert FileDeletion.objects.get().attempts == 1
    assert reason in caplog.text
    assert "secret" not in caplog.text
    assert NAME not in caplog.text
    with time_machine.travel(moments.now() + 11 * MINUTE):
        assert recordings.delete_due_files() == 1
    assert files(doomed) == []


def test_one_file_that_fails_keeps_no_other_one(doomed: Path, monkeypatch: Any) -> None:
    delete = FileSystemStorage.delete

    def delete_others(self: Any, name: str) -> None:
        return fail() if name == NAME else delete(self, name)

    recordings.doom("other.mp4", uuid.uuid4())
    monkeypatch.setattr(FileSystemStorage, "delete", delete_others)
    assert recordings.delete_due_files() == 1
    assert FileDeletion.objects.get().file_name == NAME


def test_storage_that_keeps_failing_is_asked_less_and_less_often(
    doomed: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(FileSystemStorage, "delete", fail)
    waits = []
    for _attempt in range(30):
        FileDeletion.objects.update(due_at=moments.now())
        with time_machine.travel(moments.now(), tick=False):
            recordings.delete_due_files()
            waits.append(FileDeletion.objects.get().due_at - moments.now())
    assert waits[:3] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE]
    assert waits[-1] == deletion.MAX_RETRY_AFTER


def test_name_that_the_storage_refuses_is_no_end_of_the_others(doomed: Path) -> None:
    recordings.doom("../outside.mp4", uuid.uuid4(), moments.now() - MINUTE)
    assert recordings.delete_due_files() == 1
    assert files(doomed) == []


def test_two_processes_delete_a_file_once(doomed: Path, monkeypatch: Any) -> None:
    delete, deleted = FileSystemStorage.delete, []

    def delete_slowly(self: Any, name: str) -> None:
        if not deleted:
            deleted.append(name)
            assert recordings.delete_due_files() == 0  # another process, meanwhile
        delete(self, name)

    monkeypatch.setattr(FileSystemStorage, "delete", delete_slowly)
    assert recordings.delete_due_files() == 1
    assert deleted == [NAME]


def test_process_that_has_read_the_notes_before_leaves_them(doomed: Path, monkeypatch: Any) -> None:
    update_or_wait = deletion._delete

    def delete_late(storage: Any, file: FileDeletion) -> bool:
        assert update_or_wait(storage, FileDeletion.objects.get())
        return update_or_wait(storage, file)

    monkeypatch.setattr(deletion, "_delete", delete_late)
    assert recordings.delete_due_files() == 0
    assert files(doomed) == []


def test_process_that_was_killed_before_the_note_was_taken_away_is_followed(
    doomed: Path, monkeypatch: Any
) -> None:
    """The file is gone, and its note says that somebody has begun."""

    def killed() -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(deletion, "all_recordings", killed)
        with pytest.raises(KeyboardInterrupt):
            recordings.delete_due_files()
    assert files(doomed) == []
    with time_machine.travel(moments.now() + 11 * MINUTE):
        assert recordings.delete_due_files() == 1
    assert not FileDeletion.objects.exists()


def test_deleted_recording_knows_that_its_file_is_gone(host: Any, here: Recording) -> None:
    recordings.delete(host, here.pk)
    FileDeletion.objects.update(due_at=moments.now())
    recordings.delete_due_files()
    here.refresh_from_db()
    assert (here.state, here.file_name) == (RecordingState.DELETED, "")


def test_noting_a_file_twice_is_one_note(db: None) -> None:
    until = moments.now() + MINUTE
    for due_at in (None, until):
        recordings.doom(NAME, uuid.uuid4(), due_at)
    assert FileDeletion.objects.get().due_at == until


def test_files_that_were_begun_are_due_when_somebody_begins_anew(recording: Recording) -> None:
    later = moments.now() + MINUTE
    recordings.doom("begun.mp4", recording.pk, later)
    recordings.doom("of-another.mp4", uuid.uuid4(), later)
    recordings.claim(recording, LEASE)
    due = FileDeletion.objects.filter(due_at__lte=moments.now())
    assert [each.file_name for each in due] == ["begun.mp4"]


def test_reprieve_is_for_files_whose_deletion_has_not_begun(db: None) -> None:
    recordings.doom(NAME, uuid.uuid4())
    FileDeletion.objects.update(attempts=1)
    assert not deletion.reprieve(NAME)
    FileDeletion.objects.update(attempts=0)
    assert deletion.reprieve(NAME)
    assert not deletion.reprieve(NAME)


@pytest.mark.parametrize("what", ["recording", "run", "session", "event"])
def test_file_goes_with_its_row(here: Recording, folder: Path, what: str) -> None:
    rows = {
        "recording": here,
        "run": here.run,
        "session": here.run.session,
        "event": here.run.session.event,
    }
    type(here.run.session).objects.update(run=None)
    rows[what].delete()
    assert not Recording.objects.exists()
    assert recordings.delete_due_files() == 1
    assert files(folder) == []


def test_row_without_a_file_leaves_no_note(recording: Recording) -> None:
    Recording.objects.all().delete()
    assert not FileDeletion.objects.exists()


def test_file_that_is_being_written_goes_with_its_row(recording: Recording) -> None:
    recordings.doom("begun.mp4", recording.pk, moments.now() + MINUTE)
    Run.objects.all().delete()
    assert FileDeletion.objects.get().due_at <= moments.now()


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_restoring_and_deleting_at_once_agree(host: Any, here: Recording, folder: Path) -> None:
    recordings.delete(host, here.pk)
    FileDeletion.objects.update(due_at=moments.now())
    overlap(lambda: recordings.restore(host, here.pk), recordings.delete_due_files)
    here.refresh_from_db()
    assert (here.state, files(folder)) == (RecordingState.HERE, [FILM])


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_that_is_being_deleted(
    host: Any, here: Recording, folder: Path
) -> None:
    recordings.delete(host, here.pk)
    FileDeletion.objects.update(due_at=moments.now())

    def restore() -> None:
        with pytest.raises(NotRestorable):
            recordings.restore(host, here.pk)

    overlap(recordings.delete_due_files, restore)
    here.refresh_from_db()
    assert (here.state, files(folder)) == (RecordingState.DELETED, [])


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_delete_a_file_once(doomed: Path) -> None:
    counts: list[int] = []

    def delete() -> None:
        counts.append(recordings.delete_due_files())

    overlap(delete, delete)
    assert sorted(counts) == [0, 1]

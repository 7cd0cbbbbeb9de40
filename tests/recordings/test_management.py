"""Hosts change, replace, delete and restore recordings, and each decision is in the audit."""

from __future__ import annotations

import datetime as dt
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import FileSystemStorage

from django_jitsi_live import moments, recordings
from django_jitsi_live.exceptions import (
    Busy,
    FileTooLarge,
    NotAuthenticated,
    NotHost,
    NotReplaceable,
    NotRestorable,
    RecordingNotFound,
    StorageUnavailable,
    WrongFile,
)
from django_jitsi_live.models import (
    AuditEntry,
    FileDeletion,
    Recording,
    RecordingKind,
    RecordingState,
    Run,
    Visibility,
)
from django_jitsi_live.recordings import arrival, management
from django_jitsi_live.signals import recording_arrived
from tests.recordings.conftest import FILM, LEASE, files

EDITED = FILM + b"edited"
MINUTE = dt.timedelta(minutes=1)


def decisions() -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(action__startswith="recording").order_by("pk")
    return [*rows.values_list("action", "reason")]


def stored(recording: Recording) -> Recording:
    return Recording.objects.get(pk=recording.pk)


def test_host_changes_title_visibility_and_end(host: Any, here: Recording) -> None:
    until = moments.now() + MINUTE
    values = {"title": "Part 1", "visibility": Visibility.TEAM, "expires_at": until}
    changed = recordings.change(host, here.pk, **values)
    found = stored(here)
    for each in (changed, found):
        assert (each.title, each.visibility, each.expires_at) == ("Part 1", "team", until)
    reason = f"{here.pk} title visibility=team expires_at"
    assert decisions() == [("recording_changed", reason)]


def test_decision_is_about_the_run_of_the_recording(host: Any, here: Recording) -> None:
    session = here.run.session
    later = Run.objects.create(
        session=session, number=2, room_name="later", opened_at=moments.now()
    )
    type(session).objects.update(run=later)
    recordings.change(host, here.pk, title="Part 1")
    entry = AuditEntry.objects.get(action="recording_changed")
    assert (entry.run, entry.user, entry.session) == (here.run, host, session)


def test_change_to_what_it_is_already_is_no_decision(host: Any, here: Recording) -> None:
    recordings.change(host, here.pk, title=here.title)
    assert decisions() == []


def test_recording_that_is_deleted_meanwhile_is_not_changed(
    host: Any, here: Recording, monkeypatch: Any
) -> None:
    require = management.require_managed

    def require_slowly(*args: Any, **kwargs: Any) -> Any:
        found = require(*args, **kwargs)
        Recording.objects.update(state="deleted")
        return found

    monkeypatch.setattr(management, "require_managed", require_slowly)
    with pytest.raises(RecordingNotFound):
        recordings.change(host, here.pk, title="Part 1")


def test_only_hosts_decide(student: Any, here: Recording) -> None:
    for decide in (recordings.change, recordings.delete, recordings.restore):
        with pytest.raises(NotHost):
            decide(student, here.pk)
    with pytest.raises(NotHost):
        recordings.replace(student, here.pk, BytesIO(EDITED))
    refused = AuditEntry.objects.filter(action="refused", user=student, reason="not_host")
    assert refused.count() == 4


def test_visitor_has_to_log_in_first(here: Recording) -> None:
    with pytest.raises(NotAuthenticated):
        recordings.delete(AnonymousUser(), here.pk)


def test_unknown_recording_is_not_found(host: Any) -> None:
    with pytest.raises(RecordingNotFound):
        recordings.delete(host, uuid.uuid4())


def test_deleted_recording_is_gone_at_once_and_its_file_after_ten_minutes(
    host: Any, here: Recording, folder: Path
) -> None:
    deleted = recordings.delete(host, here.pk)
    found = stored(here)
    for each in (deleted, found):
        assert (each.state, each.deleted_by) == (RecordingState.DELETED, host)
        assert each.deleted_at is not None
    assert recordings.can_restore(found)
    assert recordings.delete_due_files() == 0
    with time_machine.travel(moments.now() + 11 * MINUTE):
        assert recordings.delete_due_files() == 1
    assert files(folder) == []
    assert stored(here).file_name == ""
    assert decisions() == [("recording_deleted", str(here.pk))]


def test_second_deletion_changes_nothing(host: Any, here: Recording) -> None:
    first = recordings.delete(host, here.pk).deleted_at
    assert recordings.delete(host, here.pk).deleted_at == first
    assert len(decisions()) == 1


def test_deleted_recording_is_restored(host: Any, here: Recording, folder: Path) -> None:
    recordings.delete(host, here.pk)
    restored = recordings.restore(host, here.pk)
    found = stored(here)
    for each in (restored, found):
        assert (each.state, each.deleted_at, each.deleted_by) == ("here", None, None)
    assert not FileDeletion.objects.exists()
    with time_machine.travel(moments.now() + 11 * MINUTE):
        assert recordings.delete_due_files() == 0
    assert files(folder) == [FILM]
    assert [action for action, _ in decisions()] == ["recording_deleted", "recording_restored"]


def test_what_is_not_deleted_is_not_restored(host: Any, here: Recording) -> None:
    assert recordings.restore(host, here.pk).state == RecordingState.HERE
    assert decisions() == []


def test_nothing_is_restored_after_ten_minutes(host: Any, here: Recording) -> None:
    recordings.delete(host, here.pk)
    with time_machine.travel(moments.now() + 11 * MINUTE), pytest.raises(NotRestorable):
        recordings.restore(host, here.pk)


def test_file_whose_deletion_has_begun_is_not_given_back(host: Any, here: Recording) -> None:
    recordings.delete(host, here.pk)
    FileDeletion.objects.update(attempts=1)
    with pytest.raises(NotRestorable):
        recordings.restore(host, here.pk)
    assert stored(here).state == RecordingState.DELETED


def test_note_of_a_file_stays_where_the_recording_changed_meanwhile(
    host: Any, here: Recording, monkeypatch: Any
) -> None:
    recordings.delete(host, here.pk)

    def reprieve_slowly(name: str) -> bool:
        Recording.objects.update(file_name="")
        return True

    monkeypatch.setattr(management, "reprieve", reprieve_slowly)
    with pytest.raises(NotRestorable):
        recordings.restore(host, here.pk)
    assert FileDeletion.objects.exists()


def test_what_is_deleted_before_it_has_come_never_comes(
    host: Any, recording: Recording, folder: Path
) -> None:
    Recording.objects.update(link="https://example.org/secret", next_attempt_at=moments.now())
    recordings.claim(recording, LEASE)
    deleted = recordings.delete(host, recording.pk)
    found = stored(recording)
    assert (found.link, found.next_attempt_at, found.claim) == ("", None, "")
    assert not recordings.can_restore(deleted)
    assert not recordings.store(recording, BytesIO(FILM), recordings.inspect(BytesIO(FILM)))
    assert not recordings.claim(found, LEASE, take_over=True)
    FileDeletion.objects.update(due_at=moments.now())
    recordings.delete_due_files()
    assert files(folder) == []
    with pytest.raises(NotRestorable):
        recordings.restore(host, recording.pk)


def test_part_that_has_come_is_deleted_at_once(
    host: Any, recording: Recording, folder: Path
) -> None:
    recordings.claim(recording, LEASE)
    file = BytesIO(FILM)
    recordings.store(recording, file, recordings.inspect(file), state=RecordingState.ARRIVING)
    recordings.delete(host, recording.pk)
    assert recordings.delete_due_files() == 1
    assert files(folder) == []


@pytest.mark.parametrize("by", ["host", "admin"])
def test_note_of_a_file_that_can_still_be_written_stays(
    host: Any, recording: Recording, by: str
) -> None:
    """The recorder has an address of the storage, which is good until then."""
    until = moments.now() + MINUTE
    Recording.objects.update(state="arriving", file_name="signed.mp4", size=9, received=0)
    recordings.doom("signed.mp4", recording.pk, until)
    if by == "host":
        recordings.delete(host, recording.pk)
    else:
        Recording.objects.all().delete()
    assert FileDeletion.objects.get().due_at == until


def test_recording_that_arrives_meanwhile_is_not_deleted_unseen(
    host: Any, recording: Recording, monkeypatch: Any
) -> None:
    require = management.require_managed

    def require_slowly(*args: Any, **kwargs: Any) -> Any:
        found = require(*args, **kwargs)
        Recording.objects.update(state="arriving")
        return found

    monkeypatch.setattr(management, "require_managed", require_slowly)
    with pytest.raises(Busy):
        recordings.delete(host, recording.pk)


def test_edited_file_takes_the_place_of_the_first(host: Any, here: Recording, folder: Path) -> None:
    Recording.objects.update(seconds=90)
    replaced = recordings.replace(host, here.pk, BytesIO(EDITED))
    found = stored(here)
    for each in (replaced, found):
        assert (each.state, each.size, each.seconds) == ("here", len(EDITED), None)
    assert recordings.delete_due_files() == 1
    assert files(folder) == [EDITED]
    assert decisions() == [("recording_replaced", str(here.pk))]


def test_recording_that_was_lost_is_here_by_its_file(
    host: Any, lost: Recording, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    arrived: list[Any] = []

    def note(recording: Recording, **kwargs: Any) -> None:
        arrived.append(recording.pk)

    recording_arrived.connect(note)
    for film in (EDITED, FILM):
        with django_capture_on_commit_callbacks(execute=True):
            recordings.replace(host, lost.pk, BytesIO(film))
    found = stored(lost)
    assert (found.state, found.problem, found.size) == ("here", "", len(FILM))
    assert arrived == [lost.pk]  # not again for the edited file


def test_recording_on_its_way_is_not_replaced(host: Any, recording: Recording) -> None:
    with pytest.raises(NotReplaceable):
        recordings.replace(host, recording.pk, BytesIO(EDITED))


def test_recording_that_is_deleted_is_not_replaced(host: Any, here: Recording) -> None:
    recordings.delete(host, here.pk)
    with pytest.raises(RecordingNotFound):
        recordings.replace(host, here.pk, BytesIO(EDITED))


def test_recording_that_is_deleted_during_the_upload_stays_deleted(
    host: Any, here: Recording, folder: Path, monkeypatch: Any
) -> None:
    class Upload(BytesIO):
        def seek(self, *args: Any) -> int:
            Recording.objects.update(state="deleted")
            return super().seek(*args)

    with pytest.raises(NotReplaceable):
        recordings.replace(host, here.pk, Upload(EDITED))
    assert files(folder) == [FILM]


def test_of_two_uploads_at_once_the_later_one_counts(
    host: Any, here: Recording, folder: Path, monkeypatch: Any
) -> None:
    save, later = FileSystemStorage.save, FILM + b"later"

    def save_slowly(self: Any, name: Any, content: Any, **kwargs: Any) -> str:
        monkeypatch.setattr(FileSystemStorage, "save", save)
        recordings.replace(host, here.pk, BytesIO(later))
        return save(self, name, content, **kwargs)

    monkeypatch.setattr(FileSystemStorage, "save", save_slowly)
    with pytest.raises(Busy):
        recordings.replace(host, here.pk, BytesIO(EDITED))
    FileDeletion.objects.update(due_at=moments.now())
    recordings.delete_due_files()
    assert files(folder) == [later]
    assert stored(here).size == len(later)


def test_file_before_the_latest_goes_whichever_was_read_first(
    host: Any, here: Recording, folder: Path
) -> None:
    """Both uploads have begun before either is stored: each knows the first file only."""
    first = stored(here)
    recordings.replace(host, here.pk, BytesIO(EDITED))
    assert recordings.claim_replacement(first, LEASE)
    recordings.store(first, BytesIO(FILM), recordings.inspect(BytesIO(FILM)))
    assert recordings.delete_due_files() == 2
    assert len(files(folder)) == 1


def test_recording_without_a_row_is_not_claimed(here: Recording, monkeypatch: Any) -> None:
    gone = stored(here)
    Recording.objects.all().delete()
    assert not recordings.claim_replacement(gone, LEASE)


@pytest.mark.parametrize(
    ("kind", "film"),
    [("video", b"WEBVTT"), ("transcript", FILM), ("chat", b"WEBVTT"), ("video", b"")],
)
def test_file_of_another_kind_is_refused(
    host: Any, here: Recording, folder: Path, kind: str, film: bytes
) -> None:
    Recording.objects.update(kind=RecordingKind(kind))
    with pytest.raises(WrongFile):
        recordings.replace(host, here.pk, BytesIO(film))
    assert files(folder) == [FILM]


def test_file_that_is_too_large_is_refused(host: Any, here: Recording, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = len(EDITED) - 1
    with pytest.raises(FileTooLarge):
        recordings.replace(host, here.pk, BytesIO(EDITED))


def test_storage_that_fails_leaves_what_was_here(
    host: Any, here: Recording, folder: Path, monkeypatch: Any, caplog: Any
) -> None:
    def fail(*args: Any, **kwargs: Any) -> str:
        raise OSError("PUT https://bucket/?signature=secret")

    monkeypatch.setattr(FileSystemStorage, "save", fail)
    with pytest.raises(StorageUnavailable, match="what was here before is unchanged"):
        recordings.replace(host, here.pk, BytesIO(EDITED))
    assert "JITSI_LIVE_RECORDINGS_STORAGE fails with OSError" in caplog.text
    assert "secret" not in caplog.text
    assert (stored(here).state, files(folder)) == ("here", [FILM])


class Killed(BaseException):
    """Nothing goes on after it, as in a process that is killed."""


@pytest.mark.parametrize("where", ["before", "within", "after", "noted"])
def test_process_that_is_killed_loses_no_file_and_leaves_none(
    host: Any, here: Recording, folder: Path, monkeypatch: Any, where: str
) -> None:
    save = FileSystemStorage.save

    def die(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    def save_and_die(self: Any, name: str, content: Any, **kwargs: Any) -> str:
        save(self, name, BytesIO(content.read(9)) if where == "within" else content, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        if where == "before":
            patch.setattr(arrival, "doom", die)
        elif where == "noted":
            patch.setattr(arrival, "reprieve", die)
        else:
            patch.setattr(FileSystemStorage, "save", save_and_die)
        with pytest.raises(Killed):
            recordings.replace(host, here.pk, BytesIO(EDITED))
    assert (stored(here).state, FILM in files(folder)) == ("here", True)
    with time_machine.travel(moments.now() + arrival.FILE_LEASE + MINUTE):
        recordings.delete_due_files()
    assert files(folder) == [FILM]
    recordings.replace(host, here.pk, BytesIO(EDITED))
    recordings.delete_due_files()
    assert files(folder) == [EDITED]

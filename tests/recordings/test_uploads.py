"""Uploads: each step can be taken again, and the file is stored once."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
import time_machine
from django.core.files.storage import storages

from django_jitsi_live.models import (
    FileDeletion,
    Problem,
    Recording,
    RecordingState,
    Run,
    Visibility,
)
from django_jitsi_live.recordings import (
    Announcement,
    SignedUpload,
    Ticket,
    UploadRefused,
    announce_upload,
    arrival,
    confirm_forgotten,
    confirm_upload,
    delete_due_files,
    find_run,
    parse_announcement,
    signed_upload,
    take_in,
)
from django_jitsi_live.recordings import uploads as module
from django_jitsi_live.servers import Server, get_server
from tests.keys import with_secret

from .bucket import Bucket
from .jibri import FILM, TOKEN, announcement, sha256

OTHER = FILM[::-1]


@pytest.fixture(autouse=True)
def server(settings: Any, folder: Path) -> Server:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN)}
    return get_server("default")


def announced(film: bytes = FILM, **values: Any) -> Announcement:
    return parse_announcement(announcement("room", film, **values))


@pytest.fixture
def waiting(server: Server, run: Run) -> Recording:
    """A recording that is announced."""
    return announce_upload(server, run, announced())


def send(recording: Recording, film: bytes = FILM) -> None:
    take_in("default", Ticket(recording.pk, len(film), sha256(film)), BytesIO(film))


def confirm(recording: Recording, film: bytes = FILM, **values: Any) -> None:
    values = {"size": len(film), "sha256": sha256(film), **values}
    confirm_upload("default", recording.pk, **values)


def refused(code: str) -> Any:
    class Refused:
        def __enter__(self) -> None:
            pass

        def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
            assert isinstance(error, UploadRefused), error
            assert error.code == code
            return True

    return Refused()


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def state(recording: Recording) -> str:
    recording.refresh_from_db()
    return str(recording.state)


# Whose recording it is


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({}, "https://meet.jitsi/{room}"),
        ({}, "https://example.org/below/a/path/{room}"),
        ({}, "https://meet.jitsi/{ROOM}"),
        ({}, "https://meet.jitsi/{percent}?x=1#config.y=2"),
        ({}, "{room}"),
        ({"TENANT": "webinars"}, "https://meet.jitsi/webinars/{room}"),
        ({"TENANT": "webinars"}, "https://meet.jitsi/below/WEBINARS/{ROOM}/"),
        ({"TENANT": "webinars"}, "https://meet.jitsi/{room}"),
        ({"TENANT": "webinars"}, "https://meet.jitsi/%5bwebinars%5d{room}"),
        ({"TENANT": "webinars"}, "https://meet.jitsi/[webinars]{room}"),
    ],
)
def test_room_is_found_by_the_end_of_the_address(
    settings: Any, run: Run, options: Any, address: str
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN, **options)}
    percent = "".join(f"%{ord(each):02x}" for each in run.room_name)
    room = run.room_name
    known = address.format(room=room, ROOM=room.upper(), percent=percent)
    assert find_run(get_server("default"), known) == run


@pytest.mark.parametrize(
    "address",
    [
        "https://meet.jitsi/another/{room}",
        "https://meet.jitsi/[another]{room}",
        "https://{room}/webinars/other",
        "https://meet.jitsi/{room}/more",
        "https://meet.jitsi/",
        "https://[meet/{room}",
        "https://meet.jitsi/%00",
        "",
    ],
)
def test_other_rooms_are_not_ours(settings: Any, run: Run, address: str) -> None:
    entry = with_secret(RECORDINGS_TOKEN=TOKEN, TENANT="webinars")
    settings.JITSI_LIVE_SERVERS = {"default": entry}
    assert find_run(get_server("default"), address.format(room=run.room_name)) is None


def test_room_of_another_server_is_not_its_own(settings: Any, run: Run) -> None:
    entry = with_secret(RECORDINGS_TOKEN=TOKEN)
    settings.JITSI_LIVE_SERVERS = {"default": entry, "other": entry}
    assert find_run(get_server("other"), run.room_name) is None


def test_recording_that_somebody_else_started_is_for_the_team(
    server: Server, run: Run, student: Any
) -> None:
    started_by = {"initiator": {"id": str(student.pk)}}
    recording = announce_upload(server, run, announced(metadata=started_by))
    assert (recording.started_by, recording.visibility) == (student, Visibility.TEAM)


# Again


def test_announced_again_it_is_the_same_with_the_newer_size(
    server: Server, run: Run, waiting: Recording
) -> None:
    assert announce_upload(server, run, announced(FILM + b"more")) == waiting
    waiting.refresh_from_db()
    assert waiting.size == len(FILM) + 4


def test_file_that_was_sent_need_not_be_sent_again(
    server: Server, run: Run, waiting: Recording
) -> None:
    send(waiting)
    with refused("already_here"):
        announce_upload(server, run, announced())
    assert state(waiting) == RecordingState.HERE


def test_file_without_a_checksum_is_sent_again(
    server: Server, run: Run, waiting: Recording, folder: Path
) -> None:
    send(waiting)
    assert announce_upload(server, run, announced(sha256="")) == waiting
    send(waiting, OTHER)
    confirm(waiting, OTHER)
    delete_due_files()
    assert files(folder) == [OTHER]


def test_recording_that_is_here_is_not_replaced(
    server: Server, run: Run, waiting: Recording, folder: Path
) -> None:
    send(waiting)
    confirm(waiting)
    with refused("already_here"):
        announce_upload(server, run, announced())
    with refused("differs"):
        announce_upload(server, run, announced(OTHER))
    with refused("already_here"):
        send(waiting, OTHER)
    assert files(folder) == [FILM]


def test_recording_of_another_room_is_not_shared(
    server: Server, waiting: Recording, make_run: Any
) -> None:
    with refused("differs"):
        announce_upload(server, make_run(), announced())


@pytest.fixture
def make_run(run: Run) -> Any:
    def make() -> Run:
        values = {"number": 2, "room_name": "another-room", "opened_at": run.opened_at}
        return Run.objects.create(session=run.session, **values)

    return make


def test_deleted_recording_does_not_come_back(server: Server, run: Run, waiting: Recording) -> None:
    Recording.objects.update(state=RecordingState.DELETED)
    with refused("deleted"):
        announce_upload(server, run, announced())
    with refused("deleted"):
        send(waiting)
    with refused("deleted"):
        confirm(waiting)


def test_lost_recording_comes_after_all(server: Server, run: Run, waiting: Recording) -> None:
    Recording.objects.update(state=RecordingState.LOST, problem=Problem.NOT_UPLOADED)
    with refused("not_announced"):
        send(waiting)
    waiting = announce_upload(server, run, announced())
    send(waiting)
    confirm(waiting)
    assert (state(waiting), waiting.problem) == (RecordingState.HERE, "")


def test_file_is_here_though_its_recorder_is_gone(waiting: Recording) -> None:
    send(waiting)
    assert confirm_forgotten() == 0
    with time_machine.travel(dt.timedelta(hours=2)):
        assert confirm_forgotten() == 1
        assert state(waiting) == RecordingState.HERE
        confirm(waiting)


def test_announcement_that_overtakes_another_stands(
    server: Server, run: Run, waiting: Recording
) -> None:
    """The state has changed after it was read."""
    stale = Recording.objects.get()
    send(waiting)
    module._renew(stale, announced(OTHER))
    assert state(waiting) == RecordingState.ARRIVING


def test_unknown_alias_of_the_storage_is_named(server: Server, run: Run, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "elsewhere"
    with refused("storage"):
        announce_upload(server, run, announced())


def test_upload_that_was_overtaken_counts_for_nothing(
    waiting: Recording, monkeypatch: Any, folder: Path
) -> None:
    store = arrival.store

    def slowly(*args: Any, **kwargs: Any) -> bool:
        monkeypatch.setattr(module, "store", store)
        send(waiting)
        return store(*args, **kwargs)

    monkeypatch.setattr(module, "store", slowly)
    with refused("overtaken"):
        send(waiting)
    confirm(waiting)
    FileDeletion.objects.update(due_at=waiting.announced_at)
    delete_due_files()
    assert files(folder) == [FILM]


def test_file_that_came_meanwhile_is_replaced(
    waiting: Recording, monkeypatch: Any, folder: Path
) -> None:
    claim = arrival.claim

    def after_another(*args: Any, **kwargs: Any) -> bool:
        monkeypatch.setattr(module, "claim", claim)
        send(waiting)
        return claim(*args, **kwargs)

    monkeypatch.setattr(module, "claim", after_another)
    send(waiting)
    assert len(files(folder)) == 2
    assert delete_due_files() == 1
    confirm(waiting)
    assert files(folder) == [FILM]


def test_two_that_confirm_at_once_are_both_right(waiting: Recording, monkeypatch: Any) -> None:
    send(waiting)
    mark_here = arrival.mark_here

    def after_another(*args: Any) -> bool:
        mark_here(*args)
        return mark_here(*args)

    monkeypatch.setattr(module, "mark_here", after_another)
    confirm(waiting)
    assert state(waiting) == RecordingState.HERE


# Past the site


@pytest.fixture
def bucket(settings: Any, folder: Path) -> Bucket:
    return use(settings, "Bucket")


def use(settings: Any, name: str) -> Bucket:
    options = settings.STORAGES["recordings"]["OPTIONS"]
    backend = f"tests.recordings.bucket.{name}"
    recordings = {"BACKEND": backend, "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "recordings": recordings}
    return cast("Bucket", storages["recordings"])


def ask(server: Server, run: Run, **values: Any) -> tuple[Recording, SignedUpload | None]:
    said = announced(**values)
    recording = announce_upload(server, run, said)
    return recording, signed_upload(recording, said)


def test_file_goes_past_the_site(server: Server, run: Run, bucket: Bucket, folder: Path) -> None:
    recording, upload = ask(server, run)
    assert upload is not None
    assert upload.headers == {"Content-Type": "video/mp4", "X-Size": "16"}
    assert "signature" not in repr(upload)
    with refused("not_uploaded"):
        confirm(recording)
    bucket.put(upload.url, FILM)
    confirm(recording)
    assert state(recording) == RecordingState.HERE
    assert bucket.size(recording.file_name) == len(FILM)
    assert not FileDeletion.objects.exists()


def test_file_past_the_site_is_here_though_its_recorder_is_gone(
    server: Server, run: Run, bucket: Bucket, settings: Any
) -> None:
    recording, upload = ask(server, run)
    assert upload is not None
    with time_machine.travel(dt.timedelta(days=3)):
        assert confirm_forgotten() == 0
        bucket.put(upload.url, FILM)
        use(settings, "SilentBucket")
        assert confirm_forgotten() == 0
        use(settings, "Bucket")
        assert confirm_forgotten() == 1
    assert state(recording) == RecordingState.HERE


def test_file_of_another_size_is_not_here(server: Server, run: Run, bucket: Bucket) -> None:
    recording, upload = ask(server, run)
    assert upload is not None
    bucket.put(upload.url, FILM[:-1])
    with refused("not_uploaded"):
        confirm(recording)


def test_file_past_the_site_is_not_sent_again(server: Server, run: Run, bucket: Bucket) -> None:
    _recording, upload = ask(server, run)
    assert upload is not None
    bucket.put(upload.url, FILM)
    with refused("already_here"):
        ask(server, run)


def test_each_address_is_for_a_file_of_its_own(
    server: Server, run: Run, bucket: Bucket, folder: Path
) -> None:
    """An earlier one may still be written, and is deleted then."""
    _recording, first = ask(server, run)
    recording, second = ask(server, run)
    assert first is not None
    assert second is not None
    bucket.put(second.url, FILM)
    confirm(recording)
    bucket.put(first.url, OTHER)
    assert delete_due_files() == 0
    with time_machine.travel(dt.timedelta(days=3)):
        assert delete_due_files() == 1
    assert files(folder) == [FILM]


def test_file_that_came_to_the_site_before_is_replaced(
    server: Server, run: Run, waiting: Recording, settings: Any, folder: Path
) -> None:
    send(waiting)
    bucket = use(settings, "Bucket")
    said = announced(OTHER)
    recording = announce_upload(server, run, said)
    upload = signed_upload(recording, said)
    assert upload is not None
    bucket.put(upload.url, OTHER)
    confirm(recording, OTHER)
    assert delete_due_files() == 1
    assert files(folder) == [OTHER]


def test_file_that_came_too_late_is_sent_again(
    server: Server, run: Run, bucket: Bucket, folder: Path
) -> None:
    recording, upload = ask(server, run)
    assert upload is not None
    bucket.put(upload.url, FILM)
    FileDeletion.objects.update(attempts=1)  # its deletion has begun
    with refused("not_uploaded"):
        confirm(recording)
    assert state(recording) == RecordingState.ARRIVING
    FileDeletion.objects.all().delete()  # and is over
    with refused("not_uploaded"):
        confirm(recording)


def test_recording_that_came_meanwhile_gets_no_address(
    server: Server, run: Run, bucket: Bucket
) -> None:
    said = announced()
    recording = announce_upload(server, run, said)
    Recording.objects.update(state=RecordingState.DELETED)
    assert signed_upload(recording, said) is None


def test_storage_may_take_a_file_by_the_site(server: Server, run: Run, settings: Any) -> None:
    use(settings, "SmallBucket")
    recording, upload = ask(server, run)
    assert upload is None
    send(recording)
    confirm(recording)


def test_storage_that_gives_no_address_is_named(server: Server, run: Run, settings: Any) -> None:
    use(settings, "BrokenBucket")
    with refused("storage"):
        ask(server, run)


def test_storage_that_does_not_answer_is_asked_again(
    server: Server, run: Run, settings: Any
) -> None:
    use(settings, "SilentBucket")
    recording, upload = ask(server, run, file="film")
    assert upload is not None
    assert upload.headers["Content-Type"] == "application/octet-stream"
    with refused("storage"):
        confirm(recording)
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    with refused("storage"):
        confirm(recording)
    assert FileDeletion.objects.get().due_at > recording.announced_at

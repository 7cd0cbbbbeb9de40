"""What is due about recordings is done by the command, by tidying up, and by tasks."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from django_jitsi_live import attendance, moments, tasks
from django_jitsi_live.models import Recording, RecordingKind, RecordingSource, RecordingState, Run
from django_jitsi_live.recordings import (
    announce_link,
    claim,
    doom,
    inspect,
    keep_up,
    responses,
    store,
    upkeep,
)
from django_jitsi_live.recordings.announcement import Announcement
from django_jitsi_live.recordings.signed_uploads import offer_signed_upload
from django_jitsi_live.secret import SecretStr
from django_jitsi_live.signals import recording_lost

from .file_server import FileServer, says

FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + bytes(2_000_000)
DAY = dt.timedelta(days=1)
LEASE = dt.timedelta(minutes=5)


@pytest.fixture
def server(settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[FileServer]:
    settings.DEBUG = True
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr(responses, "LINGER_SECONDS", 0.05)
    with FileServer().run() as server:
        yield server


@pytest.fixture
def announced(server: FileServer, folder: Path, run: Run) -> Recording:
    return announce_link(
        run,
        link=SecretStr(server.link(FILM)),
        fetch_until=moments.now() + DAY,
        kind=RecordingKind.VIDEO,
        source=RecordingSource.JAAS,
        server="default",
        key="jaas",
    )


@pytest.fixture
def files_to_delete(folder: Path, recording: Recording) -> None:
    doom("jitsi-live/gone/1.mp4", recording.pk)
    doom("jitsi-live/gone/2.mp4", recording.pk)


def state_of(recording: Recording) -> tuple[str, str]:
    recording.refresh_from_db()
    return recording.state, recording.problem


# Uploads that never come


def test_recording_that_is_never_uploaded_is_given_up(recording: Recording) -> None:
    heard: list[Any] = []

    def receive(**kwargs: Any) -> None:
        heard.append(kwargs)

    assert keep_up()["recordings abandoned"] == 0
    recording_lost.connect(receive)
    with time_machine.travel(moments.now() + 8 * DAY):
        assert keep_up(dry_run=True)["recordings abandoned"] == 1
        assert state_of(recording) == ("announced", "")
        assert keep_up()["recordings abandoned"] == 1
        assert keep_up()["recordings abandoned"] == 0
    recording_lost.disconnect(receive)
    assert state_of(recording) == ("lost", "not_uploaded")


def test_upload_that_broke_off_is_given_up_too(recording: Recording) -> None:
    claim(recording, LEASE)
    with time_machine.travel(moments.now() + 8 * DAY):
        assert keep_up()["recordings abandoned"] == 1
    assert state_of(recording) == ("lost", "not_uploaded")


def test_upload_that_goes_on_is_left_alone(recording: Recording) -> None:
    with time_machine.travel(moments.now() + 8 * DAY):
        claim(recording, LEASE)
        assert keep_up()["recordings abandoned"] == 0
    assert state_of(recording) == ("arriving", "")


def test_upload_that_somebody_takes_up_at_that_moment_is_left_alone(
    recording: Recording, monkeypatch: Any
) -> None:
    monkeypatch.setattr(upkeep, "claim", lambda *args: False)
    with time_machine.travel(moments.now() + 8 * DAY):
        assert keep_up()["recordings abandoned"] == 0


def test_file_that_has_come_is_here_though_nobody_asked(recording: Recording, folder: Path) -> None:
    claim(recording, LEASE)
    film = BytesIO(FILM)
    store(recording, film, inspect(film), state=RecordingState.ARRIVING)
    with time_machine.travel(moments.now() + 8 * DAY):
        assert keep_up()["recordings abandoned"] == 0
    assert state_of(recording) == ("here", "")
    assert [path.read_bytes() for path in folder.rglob("*") if path.is_file()] == [FILM]


def test_part_of_a_file_in_a_bucket_goes_with_its_recording(
    recording: Recording, folder: Path, settings: Any
) -> None:
    bucket = {"BACKEND": "tests.recordings.bucket.Bucket", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "recordings": bucket}
    announced = Announcement("one", "film.mp4", size=len(FILM))
    assert offer_signed_upload(recording, announced) is not None
    recording.refresh_from_db()
    part = folder / recording.file_name
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(FILM[:1000])
    with time_machine.travel(moments.now() + 8 * DAY):
        assert keep_up()["recordings abandoned"] == 1
        keep_up()
    assert not part.exists()
    assert Recording.objects.get().file_name == ""


def test_lost_recording_of_a_link_is_counted(announced: Recording, server: FileServer) -> None:
    server.always = says(410)
    with time_machine.travel(moments.now() + 2 * DAY):
        assert keep_up()["recordings abandoned"] == 1


# The command


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run_command(*options: str, stdout: Any = None) -> str:
    said = stdout or io.StringIO()
    call_command("jitsi_live_recordings", *options, stdout=said)
    return str(said.getvalue())


def test_command_says_what_it_has_done(announced: Recording, files_to_delete: None) -> None:
    assert run_command() == (
        "     2 files of recordings deleted\n"
        "     0 recordings abandoned\n"
        "     1 recordings fetched\n"
    )
    assert state_of(announced) == ("here", "")


def test_dry_run_changes_nothing(
    announced: Recording, files_to_delete: None, server: FileServer
) -> None:
    assert run_command("--dry-run") == (
        "     2 files of recordings would be deleted\n"
        "     0 recordings would be abandoned\n"
        "     1 recordings would be fetched\n"
        "Nothing was changed (--dry-run).\n"
    )
    assert state_of(announced) == ("announced", "")
    assert server.requests == []


def test_person_who_watches_sees_how_far_it_is(announced: Recording) -> None:
    said = run_command(stdout=Terminal())
    shown, *counts = said.strip("\n").split("\n")
    event = announced.run.session.event_id
    steps = [step.strip() for step in shown.split("\r") if step.strip()]
    assert steps[-1] == f"Event {event}, video: 2.0 of 2.0 MB"
    assert re.fullmatch(rf"Event {event}, video: \d\.\d of 2\.0 MB", steps[0])
    assert counts[-1].split() == ["1", "recordings", "fetched"]
    assert "s3cret" not in said


def test_person_who_watches_sees_each_file_in_a_line(
    announced: Recording, server: FileServer, run: Run, monkeypatch: Any
) -> None:
    announce_link(
        run,
        link=SecretStr(server.link(b"{}", "/chat.json")),
        fetch_until=moments.now() + 2 * DAY,
        kind=RecordingKind.CHAT,
        source=RecordingSource.JAAS,
        server="default",
        key="chat",
    )
    server.script = [lambda exchange: exchange.say(200, FILM, Content_Length=None)]
    said = run_command(stdout=Terminal()).split("\n")
    assert ["video" in said[0], "chat" in said[1]] == [True, True]
    assert " of " not in said[0]


def test_person_who_breaks_it_off_is_told_that_nothing_is_lost(
    announced: Recording, monkeypatch: Any
) -> None:
    class Impatient(Terminal):
        def write(self, text: str) -> int:
            if "MB" in text:
                raise KeyboardInterrupt
            return super().write(text)

    with pytest.raises(CommandError, match="the next run goes on"):
        run_command(stdout=Impatient())
    assert "1 recordings fetched" in run_command()


def test_command_says_where_recordings_are_off(db: None) -> None:
    with pytest.raises(CommandError, match="Name an alias of STORAGES in JITSI_LIVE_RECORDINGS"):
        run_command()


# Tidying up, and tasks


def test_tidying_up_comes_to_recordings_last(announced: Recording, files_to_delete: None) -> None:
    done = attendance.tidy()
    assert list(done)[-3:] == [
        "files of recordings deleted",
        "recordings abandoned",
        "recordings fetched",
    ]
    assert done["recordings fetched"] == 1


def test_tidying_up_has_its_time(announced: Recording, monkeypatch: Any) -> None:
    monkeypatch.setattr(attendance.housekeeping, "RECORDING_SECONDS", 0)
    assert attendance.tidy()["recordings fetched"] == 0


def call(task: Any) -> Any:
    return task.call() if hasattr(task, "call") else task()


def test_tasks_do_what_the_commands_do(announced: Recording, settings: Any) -> None:
    assert call(tasks.fetch_recordings)["recordings fetched"] == 1
    assert call(tasks.tidy)["recordings fetched"] == 0
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    assert call(tasks.fetch_recordings) == {}


@pytest.mark.django_db(transaction=True)
def test_task_is_enqueued_where_django_has_tasks(announced: Recording) -> None:
    pytest.importorskip("django.tasks")
    result = tasks.fetch_recordings.enqueue()
    assert result.return_value["recordings fetched"] == 1


def test_tasks_are_functions_where_django_has_none(db: None, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "django.tasks", None)
    found = importlib.util.find_spec("django_jitsi_live.tasks")
    assert found is not None
    assert found.loader is not None
    anew = importlib.util.module_from_spec(found)
    found.loader.exec_module(anew)
    assert anew.fetch_recordings() == {}
    assert anew.tidy()["recordings fetched"] == 0

"""Jibri's script against the real site, on folders as Jibri writes them."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.models import Recording, RecordingState, Run
from django_jitsi_live.operations import recorder_script
from tests.keys import with_secret

from . import jibri
from .finalize import NEEDED, Script, set_up
from .jibri import FILM, SESSION, TOKEN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(NEEDED), reason=f"not installed: {', '.join(NEEDED)}"),
]

SHELLS = [
    pytest.param(
        shell, marks=pytest.mark.skipif(shutil.which(shell[0]) is None, reason="not installed")
    )
    for shell in (["dash"], ["bash", "--posix"], ["busybox", "sh"])
]


@pytest.fixture(autouse=True)
def server(settings: Any, folder: Path) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN)}


@pytest.fixture
def script(live_server: Any, tmp_path: Path) -> Script:
    return set_up(tmp_path / "jibri's config", live_server.url)


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    return tmp_path / "jibri"


@pytest.fixture
def room(live_server: Any, run: Run) -> str:
    return run.room_name


MakeFolder = Callable[..., Path]


@pytest.fixture
def make(recordings: Path, room: str) -> MakeFolder:
    def make(*arguments: Any, **values: Any) -> Path:
        return jibri.folder(recordings, room, *arguments, **values)

    return make


def age(made: Path) -> None:
    """As it is some minutes after the end."""
    for path in made.iterdir():
        os.utime(path, (time.time() - 600,) * 2)


def stored(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("shell", SHELLS)
def test_recording_is_uploaded_and_its_folder_deleted(
    script: Script, shell: list[str], make: MakeFolder, folder: Path
) -> None:
    script.shell = shell
    script.environment["TZ"] = "Europe/Berlin"
    made = make()
    assert script.run(made) == (0, [f"{made}: uploaded"])
    assert not made.exists()
    recording = Recording.objects.get()
    assert recording.state == RecordingState.HERE
    assert recording.started_at == dt.datetime(2026, 8, 20, 8, 11, 12, tzinfo=dt.UTC)
    assert stored(folder) == [FILM]


def test_script_is_short_and_names_the_site(live_server: Any, script: Script) -> None:
    text = script.path.read_text()
    assert f"site={live_server.url}/api/live/jitsi/default/recordings/\n" in text
    assert len(text.splitlines()) <= 60
    assert TOKEN not in text


def test_address_with_odd_characters_stays_one_word(settings: Any) -> None:
    entry = with_secret(RECORDINGS_TOKEN=TOKEN)
    settings.JITSI_LIVE_SERVERS = {"default": entry, "it's, large": entry}
    text = recorder_script("it's, large", "https://www.example.org")
    address = "https://www.example.org/api/live/jitsi/it%27s%2C%20large/recordings/"
    assert f"site={address}\n" in text


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="not installed")
def test_shellcheck_finds_nothing(script: Script) -> None:
    subprocess.run(["shellcheck", "--shell=sh", script.path], check=True)


def test_initiator_is_who_the_server_says(
    script: Script, make: MakeFolder, host: Any, live: Any
) -> None:
    made = make(initiator={"id": str(host.pk), "group": "x"}, participants=[{"user": {"id": "7"}}])
    assert script.run(made)[0] == 0
    assert Recording.objects.get().started_by == host


def test_second_address_of_a_meeting_counts_for_nothing(
    script: Script, make: MakeFolder, room: str
) -> None:
    """Whoever starts a recording can give more keys, which Jibri writes behind its own."""
    made = make()
    other = f'{{"meeting_url": "{jibri.meeting_url(room)}", "meeting_url": "https://x/other"}}'
    made.joinpath("metadata.json").write_text(other)
    assert script.run(made)[0] == 0
    assert Recording.objects.get().run.room_name == room


@pytest.mark.parametrize(
    "name", ["two  words", "line\nbreak", "[brackets]{a,b}", "-dash", "'\"$x`"]
)
def test_folder_may_have_any_name(
    script: Script, tmp_path: Path, room: str, name: str, folder: Path
) -> None:
    made = jibri.folder(tmp_path / name, room, session=name)
    status, lines = script.run("--all", made.parent)
    assert (status, len(lines)) == (0, 1)
    assert "being recorded" in lines[0]
    age(made)
    status, lines = script.run("--all", made.parent)
    assert (status, len(lines)) == (0, 1)
    assert not made.exists()
    assert stored(folder) == [FILM]


def test_folder_may_be_given_in_any_way(script: Script, make: MakeFolder) -> None:
    made = make()
    here = Path.cwd()
    os.chdir(made)
    try:
        assert script.run(".")[0] == 0
    finally:
        os.chdir(here)
    assert Recording.objects.get().key.startswith(f"{SESSION}/")
    assert not made.exists()


def test_several_files_are_several_recordings(
    script: Script, make: MakeFolder, folder: Path, room: str
) -> None:
    made = make()
    made.joinpath(f"{room}_2026-08-20-11-00-00.mp4").write_bytes(FILM + b"2")
    assert script.run(made)[0] == 0
    assert stored(folder) == [FILM, FILM + b"2"]
    assert Recording.objects.filter(state=RecordingState.HERE).count() == 2
    assert not made.exists()


def test_odd_name_of_a_file_has_no_time(script: Script, make: MakeFolder, room: str) -> None:
    made = make()
    [film] = made.glob("*.mp4")
    film.rename(made / "a [b] {c}\u202e\n'\"\\ 2026-99-99-99-99-99.mp4")
    assert script.run(made)[0] == 0
    assert Recording.objects.get().started_at is None


@pytest.mark.parametrize("text", [None, "", "{", '{"meeting_url": "https://x/y', "[]", "\0"])
def test_broken_metadata_leaves_the_folder(
    script: Script, make: MakeFolder, text: str | None
) -> None:
    made = make()
    metadata = made / "metadata.json"
    metadata.unlink() if text is None else metadata.write_text(text)
    status, [line] = script.run(made)
    assert (status, f"{made}: not uploaded" in line) == (1, True)
    assert len(list(made.glob("*.mp4"))) == 1


def test_recording_at_this_moment_is_left_alone(script: Script, make: MakeFolder) -> None:
    made = make()
    made.joinpath("metadata.json").unlink()
    status, [line] = script.run("--all", made.parent)
    assert (status, line) == (0, f"{made}: left alone, it is being recorded")


def test_folder_without_a_recording_is_left_alone(script: Script, recordings: Path) -> None:
    made = recordings / "just-begun"
    made.mkdir(parents=True)
    script.environment["JIBRI_RECORDING_DIR"] = str(recordings)
    assert script.run() == (0, [f"{made}: left alone, no recording is in it"])
    assert made.exists()


def test_folder_with_something_else_keeps_that(script: Script, make: MakeFolder) -> None:
    made = make()
    made.joinpath("notes.txt").write_text("x")
    assert script.run(made)[0] == 0
    assert sorted(path.name for path in made.iterdir()) == ["metadata.json", "notes.txt"]


def test_no_recordings_directory_is_an_error(script: Script, tmp_path: Path) -> None:
    assert script.run("--all", tmp_path / "missing")[0] != 0
    assert script.run()[0] != 0


@pytest.mark.parametrize(
    ("token", "room", "words"),
    [
        ("x" * 32, "", "401 The token is missing or wrong"),
        (TOKEN, "another-room", "404 This site has had no such room"),
    ],
)
def test_refusal_is_explained_and_leaves_the_folder(
    live_server: Any, tmp_path: Path, run: Run, recordings: Path, token: str, room: str, words: str
) -> None:
    script = set_up(tmp_path / "config", live_server.url, token=token)
    made = jibri.folder(recordings, room or run.room_name)
    status, [line] = script.run(made)
    assert (status, f"not uploaded, the site answers {words}" in line) == (1, True)
    assert token not in line
    assert made.exists()


def test_site_that_is_not_there_leaves_the_folder(tmp_path: Path, recordings: Path) -> None:
    script = set_up(tmp_path / "config", "http://127.0.0.1:9")
    made = jibri.folder(recordings, "room")
    status, [line] = script.run(made)
    assert (status, "the site answers 000 Failed to connect" in line) == (1, True)
    assert made.exists()


def test_recording_that_was_deleted_is_deleted_here(script: Script, make: MakeFolder) -> None:
    made = make()
    script.run(made)
    Recording.objects.update(state=RecordingState.DELETED)
    assert script.run(make())[0] == 0
    assert not made.exists()
    assert Recording.objects.get().state == RecordingState.DELETED


def test_other_film_of_that_name_is_kept(script: Script, make: MakeFolder, folder: Path) -> None:
    script.run(make())
    made = make(FILM + b"other")
    status, [line] = script.run(made)
    assert (status, "with another file than this one" in line) == (1, True)
    assert made.exists()
    assert stored(folder) == [FILM]


def test_no_secret_is_in_the_list_of_processes(script: Script, make: MakeFolder) -> None:
    script.use("curl", 'tr "\\0" " " </proc/$$/cmdline >>"$0.seen"\nexec "$real" "$@"\n')
    script.use("jq", 'tr "\\0" " " </proc/$$/cmdline >>"$0.seen"\nexec "$real" "$@"\n')
    assert script.run(make())[0] == 0
    seen = "".join(path.read_text() for path in script.path.parent.glob("programs/*.seen"))
    assert "--data" not in seen
    assert "/done" in seen
    assert "Bearer" not in seen
    assert TOKEN not in seen


WITHOUT_FLOCK = "exit 0\n"


@pytest.mark.parametrize("locks", [True, False])
def test_two_scripts_at_once_leave_one_recording(
    script: Script, make: MakeFolder, folder: Path, locks: bool
) -> None:
    if not locks:
        script.use("flock", WITHOUT_FLOCK)
    film = FILM + os.urandom(3_000_000)
    made = make(film)
    both = [script.begin(made), script.begin(made)]
    for each in both:
        each.communicate()
    if made.exists():
        assert script.run(made)[0] == 0
    assert not made.exists()
    assert Recording.objects.get().state == RecordingState.HERE
    recording = Recording.objects.get()
    assert folder.joinpath(recording.file_name).read_bytes() == film

"""Recordings are fetched from a server that keeps them for a while, and does not behave."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
import os
import random
import threading
import traceback
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError

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
    announce_link,
    claim,
    download,
    fetch_due,
    fetching,
    pace,
    responses,
)
from django_jitsi_live.recordings import partial as partials
from django_jitsi_live.recordings.fetching import Fetched
from django_jitsi_live.secret import SecretStr
from django_jitsi_live.signals import recording_arrived, recording_lost

from .file_server import (
    FileServer,
    breaks_off,
    chunked,
    chunks_break_off,
    compresses,
    drips,
    hangs,
    honest,
    ignores_ranges,
    lies,
    redirects,
    says,
    until_close,
)

FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + random.Random(1).randbytes(300_000)
LENGTH = len(FILM)
HOUR = dt.timedelta(hours=1)
LEASE = dt.timedelta(minutes=5)
NOTHING = Fetched()
ONE = Fetched(arrived=1)
LOST = Fetched(lost=1)


@pytest.fixture
def temporary(settings: Any, tmp_path: Path) -> Path:
    """Where what has come so far lies."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.FILE_UPLOAD_TEMP_DIR


@pytest.fixture
def server(settings: Any, temporary: Path, monkeypatch: Any) -> Iterator[FileServer]:
    settings.DEBUG = True  # so that addresses of this machine, and without TLS, are asked
    monkeypatch.setattr(responses, "LINGER_SECONDS", 0.05)
    with FileServer().run() as server:
        yield server


@pytest.fixture
def announced(server: FileServer, folder: Path, run: Run) -> Callable[..., Recording]:
    def announced(
        content: bytes = FILM, key: str = "one", hours: float = 24, **values: Any
    ) -> Recording:
        link = server.link(content, f"/{key}.mp4")
        return announce_link(
            run,
            link=SecretStr(values.pop("link", link)),
            fetch_until=moments.now() + hours * HOUR,
            kind=values.pop("kind", RecordingKind.VIDEO),
            source=RecordingSource.JAAS,
            server="default",
            key=key,
            **values,
        )

    return announced


def films(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def left(temporary: Path) -> list[str]:
    """What there is of recordings that have not come to an end."""
    return sorted(path.name for path in temporary.rglob("*") if path.is_file())


def later(recording: Recording) -> Recording:
    """When it is to be tried again."""
    Recording.objects.update(next_attempt_at=None)
    recording.refresh_from_db()
    return recording


def assert_here(recording: Recording, folder: Path, content: bytes = FILM) -> None:
    recording.refresh_from_db()
    assert recording.state == RecordingState.HERE
    assert (recording.size, recording.received) == (len(content), len(content))
    assert films(folder) == [content]
    assert (recording.link, recording.problem) == ("", "")
    assert not FileDeletion.objects.exists()


# What goes well


def test_file_is_fetched_once(
    announced: Any, folder: Path, server: FileServer, temporary: Path
) -> None:
    recording = announced()
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert fetch_due() == NOTHING
    assert len(server.requests) == 1
    assert server.requests[0]["path"] == "/one.mp4?sig=s3cret"
    assert left(temporary) == []


def test_receivers_hear_that_it_is_here(
    announced: Any, django_capture_on_commit_callbacks: Any
) -> None:
    recording, heard = announced(), []

    def receive(recording: Recording, session: Any, **kwargs: Any) -> None:
        heard.append((recording.pk, session.pk, recording.state))

    recording_arrived.connect(receive)
    with django_capture_on_commit_callbacks(execute=True):
        fetch_due()
    recording_arrived.disconnect(receive)
    assert heard == [(recording.pk, recording.run.session_id, "here")]


def test_those_whose_links_expire_first_come_first(announced: Any, server: FileServer) -> None:
    announced(key="late", hours=20)
    announced(key="early", hours=2)
    assert fetch_due() == Fetched(arrived=2)
    assert [each["path"][:5] for each in server.requests] == ["/earl", "/late"]


def test_dry_run_counts_what_is_due(announced: Any, server: FileServer) -> None:
    announced()
    assert fetch_due(dry_run=True) == ONE
    assert server.requests == []


def test_site_without_recordings_fetches_none(
    announced: Any, server: FileServer, settings: Any
) -> None:
    announced()
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    assert fetch_due() == NOTHING
    assert server.requests == []


@pytest.mark.parametrize("step", [chunked, until_close, compresses, ignores_ranges])
def test_file_is_whole_however_it_is_sent(
    announced: Any, server: FileServer, folder: Path, step: Any
) -> None:
    recording = announced()
    server.script = [step]
    assert fetch_due() == ONE
    recording.refresh_from_db()
    assert films(folder) == [FILM]
    assert recording.size == len(FILM)


def test_transcript_that_is_sent_compressed_is_text(announced: Any, server: FileServer) -> None:
    recording = announced(b'{"messages": []}', kind=RecordingKind.TRANSCRIPT)
    server.script = [compresses]
    assert fetch_due() == ONE
    recording.refresh_from_db()
    assert recording.content_type == "application/json"


def test_server_that_does_not_hang_up_delays_nothing(
    announced: Any, server: FileServer, folder: Path
) -> None:
    recording = announced()
    server.script = [hangs(after=len(FILM))]
    assert fetch_due() == ONE
    assert_here(recording, folder)


def test_progress_is_told_to_whoever_watches(announced: Any) -> None:
    told: list[tuple[int, int | None]] = []
    announced()
    fetch_due(watch=lambda recording, received, size: told.append((received, size)))
    assert told[-1] == (len(FILM), len(FILM))


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(
    announced: Any, server: FileServer, folder: Path, status: int
) -> None:
    recording = announced()
    server.contents["/there"] = FILM
    server.script = [redirects("/over?a=1", status), redirects(f"{server.origin}/there", status)]
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert [each["path"] for each in server.requests[1:]] == ["/over?a=1", "/there"]


@pytest.mark.parametrize(
    "location",
    ["", "/one.mp4", "ftp://127.0.0.1/film", "file:///etc/passwd", "https://[bad", "https:///x"],
)
def test_redirects_that_lead_nowhere_are_given_up(
    announced: Any, server: FileServer, location: str
) -> None:
    recording = announced()
    server.always = redirects(location)
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem in {Problem.REFUSED, Problem.UNREACHABLE}
    assert len(server.requests) <= responses.MAX_REDIRECTS + 1


def test_redirect_without_an_address_is_no_answer(announced: Any, server: FileServer) -> None:
    recording = announced()
    server.always = says(302)
    fetch_due()
    recording.refresh_from_db()
    assert recording.problem == Problem.REFUSED


# Breaks


def test_download_goes_on_after_a_break(announced: Any, server: FileServer, folder: Path) -> None:
    recording = announced()
    server.script = [breaks_off(200_000)]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert (recording.state, recording.problem) == ("arriving", "interrupted")
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.ranges == [None, "bytes=200000-"]
    assert server.requests[1]["If-Range"].startswith('"')


@pytest.mark.parametrize(
    ("headers", "condition"),
    [
        ({"ETag": 'W/"weak"'}, None),
        ({"ETag": None}, None),
        ({"ETag": None, "Last_Modified": "Fri, 27 Nov 2026 07:00:00 GMT"}, "Fri, 27 Nov 2026 07"),
    ],
)
def test_download_goes_on_by_whatever_tells_that_the_file_is_the_same(
    announced: Any, server: FileServer, folder: Path, headers: Any, condition: str | None
) -> None:
    recording = announced()
    date = headers.get("Last_Modified")
    server.script = [
        breaks_off(200_000, **headers),
        lambda exchange: _part(exchange, Last_Modified=date, ETag=headers["ETag"]),
    ]
    fetch_due()
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert (server.requests[1].get("If-Range") or "")[:19] == (condition or "")


def _part(exchange: Any, begin: int = 200_000, total: Any = LENGTH, **headers: Any) -> None:
    part = f"bytes {begin}-{len(FILM) - 1}/{total}"
    exchange.say(206, FILM[begin:], Content_Range=part, **headers)


def test_file_that_has_changed_meanwhile_begins_anew(
    announced: Any, server: FileServer, folder: Path
) -> None:
    recording = announced()
    server.script = [breaks_off(200_000)]
    fetch_due()
    changed = bytes(reversed(FILM))
    server.contents["/one.mp4"] = changed
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder, changed)


def test_server_without_ranges_sends_all_of_it_again(
    announced: Any, server: FileServer, folder: Path
) -> None:
    recording = announced()
    server.script = [breaks_off(200_000), ignores_ranges]
    fetch_due()
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)


@pytest.mark.parametrize(
    "step",
    [
        lambda exchange: _part(exchange, begin=100_000),
        lambda exchange: _part(exchange, total=len(FILM) + 7),
        lambda exchange: _part(exchange, ETag='"another"'),
        lambda exchange: _part(exchange, Content_Encoding="gzip"),
        lambda exchange: exchange.say(206, FILM[200_000:]),
        lambda exchange: exchange.say(416),
    ],
)
def test_part_of_something_else_is_not_put_together(
    announced: Any, server: FileServer, folder: Path, step: Any
) -> None:
    recording = announced()
    server.script = [breaks_off(200_000), step]
    fetch_due()
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.ranges[2:] == [None]


def test_error_in_between_keeps_what_has_come(
    announced: Any, server: FileServer, folder: Path
) -> None:
    recording = announced()
    server.script = [breaks_off(200_000), says(503)]
    for _ in range(2):
        fetch_due()
        later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.ranges[1:] == ["bytes=200000-"] * 2


@pytest.mark.parametrize("step", [chunks_break_off, breaks_off(10, Transfer_Encoding="chunked")])
def test_chunks_that_end_early_are_not_the_file(
    announced: Any, server: FileServer, folder: Path, step: Any
) -> None:
    recording = announced()
    server.script = [step]
    assert fetch_due() == NOTHING
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)


def test_size_that_is_told_late_counts(announced: Any, server: FileServer, folder: Path) -> None:
    recording = announced()

    def cut(exchange: Any) -> None:
        exchange.say(200, Content_Length=None, Transfer_Encoding="chunked", ETag='"a"')
        exchange.wfile.write(b"%x\r\n%s\r\n" % (200_000, FILM[:200_000]))

    def too_short(exchange: Any) -> None:
        part = f"bytes 200000-{len(FILM) - 1}/{len(FILM)}"
        exchange.say(206, FILM[200_000:-9], Content_Range=part, ETag='"a"')

    def rest(exchange: Any) -> None:
        _part(exchange, begin=len(FILM) - 9, total="*", ETag='"a"')

    server.script = [cut, too_short, rest]
    for _ in range(2):
        assert fetch_due() == NOTHING
        later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)


@pytest.mark.parametrize("by", [-100_000, -1, 1, 100_000])
def test_size_that_is_a_lie_is_not_believed(
    announced: Any, server: FileServer, folder: Path, by: int
) -> None:
    recording = announced()
    server.script = [lies(by)]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.INTERRUPTED
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)


def test_empty_file_is_no_recording(announced: Any, server: FileServer) -> None:
    recording = announced()
    server.script = [lambda exchange: exchange.say(200)]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.INTERRUPTED


@pytest.mark.parametrize("damage", [b"no gzip", gzip.compress(FILM, mtime=0)[:-5], b"\x1f\x8b\x08"])
def test_damaged_compression_is_tried_again(
    announced: Any, server: FileServer, folder: Path, damage: bytes
) -> None:
    recording = announced()
    server.script = [lambda exchange: exchange.say(200, damage, Content_Encoding="gzip")]
    assert fetch_due() == NOTHING
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)


def test_compression_that_nobody_asked_for_is_refused(announced: Any, server: FileServer) -> None:
    recording = announced()
    server.script = [lambda exchange: exchange.say(200, FILM, Content_Encoding="br")]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.REFUSED


# Limits


@pytest.mark.parametrize("step", [honest, chunked, until_close, compresses, lies(10**12)])
def test_no_more_than_the_limit_is_taken(
    announced: Any, server: FileServer, folder: Path, settings: Any, temporary: Path, step: Any
) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = 200_000
    recording = announced(bytes(300_000) if step is compresses else FILM)
    server.script = [step]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.TOO_LARGE
    assert films(folder) == []
    assert all(each.stat().st_size < 1000 for each in _files(temporary))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_file_of_just_the_limit_is_taken(announced: Any, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = len(FILM)
    announced()
    assert fetch_due() == ONE


@pytest.fixture
def patient_until_the_body(monkeypatch: Any) -> None:
    """The head has come, however slow the machine is, when so little patience is left."""

    def chunks(response: responses.Response) -> Iterator[bytes]:
        response._pace.silence = 0.3
        monkeypatch.setattr(pace, "WINDOW_SECONDS", 0.3)
        return all_chunks(response)

    all_chunks = responses.Response.chunks
    monkeypatch.setattr(responses.Response, "chunks", chunks)


def test_silence_is_no_head(announced: Any, server: FileServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(pace, "SILENCE_SECONDS", 0.3)
    recording = announced()
    server.script = [hangs()]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.UNREACHABLE


@pytest.mark.parametrize("step", [hangs(0), hangs(1000), drips])
def test_what_comes_too_slowly_is_broken_off(
    announced: Any, server: FileServer, patient_until_the_body: None, step: Any
) -> None:
    recording = announced()
    server.script = [step]
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.TOO_SLOW


def test_who_is_fast_enough_may_take_several_windows(
    announced: Any, folder: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pace, "WINDOW_SECONDS", 0)
    monkeypatch.setattr(pace, "WINDOW_BYTES", 1)
    recording = announced()
    fetch_due()
    recording.refresh_from_db()
    assert recording.state in {"here", "arriving"}


# Failures, and when it is tried again


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (400, Problem.REFUSED),
        (403, Problem.REFUSED),
        (404, Problem.REFUSED),
        (410, Problem.EXPIRED),
        (429, Problem.UNREACHABLE),
        (500, Problem.UNREACHABLE),
        (204, Problem.UNREACHABLE),
        (206, Problem.UNREACHABLE),
    ],
)
def test_failure_is_named_and_tried_again(
    announced: Any, server: FileServer, folder: Path, status: int, problem: Problem
) -> None:
    recording = announced()
    server.script = [says(status)]
    before = moments.now()
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert (recording.problem, recording.attempts) == (problem, 1)
    assert recording.next_attempt_at is not None
    assert recording.next_attempt_at >= before + fetching.FIRST_WAIT
    assert fetch_due() == NOTHING
    assert len(server.requests) == 1
    with time_machine.travel(recording.next_attempt_at + fetching.FIRST_WAIT):
        assert fetch_due() == ONE
    assert_here(recording, folder)


def test_waits_grow_until_shortly_before_the_link_expires(
    announced: Any, server: FileServer
) -> None:
    server.always = says(503)
    recording = announced()
    until = recording.fetch_until
    times = [moments.now()]
    with time_machine.travel(times[0], tick=False) as traveller:
        while recording.state != RecordingState.LOST:
            fetch_due()
            recording.refresh_from_db()
            if recording.state != RecordingState.LOST:
                times.append(recording.next_attempt_at)
                traveller.move_to(times[-1])
    waits = [(after - before).total_seconds() for before, after in pairwise(times)]
    assert waits[:8] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert max(waits) == 3600
    assert times[-1] == until - fetching.LAST_ATTEMPT
    assert recording.problem == Problem.UNREACHABLE


@pytest.mark.parametrize("status", [403, 404, 410])
def test_link_that_has_expired_is_a_loss_that_is_told(
    announced: Any,
    server: FileServer,
    caplog: Any,
    temporary: Path,
    django_capture_on_commit_callbacks: Any,
    status: int,
) -> None:
    heard: list[Any] = []

    def receive(recording: Recording, **kwargs: Any) -> None:
        heard.append(recording.pk)

    server.script = [breaks_off(1000), says(status)]
    recording = announced(hours=1)
    fetch_due()
    recording_lost.connect(receive)
    with time_machine.travel(moments.now() + 2 * HOUR):
        with django_capture_on_commit_callbacks(execute=True):
            assert fetch_due() == LOST
        assert fetch_due() == NOTHING
    recording_lost.disconnect(receive)
    recording.refresh_from_db()
    assert (recording.state, recording.problem) == ("lost", "expired")
    assert recording.link == ""
    assert heard == [recording.pk]
    assert left(temporary) == []
    assert f"{recording.pk} of the live session of event" in caplog.text
    assert "the link has expired" in caplog.text


def test_one_attempt_is_made_also_after_the_deadline(announced: Any, folder: Path) -> None:
    recording = announced(hours=-1)
    assert fetch_due() == ONE
    assert_here(recording, folder)


def test_server_that_is_not_there_is_unreachable(announced: Any) -> None:
    links = ["http://127.0.0.1:1/", "http://nowhere.invalid/", "http://127.0.0.1:99999/"]
    recordings = [announced(key=str(n), link=link) for n, link in enumerate(links)]
    assert fetch_due() == NOTHING
    for recording in recordings:
        recording.refresh_from_db()
        assert recording.problem == Problem.UNREACHABLE


def test_what_is_no_link_is_refused(announced: Any) -> None:
    for number, link in enumerate(["nonsense", "ftp://127.0.0.1/", "https:///film"]):
        announced(key=str(number), link=link)
    assert fetch_due() == NOTHING
    assert set(Recording.objects.values_list("problem", flat=True)) == {Problem.REFUSED}


def test_link_is_in_no_log(announced: Any, server: FileServer, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [breaks_off(100), redirects("http://127.0.0.1:1/s3cret"), hangs, says(403)]
    server.script[2] = lambda exchange: exchange.wfile.write(b"no HTTP s3cret\r\n\r\n")
    recording = announced(hours=1)
    for _ in range(3):
        fetch_due()
        later(recording)
    with time_machine.travel(moments.now() + 2 * HOUR):
        assert fetch_due() == LOST
    mine = [each.getMessage() for each in caplog.records if each.name != "django.db.backends"]
    assert not any("s3cret" in text for text in mine)


# The storage


class Broken(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        content.read(10)
        raise ConnectionError("s3cret credentials")


@pytest.fixture
def broken(settings: Any) -> dict[str, Any]:
    broken = f"{__name__}.Broken"
    return {**settings.STORAGES, "recordings": {"BACKEND": broken}}


def test_storage_that_fails_gets_the_file_when_it_works_again(
    announced: Any, server: FileServer, folder: Path, settings: Any, broken: Any, caplog: Any
) -> None:
    recording = announced()
    works = settings.STORAGES
    settings.STORAGES = broken
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.STORAGE
    assert "JITSI_LIVE_RECORDINGS_STORAGE fails with ConnectionError." in caplog.text
    assert "s3cret" not in caplog.text
    settings.STORAGES = works
    server.always = says(410)
    with time_machine.travel(moments.now() + 72 * HOUR):
        assert fetch_due() == ONE
    recording.refresh_from_db()
    assert films(folder) == [FILM]
    assert len(server.requests) == 1


def test_another_machine_gives_up_nothing_that_this_one_has(
    announced: Any, server: FileServer, settings: Any, broken: Any, tmp_path: Path
) -> None:
    recording = announced()
    settings.STORAGES = broken
    fetch_due()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path  # that is, on another machine
    server.always = says(403)
    with time_machine.travel(moments.now() + 72 * HOUR):
        assert fetch_due() == NOTHING
    with time_machine.travel(moments.now() + 240 * HOUR):
        assert fetch_due() == LOST
    recording.refresh_from_db()
    assert recording.problem == Problem.STORAGE


def test_storage_that_does_not_exist_costs_no_download(
    announced: Any, server: FileServer, settings: Any
) -> None:
    recording = announced()
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "nowhere"
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.STORAGE
    assert server.requests == []


def test_full_disk_is_not_kept_full(
    announced: Any, server: FileServer, monkeypatch: Any, temporary: Path
) -> None:
    def full(self: Any, chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    recording = announced()
    monkeypatch.setattr(partials.PartialFile, "append", full)
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.STORAGE
    assert all(each.stat().st_size < 1000 for each in _files(temporary))


def test_no_room_for_what_was_compressed_is_no_damage(
    announced: Any, server: FileServer, monkeypatch: Any
) -> None:
    class Full:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *args: object) -> None: ...

        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

    recording = announced()
    server.script = [compresses]
    monkeypatch.setattr(download, "nameless_file", Full)
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.STORAGE


def test_machine_without_room_for_temporary_files_says_so(
    announced: Any, settings: Any, tmp_path: Path
) -> None:
    recording = announced()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == Problem.STORAGE


# The claim


@pytest.fixture
def always_due(monkeypatch: Any) -> None:
    """Each byte renews the claim."""
    monkeypatch.setattr(fetching, "PULSE_SECONDS", 0.0)


def test_what_another_process_fetches_is_left_to_it(announced: Any, server: FileServer) -> None:
    recording = announced()
    claim(recording, LEASE)
    assert fetch_due() == NOTHING
    with time_machine.travel(moments.now() + 2 * LEASE):
        assert fetch_due() == ONE


def test_of_two_that_find_it_one_fetches(
    announced: Any, server: FileServer, monkeypatch: Any
) -> None:
    announced()
    monkeypatch.setattr(fetching, "claim", lambda recording, lease: False)
    assert fetch_due() == NOTHING
    assert server.requests == []


def test_claim_is_renewed_while_bytes_come(
    announced: Any, server: FileServer, always_due: None
) -> None:
    recording = announced()
    seen: list[tuple[Any, int]] = []

    def look(*args: Any) -> None:
        row = Recording.objects.get()
        assert row.claimed_until is not None
        seen.append((row.claimed_until, row.received))

    assert fetch_due(watch=look) == ONE
    times, received = zip(*seen, strict=True)
    assert list(times) == sorted(times)
    assert times[-1] > times[0]
    assert received[-1] > 0
    assert recording.pk


@pytest.mark.parametrize("step", [honest, hangs(after=10_000)])
def test_who_is_overtaken_stops(
    announced: Any, server: FileServer, folder: Path, always_due: None, step: Any
) -> None:
    recording = announced()
    server.script = [step]

    def overtake(*args: Any) -> None:
        claim(Recording.objects.get(), LEASE, take_over=True)

    assert fetch_due(watch=overtake) == NOTHING
    recording.refresh_from_db()
    assert (recording.state, recording.problem) == ("arriving", "")
    assert recording.claim != ""
    assert films(folder) == []


def test_overtaken_while_the_storage_takes_it_stores_nothing(
    announced: Any, folder: Path, monkeypatch: Any, always_due: None
) -> None:
    save = FileSystemStorage.save

    def save_slowly(self: Any, *args: Any, **kwargs: Any) -> str:
        name = save(self, *args, **kwargs)
        claim(Recording.objects.get(), LEASE, take_over=True)
        return name

    recording = announced()
    monkeypatch.setattr(FileSystemStorage, "save", save_slowly)
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.state == RecordingState.ARRIVING
    assert FileDeletion.objects.filter(due_at__lte=moments.now()).count() == 1


def test_overtaken_before_a_failure_notes_none(
    announced: Any, server: FileServer, monkeypatch: Any
) -> None:
    recording = announced()
    server.script = [says(404)]
    next_attempt = fetching._next_attempt

    def overtaken(*args: Any) -> Any:
        claim(Recording.objects.get(), LEASE, take_over=True)
        return next_attempt(*args)

    monkeypatch.setattr(fetching, "_next_attempt", overtaken)
    assert fetch_due() == NOTHING
    recording.refresh_from_db()
    assert recording.problem == ""


def test_recording_that_is_deleted_meanwhile_is_no_error(
    announced: Any, server: FileServer, monkeypatch: Any
) -> None:
    recording = announced()

    def claim_and_delete(found: Recording, lease: Any) -> bool:
        Recording.objects.all().delete()
        return True

    monkeypatch.setattr(fetching, "claim", claim_and_delete)
    assert fetch_due() == NOTHING
    assert server.requests == []
    assert recording.pk


@pytest.mark.parametrize("error", [KeyboardInterrupt, OperationalError])
def test_who_is_broken_off_leaves_it_to_the_next(
    announced: Any, server: FileServer, folder: Path, error: type[BaseException]
) -> None:
    recording = announced()

    def break_off(*args: Any) -> None:
        raise error

    with pytest.raises(error):
        fetch_due(watch=break_off)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.ranges[1:] in ([], [server.ranges[-1]])


@pytest.mark.django_db(transaction=True)
def test_storage_that_reads_in_threads_keeps_the_claim(
    announced: Any, folder: Path, settings: Any, always_due: None
) -> None:
    storage = {"BACKEND": f"{__name__}.Threaded", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    recording = announced()
    assert fetch_due() == ONE
    assert_here(recording, folder)


class Threaded(FileSystemStorage):
    """As some that upload: the file is read in a thread."""

    def _save(self, name: str, content: Any) -> str:
        thread = threading.Thread(target=lambda: found.append(content.read()))
        found: list[bytes] = []
        thread.start()
        thread.join()
        content.close()
        return super()._save(name, ContentFile(found[0]))


# The time that there is


def test_after_the_time_nothing_is_begun(announced: Any, server: FileServer) -> None:
    announced()
    assert fetch_due(seconds=0) == NOTHING
    assert server.requests == []


@pytest.fixture
def spend(monkeypatch: Any) -> Callable[[float], None]:
    """Let time go by; nothing else does."""
    spent: list[float] = []
    monkeypatch.setattr(fetching, "monotonic", lambda: sum(spent))
    return spent.append


def test_after_the_time_a_file_goes_on_the_next_time(
    announced: Any, server: FileServer, folder: Path, spend: Any
) -> None:
    recording = announced()
    server.script = [breaks_off(200_000)]
    assert fetch_due(seconds=10, watch=lambda *args: spend(20)) == NOTHING
    recording.refresh_from_db()
    assert (recording.state, recording.attempts) == ("arriving", 0)
    received = recording.received
    assert 0 < received <= 200_000
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.ranges == [None, f"bytes={received}-"]


def test_where_nothing_is_kept_a_file_is_brought_to_its_end(
    announced: Any, folder: Path, settings: Any, tmp_path: Path, spend: Any
) -> None:
    recording = announced()
    assert fetch_due(seconds=10, watch=lambda *args: spend(20)) == NOTHING
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path  # as in a container that begins anew
    assert fetch_due(seconds=10, watch=lambda *args: spend(20)) == ONE
    assert_here(recording, folder)


# What is left on this machine


def test_leftovers_of_recordings_that_are_here_or_gone_are_removed(
    announced: Any, server: FileServer, temporary: Path
) -> None:
    server.always = breaks_off(1000)
    announced(key="gone")
    announced(key="elsewhere")
    stays = announced(key="stays")
    fetch_due()
    assert len(left(temporary)) == 6
    Recording.objects.filter(key="gone").delete()
    Recording.objects.filter(key="elsewhere").update(state=RecordingState.LOST)
    fetch_due()
    assert {name.partition(".")[0] for name in left(temporary)} == {stays.pk.hex}


def test_file_that_another_process_writes_is_left_alone(
    announced: Any, server: FileServer, folder: Path, temporary: Path
) -> None:
    recording = announced()
    with partials.open_partial(recording.pk) as written:
        written.begin(partials.Facts("a", 10))
        written.append(b"12345")
        assert fetch_due() == ONE
        partials.remove_partials([recording.pk])
        assert written.size == 5
        assert len(left(temporary)) == 2
    assert_here(recording, folder)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there are no such permissions")
@pytest.mark.parametrize("kind", ["open to others", "a link"])
def test_folder_that_is_not_ours_alone_is_not_used(
    announced: Any, folder: Path, temporary: Path, kind: str
) -> None:
    recording = announced()
    found = partials._folder()
    assert found is not None
    assert found.stat().st_mode & 0o777 == 0o700
    if kind == "a link":
        found.rmdir()
        found.symlink_to(temporary.parent)
    else:
        found.chmod(0o755)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert left(temporary) == []


@pytest.mark.parametrize("damage", ["", "[]", '{"odd": 1}', "\0"])
def test_damaged_note_of_what_has_come_begins_anew(
    announced: Any, server: FileServer, folder: Path, temporary: Path, damage: str
) -> None:
    recording = announced()
    server.script = [breaks_off(1000)]
    fetch_due()
    [note] = temporary.rglob("*.json")
    note.write_text(damage)
    later(recording)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.ranges == [None, None]


def test_killed_between_the_last_byte_and_the_storage_needs_no_link(
    announced: Any, server: FileServer, folder: Path
) -> None:
    recording = announced()
    with partials.open_partial(recording.pk) as partial:
        partial.begin(partials.Facts('"a"', len(FILM)))
        partial.append(FILM)
    server.always = says(410)
    assert fetch_due() == ONE
    assert_here(recording, folder)
    assert server.requests == []


# The link is a secret


@pytest.mark.parametrize("error", [OperationalError, KeyboardInterrupt])
def test_link_is_in_no_traceback_with_variables(
    announced: Any, server: FileServer, error: type[BaseException]
) -> None:
    server.script = [redirects("/one.mp4?sig=s3cret-too")]
    announced()

    def break_off(*args: Any) -> None:
        raise error

    with pytest.raises(error) as broken:
        fetch_due(watch=break_off)
    frames = [frame for frame, _line in traceback.walk_tb(broken.tb)]
    ours = [frame for frame in frames if "django_jitsi_live" in frame.f_code.co_filename]
    assert len(ours) > 5
    for frame in ours:
        assert not any("s3cret" in repr(value) for value in frame.f_locals.values()), frame

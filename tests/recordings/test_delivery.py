"""How files are sent: ranges of our own, nginx, signed addresses; and storages that fail."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from django_jitsi_live.models import Recording, RecordingKind, Run, Visibility
from django_jitsi_live.web.recording_files import CHUNK
from tests.patience import PATIENCE
from tests.recordings import storages
from tests.recordings.stored import FILM, body_of, stored, watch_path

STORAGES = "tests.recordings.storages"
SIZE = len(FILM)


@pytest.fixture
def keep(settings: Any) -> Callable[[str], None]:
    """Let recordings lie in one of the odd storages from now on."""

    def use(name: str, **options: Any) -> None:
        storage = {"BACKEND": f"{STORAGES}.{name}", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "recordings": storage}

    return use


@pytest.fixture
def video(folder: Path, run: Run) -> Recording:
    return stored(run, visibility=Visibility.EVERYBODY, title="Talk: “Django”/1\r\nX: y")


def get(recording: Recording, method: str = "get", **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(Client(), method)(watch_path(recording), headers=sent)


# Ranges of our own


def test_whole_file_without_a_range(video: Recording) -> None:
    response = get(video)
    assert (response.status_code, body_of(response)) == (200, FILM)
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    assert "Content-Range" not in response


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=0-1", 0, 1),
        ("bytes=100-199", 100, 199),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        (f"bytes=5-{SIZE * 2}", 5, SIZE - 1),
    ],
)
def test_part_of_the_file(video: Recording, header: str, first: int, last: int) -> None:
    response = get(video, Range=header)
    assert (response.status_code, body_of(response)) == (206, FILM[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)


def test_part_behind_the_end_is_refused_with_the_size(video: Recording) -> None:
    response = get(video, Range=f"bytes={SIZE}-")
    assert (response.status_code, body_of(response)) == (416, b"")
    assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("header", ["bytes=0-1,5-9", "seconds=0-1", "bytes=9-1"])
def test_other_ranges_get_the_whole_file(video: Recording, header: str) -> None:
    response = get(video, Range=header)
    assert (response.status_code, body_of(response)) == (200, FILM)


def test_head_says_how_long_it_is_and_sends_nothing(video: Recording) -> None:
    response = get(video, "head", Range="bytes=0-1")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(SIZE)
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("video/mp4", "bytes")


def test_part_of_another_file_is_not_mixed_in(video: Recording, run: Run) -> None:
    etag = get(video, "head")["ETag"]
    same = get(video, Range="bytes=2-3", If_Range=etag)
    assert (same.status_code, body_of(same)) == (206, FILM[2:4])
    for condition in ('"other"', f"W/{etag}", "Sun, 01 Mar 2026 12:00:00 GMT", ""):
        changed = get(video, Range="bytes=2-3", If_Range=condition)
        assert (changed.status_code, body_of(changed)) == (200, FILM)
    assert get(stored(run, visibility=Visibility.EVERYBODY), "head")["ETag"] != etag


def test_other_methods_are_refused(video: Recording) -> None:
    assert get(video, "post").status_code == 405
    assert get(video, "delete").status_code == 405


# What goes with it


def test_file_is_for_one_person_and_for_nothing_but_playing(video: Recording) -> None:
    for response in (get(video), get(video, Range="bytes=0-1"), get(video, "head")):
        body_of(response)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        policy = response["Content-Security-Policy"]
        assert policy.startswith("sandbox allow-same-origin; default-src 'none'; ")
        assert response["Content-Disposition"] == 'inline; filename="talk-django1-x-y.mp4"'
        assert response["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    ("written", "sent", "disposition"),
    [
        ("video/webm", "video/webm", 'inline; filename="a.webm"'),
        ("application/json", "application/json", 'attachment; filename="a.json"'),
        ("text/vtt", "text/vtt", 'attachment; filename="a.vtt"'),
        ("text/html", "application/octet-stream", 'attachment; filename="a.bin"'),
        ("image/svg+xml", "application/octet-stream", 'attachment; filename="a.bin"'),
        ("video/mp4; x=\r\ny", "application/octet-stream", 'attachment; filename="a.bin"'),
        ("", "application/octet-stream", 'attachment; filename="a.bin"'),
    ],
)
def test_only_films_are_shown_by_themselves(
    video: Recording, written: str, sent: str, disposition: str
) -> None:
    Recording.objects.update(content_type=written, title="A")
    response = get(video)
    body_of(response)
    assert (response["Content-Type"], response["Content-Disposition"]) == (sent, disposition)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Größe", "inline; filename*=utf-8''gr%C3%B6%C3%9Fe.mp4"),
        ("../../etc/passwd", 'inline; filename="etcpasswd.mp4"'),
        ("???", 'inline; filename="recording.mp4"'),
        ("x" * 200, f'inline; filename="{"x" * 80}.mp4"'),
    ],
)
def test_name_of_the_file_is_safe(video: Recording, title: str, name: str) -> None:
    Recording.objects.update(title=title)
    assert get(video, "head")["Content-Disposition"] == name


@pytest.mark.parametrize(
    "middleware",
    ["django.middleware.gzip.GZipMiddleware", "django.middleware.http.ConditionalGetMiddleware"],
)
def test_middleware_leaves_ranges_as_they_are(
    video: Recording, settings: Any, middleware: str
) -> None:
    settings.MIDDLEWARE = [middleware, *settings.MIDDLEWARE]
    response = get(video, Range="bytes=0-999", Accept_Encoding="gzip, deflate")
    assert (response.status_code, body_of(response)) == (206, FILM[:1000])
    assert "Content-Encoding" not in response


# Files are read bit by bit, and closed


@pytest.fixture
def counted(video: Recording, folder: Path, keep: Any, monkeypatch: Any) -> list[Any]:
    """The files that are opened; the film is longer than what is read at once."""
    (folder / video.file_name).write_bytes(b"x" * CHUNK * 20)
    opened: list[Any] = []
    monkeypatch.setattr(storages.Counting, "opened", opened)
    keep("Counting", location=folder)
    return opened


def by_wsgi(path: str, parts: int, **headers: str) -> None:
    """A client that goes after so many parts."""
    environ: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
    setup_testing_defaults(environ)
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    response = WSGIHandler()(environ, lambda status, headers: None)
    iterator = iter(response)
    for _ in range(parts):
        next(iterator)
    response.close()


def by_asgi(path: str, parts: int, **headers: str) -> None:
    async def ask() -> None:
        sent = [(b"host", b"testserver")]
        sent += [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "headers": sent}
        connection = ApplicationCommunicator(ASGIHandler(), scope)
        await connection.send_input({"type": "http.request"})
        await connection.receive_output(PATIENCE)
        for _ in range(parts):
            await connection.receive_output(PATIENCE)
        await connection.send_input({"type": "http.disconnect"})
        await connection.wait(PATIENCE)
        await sync_to_async(gc.collect)()

    asyncio.run(ask())


@pytest.mark.parametrize("ask", [by_wsgi, by_asgi])
@pytest.mark.parametrize("parts", [0, 1, 3])
@pytest.mark.django_db(transaction=True)
def test_file_is_closed_when_the_client_goes(
    video: Recording, counted: list[Any], ask: Any, parts: int
) -> None:
    ask(watch_path(video), parts, range=f"bytes=0-{CHUNK * 20 - 1}")
    [file] = counted
    assert file.closed


@pytest.mark.django_db(transaction=True)
def test_no_more_is_read_than_is_sent(video: Recording, counted: list[Any]) -> None:
    by_wsgi(watch_path(video), 2)
    assert counted[0].has_read == 2 * CHUNK


def test_end_of_the_part_closes_the_file(video: Recording, counted: list[Any]) -> None:
    assert len(body_of(get(video, Range=f"bytes=1-{CHUNK + 1}"))) == CHUNK + 1
    get(video, "head")
    get(video, Range=f"bytes={CHUNK * 20}-")
    assert [file.closed for file in counted] == [True, True, True]
    assert [file.has_read for file in counted] == [CHUNK + 1, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_part_comes_under_asgi(video: Recording) -> None:
    async def ask() -> tuple[int, bytes]:
        sent = [(b"host", b"testserver"), (b"range", b"bytes=100-299")]
        scope = {"type": "http", "method": "GET", "path": watch_path(video), "headers": sent}
        connection = ApplicationCommunicator(ASGIHandler(), scope)
        await connection.send_input({"type": "http.request"})
        start = await connection.receive_output(PATIENCE)
        body, more = b"", True
        while more:
            message = await connection.receive_output(PATIENCE)
            body, more = body + message.get("body", b""), message.get("more_body", False)
        await connection.wait(PATIENCE)
        return start["status"], body

    assert asyncio.run(ask()) == (206, FILM[100:300])


# Storages on other machines


def test_storage_on_another_machine_gets_the_visitor(video: Recording, keep: Any) -> None:
    keep("Remote")
    response = get(video, Range="bytes=0-")
    assert (response.status_code, response["Location"]) == (302, storages.Remote.address)
    assert "no-store" in response["Cache-Control"]
    assert response.content == b""


def test_signed_address_may_be_long(video: Recording, keep: Any) -> None:
    keep("LongSigned")
    assert get(video)["Location"] == storages.LongSigned.address


def test_head_of_a_file_on_another_machine_is_answered_here(video: Recording, keep: Any) -> None:
    keep("Remote")
    response = get(video, "head")
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))
    assert "Location" not in response
    Recording.objects.update(size=None)
    response = get(video, "head")
    assert (response.status_code, response["Content-Length"]) == (200, "0")


@pytest.mark.parametrize("name", ["OfThisSite", "Script", "NoUrl"])
def test_storage_without_an_address_of_its_own_is_read_by_the_site(
    run: Run, folder: Path, keep: Any, name: str
) -> None:
    keep(name)
    video = stored(run, visibility=Visibility.EVERYBODY)
    response = get(video, Range="bytes=5-9")
    assert (response.status_code, body_of(response)) == (206, FILM[5:10])


# nginx


@pytest.mark.parametrize("location", ["/internal/", "internal", "/internal"])
def test_nginx_is_told_where_the_file_is(video: Recording, settings: Any, location: str) -> None:
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = location
    for response in (get(video, Range="bytes=0-"), get(video, "head")):
        assert (response.status_code, response.content) == (200, b"")
        assert response["X-Accel-Redirect"] == f"/internal/{video.file_name}"
        assert response["Content-Type"] == "video/mp4"
        assert "ETag" not in response


def test_path_for_nginx_is_quoted(video: Recording, settings: Any, folder: Path) -> None:
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = "/"
    name = "a b?c=%41ü#\n.mp4"
    (folder / name).write_bytes(FILM)
    Recording.objects.update(file_name=name)
    assert get(video)["X-Accel-Redirect"] == "/a%20b%3Fc%3D%2541%C3%BC%23%0A.mp4"


# What is not there, or fails


@pytest.mark.parametrize("location", [None, "/internal/"])
def test_file_that_is_lost_is_said_to_be_lost(
    video: Recording, settings: Any, folder: Path, caplog: Any, location: str | None
) -> None:
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = location
    (folder / video.file_name).unlink()
    response = get(video)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert response.json()["detail"].startswith("The file of this recording is not there any more.")
    assert f"The file of recording {video.pk} is not in" in caplog.text
    assert video.file_name not in caplog.text


@pytest.mark.parametrize("name", ["BrokenUrl", "BrokenPath", "BrokenOpen", "NoSize"])
def test_storage_that_fails_is_said_to_fail(
    video: Recording, keep: Any, caplog: Any, name: str
) -> None:
    keep(name)
    response = get(video)
    assert (response.status_code, response.json()["code"]) == (503, "recording_unavailable")
    assert response["Retry-After"] == "60"
    assert f"Recording {video.pk} cannot be played" in caplog.text
    assert "s3cret" not in caplog.text


def test_storage_that_is_gone_between_gate_and_file(
    video: Recording, settings: Any, caplog: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("django_jitsi_live.recordings.files.recordings_storage", lambda: None)
    assert get(video).json()["code"] == "recording_unavailable"


def test_storage_that_fails_midway_breaks_off(video: Recording, keep: Any, caplog: Any) -> None:
    keep("FailsMidway")
    response = get(video)
    with pytest.raises(Exception, match="cannot be played at the moment"):
        body_of(response)
    assert "fails with UnsupportedOperation" in caplog.text
    assert "s3cret" not in caplog.text


def test_file_that_is_shorter_than_it_says_ends(video: Recording, keep: Any) -> None:
    keep("Cut")
    assert body_of(get(video)) == b"12345"


def test_empty_file_has_no_parts(video: Recording, keep: Any) -> None:
    keep("Empty")
    response = get(video, Range="bytes=0-")
    assert (response.status_code, body_of(response)) == (200, b"")


def test_transcript_is_a_download(run: Run, folder: Path) -> None:
    found = stored(run, RecordingKind.TRANSCRIPT, b"[]", visibility=Visibility.EVERYBODY)
    response = get(found)
    assert body_of(response) == b"[]"
    assert response["Content-Disposition"].startswith('attachment; filename="transcript-of-')

"""A recorder announces, uploads and confirms a recording, over HTTP."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.http import UnreadablePostError
from django.test import Client

from django_jitsi_live import services
from django_jitsi_live.models import Problem, Recording, RecordingState, Run
from django_jitsi_live.recordings import Ticket
from django_jitsi_live.web import recording_uploads
from tests.keys import with_secret
from tests.recordings.conftest import folder, run
from tests.recordings.jibri import FILM, SESSION, TOKEN, announcement, sha256

__all__ = ["folder", "run"]

DOOR = "/api/live/jitsi/default/recordings/"


@pytest.fixture(autouse=True)
def server(settings: Any, folder: Path) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN)}


@pytest.fixture
def room(run: Run) -> str:
    return run.room_name


Post = Callable[..., Any]


@pytest.fixture
def post(client: Client) -> Post:
    def post(path: str, data: Any, bearer: str = TOKEN, **extra: Any) -> Any:
        headers = {"Authorization": f"Bearer {bearer}"}
        return client.post(path, data, "application/json", headers=headers, **extra)

    return post


def put(client: Client, upload: dict[str, Any], film: bytes = FILM) -> Any:
    assert upload["method"] == "PUT"
    path = upload["url"].removeprefix("http://testserver")
    return client.put(path, film, "video/mp4", headers=upload["headers"])


def done(post: Post, recording_id: str, film: bytes = FILM, **extra: Any) -> Any:
    body = {"size": len(film), "sha256": sha256(film)}
    return post(f"{DOOR}{recording_id}/done", body, **extra)


def refusal(response: Any) -> tuple[int, str]:
    assert set(response.json()) == {"detail", "code"}
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.json()["code"]


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def test_recording_is_announced_uploaded_and_confirmed(
    post: Post, client: Client, room: str, folder: Path
) -> None:
    answer = post(DOOR, announcement(room))
    assert answer.status_code == 200
    recording = Recording.objects.get()
    upload = answer.json()["upload"]
    assert answer.json() == {"id": str(recording.pk), "upload": upload}
    assert upload["url"] == f"http://testserver{DOOR}{recording.pk}/file"
    assert put(client, upload).status_code == 200
    assert done(post, str(recording.pk)).json() == {"id": str(recording.pk), "state": "here"}
    assert done(post, str(recording.pk)).status_code == 200
    recording.refresh_from_db()
    assert (recording.state, recording.size) == (RecordingState.HERE, len(FILM))
    assert files(folder) == [FILM]


def test_address_is_that_of_the_proxy(post: Post, room: str, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.USE_X_FORWARDED_HOST = True
    settings.ALLOWED_HOSTS = ["www.example.org"]
    forwarded = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "www.example.org"}
    url = post(DOOR, announcement(room), **forwarded).json()["upload"]["url"]
    assert url.startswith(f"https://www.example.org{DOOR}")


def test_script_without_a_cookie_or_csrf_token_is_heard(room: str) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {TOKEN}"})
    assert strict.post(DOOR, announcement(room), "application/json").status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_stranger_learns_nothing(client: Client, room: str, header: str) -> None:
    for body in (announcement(room), announcement("no-such-room"), "{"):
        answer = client.post(DOOR, body, "application/json", headers={"Authorization": header})
        assert refusal(answer) == (401, "not_authenticated")
    assert not Recording.objects.exists()


def test_server_without_the_token_has_no_door(post: Post, settings: Any, room: str) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    answer = post(DOOR, announcement(room))
    assert refusal(answer) == (404, "not_found")
    assert "RECORDINGS_TOKEN" in answer.json()["detail"]
    assert refusal(post(DOOR.replace("default", "other"), {})) == (404, "not_found")


def test_unknown_room_is_explained_to_the_operator(post: Post, room: str) -> None:
    answer = post(DOOR, announcement("no-such-room"))
    assert refusal(answer) == (404, "not_found")
    assert "TENANT" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", "[" * 100_000, b"\xff", {"room": "x"}, {"session": 1}],
)
def test_malformed_body_is_named(post: Post, body: Any) -> None:
    assert refusal(post(DOOR, body))[0] in {400, 413}


def test_large_announcement_is_refused(post: Post, room: str) -> None:
    answer = post(DOOR, announcement(room, participants="x" * 70_000))
    assert refusal(answer) == (413, "too_large")


def test_file_above_the_limit_is_refused(post: Post, settings: Any, room: str) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = len(FILM) - 1
    answer = post(DOOR, announcement(room))
    assert refusal(answer) == (413, "too_large")
    assert "JITSI_LIVE_RECORDING_MAX_BYTES" in answer.json()["detail"]


# The upload


@pytest.fixture
def upload(post: Post, room: str) -> dict[str, Any]:
    return dict(post(DOOR, announcement(room)).json()["upload"])


def test_ticket_opens_its_recording_alone(
    client: Client, post: Post, upload: Any, room: str
) -> None:
    other = post(DOOR, announcement(room, session="another")).json()["upload"]
    mixed = {**upload, "url": other["url"]}
    assert refusal(put(client, mixed)) == (401, "not_authenticated")
    own = {"Authorization": f"Bearer {TOKEN}"}
    assert refusal(put(client, {**upload, "headers": own})) == (401, "not_authenticated")


def test_ticket_expires(client: Client, upload: Any) -> None:
    with time_machine.travel(dt.timedelta(hours=13)):
        assert refusal(put(client, upload)) == (401, "not_authenticated")


def test_ticket_is_in_no_log_and_no_repr(client: Client, upload: Any, caplog: Any) -> None:
    ticket = upload["headers"]["Authorization"].removeprefix("Bearer ")
    with caplog.at_level(logging.DEBUG):
        put(client, upload, FILM + b"x")
        put(client, upload)
    assert ticket not in caplog.text
    recording = Recording.objects.get()
    assert "hidden" in repr(Ticket(recording.pk, 1).sign())


def test_more_than_was_announced_is_not_read(client: Client, upload: Any, folder: Path) -> None:
    assert refusal(put(client, upload, FILM + b"x")) == (413, "too_large")
    assert files(folder) == []


@pytest.mark.parametrize("film", [FILM[:-1], FILM[:-1] + b"x"])
def test_file_that_came_damaged_is_not_stored(
    client: Client, upload: Any, folder: Path, film: bytes
) -> None:
    assert refusal(put(client, upload, film)) == (400, "interrupted")
    assert files(folder) == []


def test_storage_that_fails_is_named(
    client: Client, upload: Any, monkeypatch: Any, post: Post, room: str
) -> None:
    def full(self: Any, name: str, content: Any) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "_save", full)
        answer = put(client, upload)
    assert refusal(answer) == (503, "storage")
    assert "JITSI_LIVE_RECORDINGS_STORAGE fails with OSError" in answer.json()["detail"]
    assert Recording.objects.get().problem == Problem.STORAGE
    assert put(client, post(DOOR, announcement(room)).json()["upload"]).status_code == 200


def test_site_without_room_for_temporary_files_says_so(
    client: Client, upload: Any, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "missing"
    answer = put(client, upload)
    assert refusal(answer) == (503, "storage")
    assert "FILE_UPLOAD_TEMP_DIR" in answer.json()["detail"]


def test_upload_that_breaks_off_is_not_stored(
    client: Client, upload: Any, monkeypatch: Any, folder: Path
) -> None:
    def broken(stream: Any, size: int) -> bytes:
        raise UnreadablePostError("connection lost")

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.read", broken)
    assert refusal(put(client, upload)) == (400, "interrupted")
    assert files(folder) == []


def by_wsgi(upload: dict[str, Any], film: bytes, **environ: Any) -> int:
    statuses: list[str] = []
    values = {
        "PATH_INFO": upload["url"].removeprefix("http://testserver"),
        "REQUEST_METHOD": "PUT",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(film),
        "HTTP_AUTHORIZATION": upload["headers"]["Authorization"],
        **environ,
    }
    response = WSGIHandler()(values, lambda status, headers: statuses.append(status))
    json.loads(b"".join(response))
    return int(statuses[0][:3])


def test_body_without_a_length_is_taken_where_the_server_ends_it(
    upload: Any, monkeypatch: Any
) -> None:
    # These would close the connection of the test.
    monkeypatch.setattr("django.core.handlers.wsgi.signals.request_started.receivers", [])
    monkeypatch.setattr("django.http.response.signals.request_finished.receivers", [])
    assert by_wsgi(upload, FILM) == 400
    assert by_wsgi(upload, FILM + b"x", **{"wsgi.input_terminated": True}) == 413
    assert by_wsgi(upload, FILM, **{"wsgi.input_terminated": True}) == 200


def test_storage_gives_an_address_of_its_own(post: Post, room: str, settings: Any) -> None:
    recordings = {**settings.STORAGES["recordings"], "BACKEND": "tests.recordings.bucket.Bucket"}
    settings.STORAGES = {**settings.STORAGES, "recordings": recordings}
    upload = post(DOOR, announcement(room)).json()["upload"]
    name = Recording.objects.get().file_name
    assert upload == {
        "url": f"https://bucket.example.org/{name}?signature=secret",
        "method": "PUT",
        "headers": {"Content-Type": "video/mp4", "X-Size": "16"},
    }


# The end


def test_ticket_confirms_too(client: Client, post: Post, upload: Any) -> None:
    put(client, upload)
    ticket = upload["headers"]["Authorization"].removeprefix("Bearer ")
    recording = Recording.objects.get()
    assert done(post, str(recording.pk), bearer="wrong").status_code == 401
    assert done(post, str(recording.pk), bearer=ticket).status_code == 200


def test_checksum_is_compared(client: Client, post: Post, upload: Any) -> None:
    recording_id = str(Recording.objects.get().pk)
    assert refusal(done(post, recording_id)) == (409, "not_uploaded")
    put(client, upload)
    assert refusal(done(post, recording_id, FILM[::-1])) == (409, "differs")
    assert refusal(post(f"{DOOR}{recording_id}/done", {"sha256": "x"})) == (400, "malformed")
    assert done(post, recording_id).status_code == 200


def test_recording_of_another_server_is_unknown(post: Post, upload: Any, settings: Any) -> None:
    entry = with_secret(RECORDINGS_TOKEN=TOKEN)
    settings.JITSI_LIVE_SERVERS = {"default": entry, "other": entry}
    address = DOOR.replace("default", "other")
    answer = post(f"{address}{Recording.objects.get().pk}/done", {"size": 1})
    assert refusal(answer) == (404, "not_found")


# The practice server


def test_page_of_the_practice_server_uploads(
    settings: Any, event: Any, host: Any, student: Any, post: Post, client: Client
) -> None:
    settings.DEBUG = True
    backend = "django_jitsi_live.practice.PracticeServer"
    settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": backend}}
    grant = services.start(host, event.pk)
    started_by = {"initiator": {"id": host.pk}}
    body = {**announcement("ignored"), "room": grant.room_name, "metadata": started_by}
    audience = services.join(student, event.pk)
    assert refusal(post(DOOR, body, str(audience.jwt))) == (401, "not_authenticated")
    answer = post(DOOR, body, str(grant.jwt))
    assert put(client, answer.json()["upload"]).status_code == 200
    recording = Recording.objects.get()
    assert (recording.source, recording.started_by) == ("practice", host)
    ticket = answer.json()["upload"]["headers"]["Authorization"].removeprefix("Bearer ")
    assert done(post, str(recording.pk), bearer=ticket).status_code == 200


def test_database_that_fails_makes_the_script_try_again(
    post: Post, room: str, monkeypatch: Any, caplog: Any
) -> None:
    def gone(*args: Any) -> None:
        raise OperationalError(f"no such thing: {room}")

    monkeypatch.setattr(recording_uploads, "find_run", gone)
    assert refusal(post(DOOR, announcement(room))) == (503, "busy")
    assert room not in caplog.text


def test_session_is_the_key(post: Post, room: str) -> None:
    first, again = post(DOOR, announcement(room)), post(DOOR, announcement(room))
    second = post(DOOR, announcement(room, file="part-2.mp4"))
    assert first.json()["id"] == again.json()["id"] != second.json()["id"]
    assert Recording.objects.filter(key__startswith=f"{SESSION}/").count() == 2

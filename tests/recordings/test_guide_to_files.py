"""The guide to where files lie, followed literally, with nginx and with a bucket."""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site_settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client

from django_jitsi_live.models import Recording, RecordingKind, Run, Viewing
from django_jitsi_live.recordings import delete_due_files
from tests.faults import caches
from tests.patience import PATIENCE
from tests.projects.on_disk import blocks
from tests.projects.process import ROOT
from tests.recordings.stored import FILM, body_of, stored, watch_path

GUIDE = (ROOT / "docs/howto/where-the-files-lie.md").read_text(encoding="utf-8")
SIZE = len(FILM)

pytestmark = pytest.mark.once


def unless_required(problem: str) -> None:
    if os.environ.get("JITSI_LIVE_REQUIRE_STORAGES"):
        pytest.fail(problem, pytrace=False)
    pytest.skip(problem)


def block(heading: str, language: str) -> str:
    [text] = [text for found, _title, text in blocks(heading, GUIDE) if found == language]
    return text


def follow(settings: Any, heading: str, **changes: str) -> None:
    """Set what the section shows, for places of the test."""
    text = block(heading, "python")
    for value in changes.values():
        written, ours = value.split(" -> ")
        assert written in text
        text = text.replace(written, ours)
    found: dict[str, Any] = {}
    exec(text, found)
    for name, value in found.items():
        if name.isupper():
            setattr(settings, name, value)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    found = Answer(
        response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    )
    connection.close()
    return found


def cookie(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


# A folder, sent by nginx


@pytest.fixture
def nginx(settings: Any, live_server: Any, tmp_path: Path) -> Iterator[str]:
    if caches.program("nginx") is None:
        unless_required("nginx is not installed")
    heading, folder = "A folder, sent by nginx", tmp_path / "recordings"
    follow(settings, heading, folder=f"/srv/recordings -> {folder}")
    location = block(heading, "nginx").replace("/srv/recordings", str(folder))
    port = caches.free_port()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    written = tmp_path / "nginx.conf"
    written.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors; {caches.nginx_user()}"
        f"events {{}} http {{ {paths} access_log off; server {{ listen 127.0.0.1:{port};"
        f"location / {{ proxy_pass {live_server.url}; proxy_set_header Host $host; }}\n"
        f"{location} }} }}"
    )
    with caches.running("nginx", ["-p", str(tmp_path), "-c", str(written)], port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def video(nginx: str, run: Run) -> Recording:
    return stored(run, title="The talk")


def test_nginx_sends_what_the_gate_lets_through(nginx: str, video: Recording, student: Any) -> None:
    answer = ask(nginx + watch_path(video), Cookie=cookie(student))
    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["server"].startswith("nginx")
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-disposition"] == 'inline; filename="the-talk.mp4"'
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert "x-accel-redirect" not in answer.headers
    assert Viewing.objects.get().user == student


@pytest.mark.parametrize(
    ("header", "status", "first", "last"),
    [
        ("bytes=0-1", 206, 0, 1),
        ("bytes=100-", 206, 100, SIZE - 1),
        ("bytes=-10", 206, SIZE - 10, SIZE - 1),
    ],
)
def test_nginx_sends_parts(
    nginx: str, video: Recording, student: Any, header: str, status: int, first: int, last: int
) -> None:
    answer = ask(nginx + watch_path(video), Cookie=cookie(student), Range=header)
    assert (answer.status, answer.body) == (status, FILM[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"


def test_nginx_answers_head_and_ranges_behind_the_end(
    nginx: str, video: Recording, student: Any
) -> None:
    url, known = nginx + watch_path(video), cookie(student)
    head = ask(url, "HEAD", Cookie=known)
    assert (head.status, head.headers["content-length"], head.body) == (200, str(SIZE), b"")
    behind = ask(url, Cookie=known, Range=f"bytes={SIZE}-")
    assert (behind.status, behind.headers["content-range"]) == (416, f"bytes */{SIZE}")


def test_nginx_gives_strangers_nothing(nginx: str, video: Recording, stranger: Any) -> None:
    refused = ask(nginx + watch_path(video), Cookie=cookie(stranger), Range="bytes=0-1")
    assert (refused.status, refused.headers["content-type"]) == (403, "application/json")
    for path in ("", "/", f"/{video.file_name}"):
        answer = ask(f"{nginx}/recording-files{path}", X_Accel_Redirect="/recording-files/")
        assert FILM not in answer.body
        assert answer.status in {301, 404}


def test_nginx_finds_files_of_any_name(nginx: str, video: Recording, student: Any) -> None:
    folder = Path(storages["recordings"].path(""))
    name = 'jitsi-live/a b?c=%41&ü#+";.mp4'
    Path(folder, name).write_bytes(FILM)
    Recording.objects.update(file_name=name)
    answer = ask(nginx + watch_path(video), Cookie=cookie(student), Range="bytes=5-9")
    assert (answer.status, answer.body) == (206, FILM[5:10])


def test_nginx_lets_transcripts_be_downloaded(nginx: str, run: Run, student: Any) -> None:
    text = stored(run, RecordingKind.TRANSCRIPT, b"<script>", title="Said")
    answer = ask(nginx + watch_path(text), Cookie=cookie(student))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="said.bin"'


# A bucket


@pytest.fixture
def bucket(settings: Any, monkeypatch: Any, db: None) -> Iterator[str]:
    for name in ("moto", "storages"):
        if importlib.util.find_spec(name) is None:
            unless_required(f"the Python package {name} is not installed")
    import boto3

    from tests.recordings import s3

    monkeypatch.setenv("RECORDINGS_ACCESS_KEY", s3.ACCESS_KEY)
    monkeypatch.setenv("RECORDINGS_SECRET_KEY", s3.SECRET_KEY)
    keys = {"aws_access_key_id": s3.ACCESS_KEY, "aws_secret_access_key": s3.SECRET_KEY}
    with s3.s3_server() as url:
        client = boto3.client("s3", endpoint_url=url, region_name=s3.REGION, **keys)
        place = {"LocationConstraint": s3.REGION}
        client.create_bucket(Bucket="recordings", CreateBucketConfiguration=place)
        follow(settings, "A bucket", url=f"https://s3.example.org -> {url}")
        yield url
        client.close()


Link = Callable[..., str]


@pytest.fixture
def link(as_user: Any) -> Link:
    """Where the site sends a person for a recording."""

    def ask_site(user: Any, recording: Recording, **headers: str) -> str:
        response = as_user(user).get(watch_path(recording), headers=headers)
        assert (response.status_code, response.content) == (302, b"")
        assert "no-store" in response["Cache-Control"]
        return str(response["Location"])

    return ask_site


def test_bucket_sends_what_is_signed(bucket: str, run: Run, student: Any, link: Link) -> None:
    video = stored(run)
    url = link(student, video)
    assert url.startswith(f"{bucket}/recordings/{video.file_name}?")
    assert "X-Amz-Expires=900" in url
    whole, part = ask(url), ask(url, Range="bytes=100-199")
    assert (whole.status, whole.body) == (200, FILM)
    assert whole.headers["content-type"] == "video/mp4"
    assert (part.status, part.body) == (206, FILM[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{SIZE}"
    assert Viewing.objects.get().user == student


def test_link_that_has_expired_is_refused_and_the_site_gives_another(
    bucket: str, run: Run, student: Any, link: Link
) -> None:
    from tests.recordings import s3

    video = stored(run)
    url = link(student, video)
    with s3.later(901):
        assert ask(url).status == 403
        assert ask(link(student, video)).status == 200


def test_bucket_gives_strangers_nothing(
    bucket: str, run: Run, student: Any, stranger: Any, as_user: Any, link: Link
) -> None:
    video, other = stored(run), stored(run)
    url = link(student, video)
    plain = url.partition("?")[0]
    for bad in (plain, url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace("900", "90000")):
        answer = ask(bad)
        assert (answer.status, FILM in answer.body) == (403, False)
    assert ask(url.replace(video.file_name, other.file_name)).status == 403
    for user in (None, stranger):
        response = as_user(user).get(watch_path(video))
        assert response.status_code in {401, 403}
        assert "Location" not in response


def test_captions_are_read_from_the_bucket(
    bucket: str, run: Run, student: Any, as_user: Any
) -> None:
    video = stored(run)
    stored(run, RecordingKind.TRANSCRIPT, b'[{"text": "Hello", "start": 1.5}]')
    response = as_user(student).get(f"/api/live/captions/{video.pk}.vtt")
    assert "Hello" in response.content.decode()


def test_head_needs_no_link(bucket: str, run: Run, student: Any, as_user: Any) -> None:
    response = as_user(student).head(watch_path(stored(run)))
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))


def test_file_that_the_bucket_has_lost_is_said_to_be_lost(
    bucket: str, run: Run, student: Any, as_user: Any, caplog: Any
) -> None:
    video = stored(run)
    text = stored(run, RecordingKind.TRANSCRIPT, b"[]")
    storages["recordings"].delete(text.file_name)
    response = as_user(student).get(f"/api/live/captions/{video.pk}.vtt")
    assert response.status_code == 404
    assert response.json()["detail"].startswith("The file of this recording is not there any more.")
    assert f"The file of recording {text.pk} is not in" in caplog.text
    assert "s3cret" not in caplog.text


def test_what_is_deleted_is_gone_from_the_bucket(
    bucket: str, run: Run, student: Any, link: Link
) -> None:
    video = stored(run)
    url = link(student, video)
    video.delete()
    assert delete_due_files() == 1
    assert ask(url).status == 404


# Without nginx


@pytest.mark.parametrize("location", [None, "/recording-files/"])
def test_check_warns_where_the_site_sends_files_itself(
    folder: Path, settings: Any, capsys: Any, location: str | None
) -> None:
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = location
    call_command("check", "--deploy", "--fail-level", "CRITICAL")
    said = capsys.readouterr().err
    assert ("jitsi_live.W026" in said) is (location is None)


def test_without_nginx_the_site_sends_the_file(
    folder: Path, run: Run, student: Any, as_user: Any
) -> None:
    response = as_user(student).get(watch_path(stored(run)))
    assert (response.status_code, body_of(response)) == (200, FILM)


def test_policy_of_the_file_is_the_same_with_nginx() -> None:
    from django_jitsi_live.web.recording_files import CONTENT_SECURITY_POLICY

    [policy] = re.findall(r'Content-Security-Policy "(.*)"', GUIDE)
    assert policy == CONTENT_SECURITY_POLICY
    assert site_settings.configured

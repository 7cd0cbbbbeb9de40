"""Who follows the guide to recordings from Jibri gets them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.core.files.storage import FileSystemStorage
from django.core.handlers.asgi import ASGIHandler

from django_jitsi_live.models import Recording, RecordingState, Run
from django_jitsi_live.operations.doctor import probe
from tests.checks.messages import ids
from tests.keys import with_secret
from tests.operations.examined import Report, doctor
from tests.patience import PATIENCE, until

from . import jibri
from .finalize import NEEDED, Script, set_up
from .jibri import FILM, TOKEN
from .site import GUIDE, NGINX, location, nginx

LARGE = FILM + os.urandom(6_000_000)

needs_script = pytest.mark.skipif(bool(NEEDED), reason=f"not installed: {', '.join(NEEDED)}")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def server(settings: Any, folder: Path, monkeypatch: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN)}
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(probe, "TIMEOUT_SECONDS", PATIENCE)


@pytest.fixture
def behind_nginx(live_server: Any, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    with ExitStack() as stack:

        def run(lines: str) -> str:
            return stack.enter_context(nginx(tmp_path / "nginx", live_server.url, lines))

        yield run


def upload(site_url: str, run: Run, tmp_path: Path) -> tuple[int, list[str], Path]:
    script: Script = set_up(tmp_path / "config", site_url)
    made = jibri.folder(tmp_path / "jibri", run.room_name, LARGE)
    return (*script.run(made), made)


def assert_here(folder: Path) -> None:
    recording = Recording.objects.get()
    assert recording.state == RecordingState.HERE
    assert folder.joinpath(recording.file_name).read_bytes() == LARGE


# nginx


@needs_script
@needs_nginx
def test_recording_comes_through_nginx_as_in_the_guide(
    behind_nginx: Any, run: Run, tmp_path: Path, folder: Path
) -> None:
    url = behind_nginx(location())
    status, [line], made = upload(url, run, tmp_path)
    assert (status, line) == (0, f"{made}: uploaded")
    assert_here(folder)


@needs_script
@needs_nginx
def test_limit_of_nginx_is_what_the_script_says(
    behind_nginx: Any, run: Run, tmp_path: Path
) -> None:
    url = behind_nginx("")
    status, [line], made = upload(url, run, tmp_path)
    assert (status, line) == (1, f"{made}: not uploaded, the site answers 413 ")
    assert made.exists()


@needs_nginx
def test_doctor_says_that_nginx_takes_recordings(behind_nginx: Any, live: Any) -> None:
    report = doctor("--site-url", behind_nginx(location()))
    size = report.find("online_recordings_size")
    assert (size["level"], "up to 20 GiB pass" in size["message"]) == ("ok", True)
    assert report.find("recordings_address")["level"] == "ok"
    assert report.find("online_recordings_address")["level"] == "ok"


@needs_nginx
@pytest.mark.parametrize(
    ("lines", "level", "words"),
    [
        ("", "broken", "refuses uploads of 1 GiB"),
        ("client_max_body_size 5g;", "warning", "refuses uploads of 20 GiB"),
    ],
)
def test_doctor_says_which_limit_nginx_has(
    behind_nginx: Any, live: Any, lines: str, level: str, words: str
) -> None:
    found = doctor("--site-url", behind_nginx(lines)).find("online_recordings_size")
    assert (found["level"], words in found["message"]) == (level, True)
    assert "client_max_body_size 20480m;" in found["hint"]


def size_findings(report: Report) -> list[dict[str, str]]:
    return report.all("online_recordings_size")


def test_doctor_offers_nothing_past_the_site(live_server: Any, live: Any, settings: Any) -> None:
    recordings = {**settings.STORAGES["recordings"], "BACKEND": "tests.recordings.bucket.Bucket"}
    settings.STORAGES = {**settings.STORAGES, "recordings": recordings}
    assert size_findings(doctor("--site-url", live_server.url)) == []


def test_doctor_offers_nothing_without_a_token(live_server: Any, live: Any, settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    report = doctor("--site-url", live_server.url)
    assert size_findings(report) == report.all("recordings_address") == []


def test_doctor_says_nothing_of_sizes_where_something_else_answers(
    live: Any, use_socket: Callable[[bytes], str]
) -> None:
    url = use_socket(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    assert size_findings(doctor("--site-url", url)) == []
    url = use_socket(b"nonsense")
    [finding] = size_findings(doctor("--site-url", url))
    assert finding["level"] == "broken"


@pytest.fixture
def use_socket() -> Iterator[Callable[[bytes], str]]:
    """A server that says the same to everybody."""
    with ExitStack() as stack:

        def use(answer: bytes) -> str:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            stack.callback(listener.shutdown, socket.SHUT_RDWR)

            def serve() -> None:
                while True:
                    try:
                        connection, _address = listener.accept()
                    except OSError:
                        return
                    with connection:
                        connection.recv(100_000)
                        connection.sendall(answer)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield use


# The storage


def storage_finding() -> dict[str, str]:
    return doctor("--offline").find("recordings_storage", "site")


def test_doctor_leaves_nothing_in_the_storage(live: Any, folder: Path) -> None:
    assert storage_finding()["level"] == "ok"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_doctor_says_nothing_of_a_storage_that_there_is_not(live: Any, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    assert doctor("--offline").all("recordings_storage", "site") == []


def fails(*arguments: Any, **options: Any) -> Any:
    raise PermissionError("secret")


@pytest.mark.parametrize(
    ("method", "how", "words"),
    [
        ("save", fails, "lets no file be written (PermissionError)"),
        ("open", fails, "lets no file be read (PermissionError)"),
        ("open", lambda self, name: BytesIO(), "another content comes back"),
        ("delete", fails, "(PermissionError)"),
        ("delete", lambda self, name: None, "lets no file be deleted (it is still there)"),
        ("exists", fails, "lets no file be written (PermissionError)"),
    ],
)
def test_doctor_says_what_the_storage_does_not_do(
    live: Any, monkeypatch: Any, method: str, how: Any, words: str
) -> None:
    monkeypatch.setattr(FileSystemStorage, method, how)
    finding = storage_finding()
    assert (finding["level"], words in finding["message"]) == ("broken", True)
    assert "secret" not in finding["message"]


# ASGI


@contextmanager
def under_asgi() -> Iterator[str]:
    config = uvicorn.Config(ASGIHandler(), lifespan="off", log_level="error")
    served = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        run = lambda: asyncio.run(served.serve([listener]))  # noqa: E731
        thread = threading.Thread(target=run)
        thread.start()
        try:
            until(lambda: served.started)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            served.should_exit = True
            thread.join()


@needs_script
def test_recording_comes_under_asgi(
    live_server: Any, run: Run, tmp_path: Path, folder: Path
) -> None:
    with under_asgi() as url:
        status, _lines, made = upload(url, run, tmp_path)
    assert (status, made.exists()) == (0, False)
    assert_here(folder)


# The rest of the guide


def test_settings_of_the_guide_pass_the_checks(settings: Any, monkeypatch: Any) -> None:
    [text] = re.findall(r'```python title="settings.py"\n(.*?)```', GUIDE, re.DOTALL)
    monkeypatch.setenv("JITSI_RECORDINGS_TOKEN", TOKEN)
    found: dict[str, Any] = {"os": os}
    exec(text, found)
    entry = {**with_secret(), **found["JITSI_LIVE_SERVERS"]["default"]}
    settings.STORAGES = found["STORAGES"]
    settings.JITSI_LIVE_RECORDINGS_STORAGE = found["JITSI_LIVE_RECORDINGS_STORAGE"]
    settings.JITSI_LIVE_SERVERS = {"default": entry}
    assert ids() == []


def test_example_of_a_bucket_gives_what_is_documented(monkeypatch: Any) -> None:
    """Without the library: what it does is the method's own."""
    [text] = re.findall(r'```python title="yourapp/storages.py"\n(.*?)```', GUIDE, re.DOTALL)
    body = text.partition("class RecordingsStorage")[2]
    signed: list[Any] = []

    class Client:
        def generate_presigned_url(self, *arguments: Any, **options: Any) -> str:
            signed.append((arguments, json.dumps(options, sort_keys=True)))
            return "https://bucket.example.org/x?signature"

    class S3Storage:
        bucket_name = "films"
        connection = type("Connection", (), {"meta": type("Meta", (), {"client": Client()})})

    found: dict[str, Any] = {"S3Storage": S3Storage}
    exec(f"class RecordingsStorage{body}", found)
    storage = found["RecordingsStorage"]()
    url, method, headers = storage.presigned_upload("a.mp4", 7, "video/mp4")
    assert (url[:8], method, headers) == ("https://", "PUT", {"Content-Type": "video/mp4"})
    assert '"Key": "a.mp4"' in signed[0][1]
    assert storage.presigned_upload("a.mp4", 6_000_000_000, "video/mp4") is None

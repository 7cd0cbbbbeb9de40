"""The REST API with which hosts change, replace, delete and restore recordings."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from socket import SHUT_WR
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from django_jitsi_live import recordings, urls
from django_jitsi_live.models import Recording, RecordingState
from django_jitsi_live.web import RecordingFileView
from tests.recordings.conftest import FILM, files

EDITED = FILM + b"edited"
SECRETS = {"link", "claim", "file_name", "key", "initiator", "server"}


@pytest.fixture
def client(as_user: Any, host: Any) -> APIClient:
    api: APIClient = as_user(host)
    return api


def url(recording: Recording, what: str = "") -> str:
    return f"/api/live/recording/{recording.pk}/{what}"


def test_host_changes_a_recording(client: APIClient, here: Recording) -> None:
    body = {"title": "  Part\n1 ", "visibility": "team", "expires_at": "2030-01-31T12:00+02:00"}
    answer = client.post(url(here), body, format="json")
    assert answer.status_code == 200
    changed = answer.json()
    assert (changed["title"], changed["visibility"]) == ("Part 1", "team")
    assert changed["expires_at"] == "2030-01-31T10:00:00Z"
    assert (changed["state"], changed["can_restore"], changed["problem"]) == ("here", False, "")
    assert not SECRETS & changed.keys()
    assert "no-store" in answer["Cache-Control"]
    again = client.post(url(here), {"expires_at": None}, format="json").json()
    assert (again["title"], again["expires_at"]) == ("Part 1", None)


def test_answer_is_about_the_recording_that_was_asked_for(
    client: APIClient, here: Recording
) -> None:
    later = Recording.objects.get()
    later.pk, later.key = Recording().pk, "two"
    later.save(force_insert=True)
    for each in (here, later):
        assert client.post(url(each), {"title": each.key}).json()["id"] == str(each.pk)


def test_form_changes_it_as_well(client: APIClient, here: Recording) -> None:
    changed = client.post(url(here), {"title": "Part 1", "expires_at": ""}).json()
    assert (changed["title"], changed["expires_at"]) == ("Part 1", None)


@pytest.mark.parametrize("use_tz", [True, False])
def test_time_without_an_offset_is_the_visitors(
    client: APIClient, here: Recording, settings: Any, use_tz: bool
) -> None:
    settings.USE_TZ, settings.TIME_ZONE = use_tz, "Europe/Berlin"
    changed = client.post(url(here), {"expires_at": "2030-07-31T12:00"}).json()
    assert changed["expires_at"] == "2030-07-31T10:00:00Z"


@pytest.mark.parametrize(
    "body",
    [
        {"title": 1},
        {"title": "x" * 201},
        {"visibility": "nobody"},
        {"visibility": ["team"]},
        {"expires_at": "soon"},
        {"expires_at": 2030},
        {"expires_at": "2030-13-31T12:00"},
        {"expires_at": "0001-01-01T00:00+14:00"},
    ],
)
def test_what_is_no_value_is_refused(client: APIClient, here: Recording, body: Any) -> None:
    answer = client.post(url(here), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert next(iter(body)) in answer.json()["detail"]


def test_host_deletes_and_restores(client: APIClient, here: Recording) -> None:
    deleted = client.delete(url(here)).json()
    assert (deleted["state"], deleted["can_restore"]) == ("deleted", True)
    restored = client.post(url(here, "restore/")).json()
    assert (restored["state"], restored["can_restore"]) == ("here", False)


def test_what_is_over_is_not_restored(client: APIClient, recording: Recording) -> None:
    client.delete(url(recording))
    answer = client.post(url(recording, "restore/"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_restorable")


@pytest.mark.parametrize("method", ["put", "post"])
def test_edited_file_is_sent_as_the_body(
    client: APIClient, here: Recording, folder: Path, method: str
) -> None:
    send = getattr(client, method)
    answer = send(url(here, "file/"), EDITED, content_type="video/mp4")
    assert (answer.status_code, answer.json()["size"]) == (200, len(EDITED))
    assert EDITED in files(folder)


@pytest.mark.parametrize("method", ["put", "post"])
def test_edited_file_is_sent_in_a_form(
    client: APIClient, here: Recording, folder: Path, method: str
) -> None:
    file = SimpleUploadedFile("../../etc/passwd.mp4", EDITED)
    answer = getattr(client, method)(url(here, "file/"), {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["size"]) == (200, len(EDITED))
    assert EDITED in files(folder)


@pytest.mark.parametrize("fields", [{}, {"file": "film"}, {"other": SimpleUploadedFile("x", b"x")}])
def test_form_without_a_file_is_refused(client: APIClient, here: Recording, fields: Any) -> None:
    answer = client.post(url(here, "file/"), fields, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_larger_files_are_let_through_here_only(client: APIClient, here: Recording) -> None:
    large = FILM + bytes(3 * 1024 * 1024)
    answer = client.put(url(here, "file/"), large, content_type="video/mp4")
    assert answer.json()["size"] == len(large)
    answer = client.post(url(here), {"title": "x" * 20_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_file_that_is_too_large_is_refused_before_it_is_read(
    client: APIClient, here: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = 100
    answer = client.put(url(here, "file/"), FILM + bytes(64 * 1024 + 100), content_type="video/mp4")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "larger than this site accepts" in answer.json()["detail"]


def bare_answer(host: Any, recording: Recording, body: BytesIO, **extra: Any) -> Any:
    """As a server hands over a request, with what it says of the length."""
    extra = {"content_type": "video/mp4", **extra}
    request = RequestFactory().put(url(recording, "file/"), **extra)
    request._stream = body  # type: ignore[assignment]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    request.user = host
    answer = RecordingFileView.as_view()(request, recording_id=recording.pk)
    answer.render()
    return answer


def test_file_without_a_length_is_bounded_as_well(
    host: Any, here: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = 100
    assert bare_answer(host, here, BytesIO(FILM)).status_code == 200
    body = BytesIO(FILM + bytes(1024 * 1024))
    assert bare_answer(host, here, body).status_code == 413
    assert body.tell() < 1024 * 1024


def test_file_that_breaks_off_replaces_nothing(host: Any, here: Recording, folder: Path) -> None:
    answer = bare_answer(host, here, BytesIO(EDITED), CONTENT_LENGTH=len(EDITED) + 1)
    assert (answer.status_code, answer.data["code"]) == (400, "parse_error")
    assert files(folder) == [FILM]


def test_form_that_breaks_off_replaces_nothing(host: Any, here: Recording, folder: Path) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    form = {"content_type": "multipart/form-data; boundary=x"}
    answer = bare_answer(host, here, BytesIO(head + EDITED), CONTENT_LENGTH=1000, **form)
    assert (answer.status_code, answer.data["code"]) == (400, "parse_error")
    assert files(folder) == [FILM]


def test_disk_that_is_full_is_named_in_the_log(
    client: APIClient, here: Recording, settings: Any, caplog: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
    answer = client.put(url(here, "file/"), EDITED, content_type="video/mp4")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert "FILE_UPLOAD_TEMP_DIR" in caplog.text


def test_body_that_a_middleware_has_read_is_taken(host: Any, here: Recording) -> None:
    request = RequestFactory().put(url(here, "file/"), EDITED, content_type="video/mp4")
    assert request.body == EDITED
    request.user = host
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    answer = RecordingFileView.as_view()(request, recording_id=here.pk)
    assert answer.data["size"] == len(EDITED)


def test_file_of_another_kind_is_refused(client: APIClient, here: Recording) -> None:
    answer = client.put(url(here, "file/"), b"MZ", content_type="video/mp4")
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_file")


@pytest.mark.parametrize("enforces_csrf", [True, False])
def test_form_that_has_to_be_in_memory_is_refused(
    host: Any, here: Recording, enforces_csrf: bool
) -> None:
    client = APIClient(enforce_csrf_checks=enforces_csrf)
    client.force_login(host)
    client.cookies["csrftoken"] = "a" * 32
    content_type = "application/x-www-form-urlencoded"
    answer = client.put(
        url(here, "file/"), EDITED, content_type=content_type, headers={"X-CSRFToken": "a" * 32}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_recording_on_its_way_is_not_replaced(client: APIClient, recording: Recording) -> None:
    answer = client.put(url(recording, "file/"), EDITED, content_type="video/mp4")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_replaceable")


REQUESTS = [("post", ""), ("delete", ""), ("post", "restore/"), ("put", "file/")]


@pytest.mark.parametrize(("method", "what"), REQUESTS)
def test_only_hosts_are_let_in(
    as_user: Any, student: Any, here: Recording, method: str, what: str
) -> None:
    answer = getattr(as_user(student), method)(url(here, what))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_host")
    answer = getattr(as_user(None), method)(url(here, what))
    assert answer.status_code in {401, 403}
    assert answer.json()["code"] == "not_authenticated"


@pytest.mark.parametrize(("method", "what"), REQUESTS)
def test_unknown_recording_is_not_found(
    client: APIClient, host: Any, method: str, what: str
) -> None:
    answer = getattr(client, method)(url(Recording(), what))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("what", ["", "restore/", "file/", "manage/"])
def test_requests_of_other_sites_are_refused(host: Any, here: Recording, what: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(host)
    assert browser.post(url(here, what), {"title": "x", "action": "change"}).status_code == 403
    assert Recording.objects.get().title == ""


def test_every_address_of_a_recording_is_looked_at_here() -> None:
    of_recordings = {
        str(each.pattern) for each in urls.urlpatterns if "recording/" in str(each.pattern)
    }
    one = "recording/<jitsi_live_recording_id:recording_id>/"
    assert of_recordings == {f"{one}{what}" for _, what in REQUESTS} | {f"{one}manage/"}


def test_id_that_is_none_is_of_no_recording(as_user: Any, host: Any) -> None:
    for name in ("none", "1", str(UUID(int=1)), "%00", "é"):
        response = as_user(host).get(f"/api/live/watch/{name}/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_files_are_taken_outside_of_the_transaction_of_the_request(
    client: APIClient, here: Recording, monkeypatch: Any, settings: Any
) -> None:
    view = RecordingFileView.as_view()
    assert "default" in view._non_atomic_requests  # type: ignore[attr-defined]


def test_problem_of_a_lost_recording_says_what_to_do(client: APIClient, lost: Recording) -> None:
    changed = client.post(url(lost), {}, format="json").json()
    assert changed["state"] == RecordingState.LOST
    assert "look for the file on the recorder" in changed["problem"]


def test_recording_that_goes_with_its_event_meanwhile_is_not_found(
    client: APIClient, here: Recording, monkeypatch: Any
) -> None:
    change = recordings.change

    def change_and_go(*args: Any, **kwargs: Any) -> Recording:
        changed = change(*args, **kwargs)
        Recording.objects.all().delete()
        return changed

    monkeypatch.setattr(recordings, "change", change_and_go)
    answer = client.post(url(here), {"title": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sent", [len(EDITED), len(EDITED) - 1])
def test_file_comes_over_the_network_as_a_whole_or_not_at_all(
    live_server: Any, host: Any, here: Recording, folder: Path, sent: int
) -> None:
    browser = Client()
    browser.force_login(host)
    token = "a" * 32
    headers = {
        "Cookie": f"sessionid={browser.cookies['sessionid'].value}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "video/mp4",
        "Content-Length": str(len(EDITED)),
    }
    connection = HTTPConnection(live_server.thread.host, live_server.thread.port)
    with closing(connection):
        connection.request("PUT", url(here, "file/"), EDITED[:sent], headers)
        assert connection.sock is not None
        connection.sock.shutdown(SHUT_WR)
        assert connection.getresponse().status == (200 if sent == len(EDITED) else 400)
    assert (EDITED in files(folder)) is (sent == len(EDITED))

"""Bodies are bounded before anything is authenticated or parsed."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import UnreadablePostError
from django.test import Client
from rest_framework.test import APIClient

from django_jitsi_live.models import LiveSession, Stay
from django_jitsi_live.web import body
from tests.patience import PATIENCE

OPERATIONS = ["start", "end", "role", "stays"]
LARGE = b"a" * (body.MAX_BODY_BYTES + 1)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
PART = b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\njoined\r\n--x--\r\n'


def path_of(event: Any, name: str) -> str:
    return f"/api/live/{name}/{event.pk}/"


class Endless(io.RawIOBase):
    """A body without an end, which counts what is read of it."""

    def __init__(self) -> None:
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 <= size < 1_000_000
        self.count += size
        return b"a" * size


def by_wsgi(path: str, length: str | None, content_type: str = JSON) -> tuple[int, Any, int]:
    statuses: list[str] = []
    endless = Endless()
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "wsgi.input": endless}
    environ |= {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    environ |= {"CONTENT_TYPE": content_type, "HTTP_ACCEPT": JSON}
    environ |= {} if length is None else {"CONTENT_LENGTH": length}
    response = WSGIHandler()(environ, lambda status, headers: statuses.append(status))
    answer = json.loads(b"".join(response))
    return int(statuses[0][:3]), answer, endless.count


def by_asgi(path: str, *headers: tuple[bytes, bytes]) -> tuple[int, Any]:
    async def ask() -> tuple[int, Any]:
        sent = [(b"host", b"testserver"), (b"content-type", b"application/json"), *headers]
        sent.append((b"accept", b"application/json"))
        scope = {"type": "http", "method": "POST", "path": path, "headers": sent}
        connection = ApplicationCommunicator(ASGIHandler(), scope)
        for more in (True, True, False):
            await connection.send_input({"type": "http.request", "body": LARGE, "more_body": more})
        start = await connection.receive_output(PATIENCE)
        answer = await connection.receive_output(PATIENCE)
        await connection.wait(PATIENCE)
        return start["status"], json.loads(answer["body"])

    return asyncio.run(ask())


# Too large


@pytest.mark.parametrize("name", [*OPERATIONS, "room"])
@pytest.mark.parametrize("content_type", [JSON, FORM, MULTIPART, "text/xml", ""])
def test_large_body_is_refused_without_reading_it(name: str, content_type: str, live: Any) -> None:
    status, answer, count = by_wsgi(path_of(live, name), "40000000", content_type)
    assert (status, answer["code"], count) == (413, "too_large", 0)
    assert set(answer) == {"detail", "code"}


ODD_LENGTHS = {"large": "9" * 6000, "negative": "-1", "text": "x", "empty": "", "none": None}


@pytest.mark.parametrize("length", ODD_LENGTHS.values(), ids=ODD_LENGTHS)
@pytest.mark.django_db(transaction=True)
def test_body_of_an_odd_length_is_never_read_to_its_end(length: str | None, live: Any) -> None:
    status, _answer, count = by_wsgi(path_of(live, "stays"), length)
    assert status in {401, 413}
    assert count <= body.MAX_BODY_BYTES + 1


@pytest.mark.parametrize("name", [*OPERATIONS, "room"])
@pytest.mark.parametrize("headers", [[], [(b"content-length", b"7")]], ids=["none", "lying"])
@pytest.mark.django_db(transaction=True)
def test_large_body_is_refused_whatever_its_length_is_said_to_be(
    name: str, headers: Any, live: Any
) -> None:
    status, answer = by_asgi(path_of(live, name), *headers)
    assert (status, answer["code"]) == (413, "too_large")


@pytest.mark.parametrize("name", OPERATIONS)
def test_large_body_costs_no_query_and_no_password(
    name: str, live: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = APIClient().generic(
            "POST",
            path_of(live, name),
            LARGE,
            JSON,
            HTTP_AUTHORIZATION="Bearer x",
            HTTP_COOKIE="sessionid=x",
        )
    assert answer.status_code == 413


def test_large_form_is_refused_as_text(live: Any, host: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(host)
    answer = client.generic("POST", path_of(live, "room"), LARGE, FORM)
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain")


def test_large_file_is_not_stored(live: Any, host: Any, settings: Any, tmp_path: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(tmp_path), 1
    client = Client(enforce_csrf_checks=True)
    client.force_login(host)
    answer = client.generic(
        "POST", path_of(live, "room"), FILE + LARGE + b"\r\n--x--\r\n", MULTIPART
    )
    assert (answer.status_code, [*tmp_path.iterdir()]) == (413, [])


def test_host_project_may_accept_even_less(
    live: Any, student: Any, as_user: Any, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = as_user(student).generic("POST", path_of(live, "stays"), PART, MULTIPART)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("limit", [None, 10**9])
def test_host_project_cannot_accept_more(
    live: Any, student: Any, as_user: Any, settings: Any, limit: int | None
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = limit
    answer = as_user(student).generic("POST", path_of(live, "stays"), LARGE, JSON)
    assert answer.status_code == 413


# Middleware of the host project has been there before


def reading_the_body(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda request: (request.body, get_response(request))[1]


def reading_the_form(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda request: (request.POST, get_response(request))[1]


def unpacking(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request._body = request.body * 20_000
        return get_response(request)

    return middleware


@pytest.mark.parametrize("middleware", [reading_the_body, reading_the_form])
@pytest.mark.parametrize("content_type", [FORM, MULTIPART])
def test_body_that_a_middleware_has_read_is_taken(
    live: Any, student: Any, as_user: Any, settings: Any, middleware: Any, content_type: str
) -> None:
    settings.MIDDLEWARE = [f"{__name__}.{middleware.__name__}", *settings.MIDDLEWARE]
    sent = PART if content_type == MULTIPART else b"action=joined"
    for name in ("stays", "room"):
        answer = as_user(student).generic("POST", path_of(live, name), sent, content_type)
        assert answer.status_code == 201


def test_body_that_a_middleware_has_unpacked_is_bounded(
    live: Any, student: Any, as_user: Any, settings: Any
) -> None:
    settings.MIDDLEWARE = [f"{__name__}.unpacking", *settings.MIDDLEWARE]
    answer = as_user(student).generic("POST", path_of(live, "stays"), b"{}", JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


# Nobody is asked to parse what nobody may send


@pytest.mark.parametrize("name", ["stays", "role"])
def test_body_of_an_anonymous_caller_is_not_parsed(name: str, live: Any) -> None:
    client = APIClient()
    answer = client.generic("POST", path_of(live, name), b"{", JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert client.generic("POST", f"/api/live/{name}/0/", b"{", JSON).status_code == 404


def test_body_that_is_cut_off_is_a_parse_error(
    live: Any, student: Any, as_user: Any, monkeypatch: Any
) -> None:
    def cut_off(request: Any) -> None:
        raise UnreadablePostError

    monkeypatch.setattr("django_jitsi_live.web.api_view.limit_body", cut_off)
    answer = as_user(student).post(path_of(live, "stays"))
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("stay", ["[" * 2000 + "]" * 2000, "{}", "null", "1e999", "9" * 4000])
def test_odd_stay_is_not_found(live: Any, student: Any, as_user: Any, stay: str) -> None:
    sent = f'{{"action": "seen", "stay": {stay}}}'.encode()
    answer = as_user(student).generic("POST", path_of(live, "stays"), sent, JSON)
    # How deep JSON may be nested depends on the Python.
    expected = {(404, "not_found"), (400, "parse_error")} if "[[" in stay else {(404, "not_found")}
    assert (answer.status_code, answer.json()["code"]) in expected


# GET changes nothing


@pytest.mark.parametrize("person", [None, "host", "student", "stranger"])
def test_get_changes_nothing(live: Any, as_user: Any, request: Any, person: str | None) -> None:
    client = as_user(request.getfixturevalue(person) if person else None)
    before = [*LiveSession.objects.values()], [*Stay.objects.values()]
    for name in ("start", "end", "join", "status", "role", "stays", "attendance", "report", "room"):
        for action in ("start", "end", "joined"):
            headers = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_ACCEPT": JSON}
            query = {"action": action, "_method": "POST", "role": "moderator"}
            client.get(path_of(live, name), query, **headers)
            client.head(path_of(live, name), query, **headers)
    assert ([*LiveSession.objects.values()], [*Stay.objects.values()]) == before

"""A call has one limit for all of it, trusts no stranger, and says what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from django_jitsi_live.secret import SecretStr
from django_jitsi_live.servers import calls
from django_jitsi_live.servers.calls import Answer, CallFailed, call
from tests import tls
from tests.keys import SECRET
from tests.patience import PATIENCE
from tests.servers import edge
from tests.servers.test_secrets import error_page

TOKEN = SecretStr(f"Bearer {SECRET}")


@pytest.fixture(autouse=True)
def patient(monkeypatch: Any) -> None:
    monkeypatch.setattr(calls, "TIMEOUT_SECONDS", PATIENCE)


@pytest.fixture
def hasty(monkeypatch: Any, patient: None) -> None:
    """For servers that never end an answer: only the limit ends the test."""
    monkeypatch.setattr(calls, "TIMEOUT_SECONDS", 0.3)


@pytest.fixture
def serve() -> Iterator[Any]:
    with ExitStack() as stack:

        def serve(answer: bytes = edge.OK, certificate: Path | None = None, **how: Any) -> Any:
            return stack.enter_context(edge.JitsiServer(answer, **how).run(certificate))

        yield serve


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: Any) -> Iterator[tls.Authority]:
    authority = tls.Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    calls._tls.cache_clear()
    yield authority
    calls._tls.cache_clear()


def ask(url: str, path: str = "/end?room=a", method: str = "POST", body: str = "") -> Answer:
    return call(method, f"{url}{path}", "PROSODY_URL", {"Authorization": TOKEN}, body)


def failure(url: str) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        ask(url)
    assert str(caught.value).startswith("PROSODY_URL ")
    assert not {SECRET, "localhost", "room=a"} & {*str(caught.value).split()}
    return caught.value


def test_what_is_asked_arrives_as_it_was_said(serve: Any) -> None:
    server = serve()
    assert ask(server.url, body='{"a": "é"}') == Answer(200, is_empty=True, is_page=False)
    [request] = server.requests
    assert request.line == "POST /end?room=a HTTP/1.1"
    assert request.headers["authorization"] == TOKEN
    assert request.headers["host"] == f"localhost:{server.port}"
    assert request.json == {"a": "é"}


@pytest.mark.parametrize(
    ("answer", "is_empty", "is_page"),
    [(edge.NOT_THERE, True, False), (edge.NO_SUCH_CALL, False, True)],
)
def test_not_found_is_an_answer_of_one_kind_or_another(
    serve: Any, answer: bytes, is_empty: bool, is_page: bool
) -> None:
    assert ask(serve(answer).url) == Answer(404, is_empty, is_page)


def test_redirect_is_not_followed(serve: Any) -> None:
    other = serve()
    server = serve(edge.status(302, f"Location: {other.url}/elsewhere"))
    assert ask(server.url).status == 302
    assert (len(server.requests), other.requests) == (1, [])


@pytest.mark.parametrize(("code", "is_down"), [(500, False), (502, True), (503, True), (504, True)])
def test_proxy_says_that_the_server_behind_it_is_down(serve: Any, code: int, is_down: bool) -> None:
    assert ask(serve(edge.status(code)).url).is_down is is_down


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nX-Endless: "])
def test_answer_that_drips_is_not_waited_for(serve: Any, answer: bytes) -> None:
    caught = failure(serve(answer, drips=True).url)
    assert "no answer within 3 seconds" in str(caught)
    assert caught.is_down


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_server_that_says_nothing_is_not_waited_for(scheme: str) -> None:
    with tls.silent_server() as server:
        assert failure(f"{scheme}://{server.domain}").is_down


def test_without_time_left_nothing_is_asked(serve: Any, monkeypatch: Any) -> None:
    server = serve()
    monkeypatch.setattr(calls, "TIMEOUT_SECONDS", 0)
    assert failure(server.url).is_down
    assert server.requests == []


@pytest.mark.usefixtures("hasty")
def test_name_that_is_looked_up_for_long_is_not_waited_for(monkeypatch: Any) -> None:
    is_over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **how: is_over.wait(PATIENCE))
    assert failure("http://jitsi.test").is_down
    is_over.set()


@pytest.mark.parametrize("host", ["jitsi..test", "jitsi.test"])
def test_name_that_is_not_found_is_down(monkeypatch: Any, host: str) -> None:
    if host == "jitsi.test":
        monkeypatch.setattr(socket, "getaddrinfo", not_found)
    caught = failure(f"http://{host}")
    assert "host name that is not found" in str(caught)
    assert caught.is_down


def not_found(*args: Any, **how: Any) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_refused_connection_is_down() -> None:
    caught = failure(f"http://{tls.dead_port()}")
    assert "refuses the connection. Start" in str(caught)
    assert caught.is_down


def test_second_address_is_tried(serve: Any, monkeypatch: Any) -> None:
    server, dead = serve(), int(tls.dead_port().rpartition(":")[2])
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))
        for port in (dead, server.port)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **how: found)
    assert ask(server.url).status == 200


def test_server_that_hangs_up_is_down(serve: Any) -> None:
    caught = failure(serve(b"").url)
    assert "broke the connection off" in str(caught)
    assert caught.is_down


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\n" * 200])
def test_what_is_no_http_is_named(serve: Any, answer: bytes) -> None:
    caught = failure(serve(answer).url)
    assert "no answer in HTTP" in str(caught)
    assert not caught.is_down


# TLS


def test_trusted_certificate_is_accepted(serve: Any, authority: tls.Authority) -> None:
    assert ask(serve(certificate=authority.issue()).url).status == 200


@pytest.mark.parametrize(
    "how",
    [{"days": (-9, -1)}, {"days": (1, 9)}, {"host": "elsewhere.test"}, {"self_signed": True}],
    ids=["expired", "not yet valid", "other name", "self-signed"],
)
def test_certificate_that_is_not_trusted_gets_no_token(
    serve: Any, authority: tls.Authority, how: Any
) -> None:
    server = serve(certificate=authority.issue(**how))
    caught = failure(server.url)
    assert "does not trust" in str(caught)
    assert (caught.is_down, server.requests) == (False, [])


def test_server_without_tls_is_named(serve: Any) -> None:
    caught = failure(serve(speaks_first=True).url.replace("http:", "https:"))
    assert "does not answer with TLS" in str(caught)
    assert not caught.is_down


@pytest.mark.usefixtures("hasty")
def test_answer_that_drips_through_tls_is_not_waited_for(
    serve: Any, authority: tls.Authority
) -> None:
    server = serve(edge.OK[:9], certificate=authority.issue(), drips=True)
    assert failure(server.url).is_down


def test_error_page_of_a_failed_call_shows_no_token(settings: Any) -> None:
    settings.DEBUG = True
    page = error_page(lambda: ask(f"http://{tls.dead_port()}"))
    assert "refuses the connection" in page
    assert SECRET not in page

"""A link leads to the internet, and by TLS alone; in development also to this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from django_jitsi_live import conf
from django_jitsi_live.models import Problem
from django_jitsi_live.recordings import pace, responses
from django_jitsi_live.recordings.pace import Pace
from django_jitsi_live.recordings.responses import DownloadFailed, is_public, open_link
from django_jitsi_live.secret import SecretStr
from tests import tls

from .file_server import FileServer, breaks_off, chunked, redirects, until_close

FILM = b"film" * 1000


@pytest.fixture(scope="module")
def authority(tmp_path_factory: Any) -> tls.Authority:
    return tls.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def trusted(authority: tls.Authority, monkeypatch: Any) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setattr(responses, "LINGER_SECONDS", 0.05)


@pytest.fixture
def secure(authority: tls.Authority) -> Iterator[FileServer]:
    with FileServer().run(authority.issue(), host="localhost") as server:
        yield server


@pytest.fixture
def plain() -> Iterator[FileServer]:
    with FileServer().run() as server:
        yield server


@pytest.fixture
def on_the_internet(monkeypatch: Any) -> None:
    """This machine counts as one of the internet."""
    monkeypatch.setattr(responses, "is_public", lambda address: True)


def read(link: str) -> bytes:
    with open_link(SecretStr(link), {}, Pace()) as response:
        return b"".join(response.chunks())


def problem_of(link: str) -> Problem:
    with pytest.raises(DownloadFailed) as failed:
        read(link)
    assert "film" not in str(failed.value)
    return failed.value.problem


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "ff02::1",
    ],
)
def test_addresses_behind_the_firewall_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["129.146.1.1", "2606:4700::1111", "::ffff:129.146.1.1"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


def test_link_to_this_machine_is_refused_in_production(secure: FileServer) -> None:
    assert problem_of(secure.link(FILM)) == Problem.REFUSED
    assert problem_of("https://127.0.0.1/film") == Problem.REFUSED
    assert problem_of("https://[::1]/film") == Problem.REFUSED
    assert secure.requests == []


def test_link_without_tls_is_refused_in_production(
    plain: FileServer, on_the_internet: None
) -> None:
    assert problem_of(plain.link(FILM)) == Problem.REFUSED
    assert plain.requests == []


def test_redirect_out_of_tls_is_refused_in_production(
    plain: FileServer, secure: FileServer, on_the_internet: None
) -> None:
    secure.script = [redirects(plain.link(FILM))]
    assert problem_of(secure.link(FILM)) == Problem.REFUSED
    assert plain.requests == []


def test_redirect_behind_the_firewall_is_refused_in_production(
    secure: FileServer, authority: tls.Authority, monkeypatch: Any
) -> None:
    with FileServer().run(authority.issue("127.0.0.2"), host="127.0.0.2") as inside:
        monkeypatch.setattr(responses, "is_public", lambda address: address != "127.0.0.2")
        secure.script = [redirects(inside.link(FILM))]
        assert problem_of(secure.link(FILM)) == Problem.REFUSED
        assert inside.requests == []


@pytest.mark.parametrize("debug", [True, False])
def test_film_comes_by_tls(secure: FileServer, debug: bool, settings: Any, request: Any) -> None:
    settings.DEBUG = debug
    if not debug:
        request.getfixturevalue("on_the_internet")
    assert read(secure.link(FILM)) == FILM


def test_tests_of_a_site_in_development_may_use_this_machine(
    plain: FileServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(conf, "_settings_file_has_debug", True)
    assert read(plain.link(FILM)) == FILM


@pytest.mark.parametrize("problem", ["another host", "self-signed", "expired"])
def test_certificate_has_to_be_good(
    authority: tls.Authority, on_the_internet: None, problem: str
) -> None:
    certificate = authority.issue(
        host="another.example.org" if problem == "another host" else "localhost",
        days=(-90, -1) if problem == "expired" else (-1, 90),
        self_signed=problem == "self-signed",
    )
    with FileServer().run(certificate, host="localhost") as server:
        assert problem_of(server.link(FILM)) == Problem.UNREACHABLE
        assert server.requests == []


def test_server_without_tls_at_that_port_is_unreachable(
    plain: FileServer, on_the_internet: None
) -> None:
    link = plain.link(FILM).replace("http:", "https:")
    assert problem_of(link) == Problem.UNREACHABLE


def test_end_that_tls_does_not_confirm_is_a_break(
    secure: FileServer, on_the_internet: None
) -> None:
    # The server closes the connection without saying goodbye in TLS.
    secure.script = [until_close]
    assert problem_of(secure.link(FILM)) == Problem.INTERRUPTED


@pytest.mark.parametrize("step", [chunked, breaks_off(len(FILM))])
def test_end_that_tls_does_not_confirm_matters_only_where_nothing_else_tells(
    secure: FileServer, on_the_internet: None, step: Any
) -> None:
    secure.script = [step]
    assert read(secure.link(FILM)) == FILM


def test_every_address_of_a_host_is_tried(
    plain: FileServer, settings: Any, monkeypatch: Any
) -> None:
    settings.DEBUG = True
    port = int(plain.link(FILM).split(":")[2].partition("/")[0])
    with tls.silent_server() as taken:
        dead = int(taken.domain.partition(":")[2])
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", each)) for each in (dead, port)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    assert read(plain.link(FILM)) == FILM


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("", "/"),
        ("?sig=1", "/?sig=1"),
        ("/a film/ü?b=c d", "/a%20film/%C3%BC?b=c%20d"),
        ("/%2F", "/%2F"),
    ],
)
def test_odd_addresses_are_asked_for(
    plain: FileServer, settings: Any, address: str, asked: str
) -> None:
    settings.DEBUG = True
    read(f"{plain.origin}{address}#fragment")
    assert plain.requests[0]["path"] == asked


def test_server_is_asked_to_compress_nothing(plain: FileServer, settings: Any) -> None:
    settings.DEBUG = True
    read(plain.link(FILM))
    [request] = plain.requests
    assert request["Accept-Encoding"] == "identity"
    assert request["Host"] == plain.origin.partition("//")[2]


def test_head_that_drips_is_not_waited_for(
    plain: FileServer, settings: Any, monkeypatch: Any
) -> None:
    settings.DEBUG = True
    monkeypatch.setattr(pace, "WINDOW_SECONDS", 0.2)

    def drip(exchange: Any) -> None:
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not exchange.server.files.released.wait(0.005):
            exchange.wfile.write(b".")

    plain.script = [drip]
    assert problem_of(plain.link(FILM)) == Problem.UNREACHABLE

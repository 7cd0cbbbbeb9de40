"""A Jitsi server as far as calls to it go: what it was asked, and what it answers, byte by byte."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

DRIP_SECONDS = 0.02

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
NOT_THERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
PAGE = b"Content-Type: text/html; charset=utf-8\r\n\r\n<!DOCTYPE html><p>Nothing here."
NO_SUCH_CALL = b"HTTP/1.1 404 Not Found\r\n" + PAGE
UNENDING = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Endless: "


def status(code: int, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {code} Words", "Content-Length: 0", *headers]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


class Request(NamedTuple):
    line: str
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str:
        return self.headers["authorization"].removeprefix("Bearer ")


@dataclass
class JitsiServer:
    answer: bytes = OK
    drips: bool = False
    """Whether the answer comes a byte at a time, and never ends."""
    speaks_first: bool = False
    """Whether it answers before it was asked."""
    requests: list[Request] = field(default_factory=list, repr=False)
    port: int = 0

    @contextmanager
    def run(self, certificate: Path | None = None) -> Iterator[JitsiServer]:
        self._is_over = Event()
        self._context = certificate and _server_context(certificate)
        with socket.create_server(("localhost", 0)) as listener:
            self.port = listener.getsockname()[1]
            thread = Thread(target=self._serve, args=[listener])
            thread.start()
            yield self
            self._is_over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://localhost:{self.port}"

    def _serve(self, listener: socket.socket) -> None:
        while not self._is_over.is_set():
            # Clients that refuse our certificate, or that have waited enough, leave in the middle.
            with suppress(OSError), listener.accept()[0] as sock:
                self._answer(sock)

    def _answer(self, sock: socket.socket) -> None:
        with self._context.wrap_socket(sock, server_side=True) if self._context else sock as sock:
            if not self.speaks_first:
                with sock.makefile("rb") as stream:
                    self.requests.append(_read(stream))
            sock.sendall(self.answer)
            while self.drips and not self._is_over.wait(DRIP_SECONDS):
                sock.sendall(b"x")


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _read(stream: Any) -> Request:
    line = stream.readline().decode().strip()
    headers = {}
    while header := stream.readline().decode().strip():
        name, _, value = header.partition(": ")
        headers[name.lower()] = value
    return Request(line, headers, stream.read(int(headers["content-length"])).decode())

"""A server on loopback that keeps files, and behaves as its script says: well, or otherwise."""

from __future__ import annotations

import gzip
import hashlib
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

RANGE = re.compile(r"bytes=(\d+)-")


class Exchange(BaseHTTPRequestHandler):
    """One request, and what is sent for it."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        files: FileServer = self.server.files
        self.close_connection = True
        with suppress(ConnectionError, ssl.SSLError):
            files.take(self)(self)

    @property
    def content(self) -> bytes:
        contents: dict[str, bytes] = self.server.files.contents
        return contents.get(self.path.partition("?")[0], b"")

    def say(self, status: int, body: bytes = b"", **headers: Any) -> None:
        """Send head and body, whatever they say about each other."""
        self.send_response_only(status)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": len(body), **headers}.items():
            if value is not None:
                self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the tests' output clean."""


Step = Callable[[Exchange], None]


@dataclass
class FileServer:
    """What it has, what it does at the next requests, and what it was asked for."""

    contents: dict[str, bytes] = field(default_factory=dict)
    script: list[Step] = field(default_factory=list)
    """One step for each request; then it is ``honest``."""
    always: Step | None = None
    """What it does instead of being honest."""
    requests: list[dict[str, str]] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    """What hangs goes on."""
    origin: str = ""
    _lock: Lock = field(default_factory=Lock)

    def take(self, exchange: Exchange) -> Step:
        with self._lock:
            self.requests.append({"path": exchange.path, **exchange.headers})
            return self.script.pop(0) if self.script else self.always or honest

    def link(self, content: bytes, path: str = "/film.mp4", query: str = "sig=s3cret") -> str:
        """Under which it has that content."""
        self.contents[path] = content
        return f"{self.origin}{path}?{query}"

    @property
    def ranges(self) -> list[str | None]:
        """Which part each of the requests has asked for."""
        return [request.get("Range") for request in self.requests]

    @contextmanager
    def run(self, certificate: Path | None = None, host: str = "127.0.0.1") -> Iterator[FileServer]:
        with _QuietServer((host, 0), Exchange) as server:
            server.files = self
            if certificate is not None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
                server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "http" if certificate is None else "https"
            self.origin = f"{scheme}://{host}:{server.server_port}"
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield self
            finally:
                self.released.set()
                server.shutdown()
                thread.join()


class _QuietServer(ThreadingHTTPServer):
    files: FileServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients leave in the middle."""


# What it does


def etag(content: bytes) -> str:
    return f'"{hashlib.md5(content).hexdigest()}"'


def honest(exchange: Exchange, **headers: Any) -> None:
    """As a good object storage: with ranges, as long as the file is the same."""
    content = exchange.content
    if not content:
        exchange.say(404)
        return
    headers = {"ETag": etag(content), "Accept-Ranges": "bytes", **headers}
    wanted = RANGE.fullmatch(exchange.headers.get("Range", ""))
    if wanted is None or exchange.headers.get("If-Range") not in {None, headers["ETag"]}:
        exchange.say(200, content, **headers)
        return
    begin = int(wanted[1])
    if begin >= len(content):
        exchange.say(416, Content_Range=f"bytes */{len(content)}")
        return
    part = f"bytes {begin}-{len(content) - 1}/{len(content)}"
    exchange.say(206, content[begin:], **headers, Content_Range=part)


def says(status: int, **headers: Any) -> Step:
    return lambda exchange: exchange.say(status, b"<h1>An error page</h1>", **headers)


def redirects(to: str, status: int = 302) -> Step:
    return lambda exchange: exchange.say(status, Location=to)


def breaks_off(after: int, **headers: Any) -> Step:
    """Announces all of it, and sends so many bytes."""

    def step(exchange: Exchange) -> None:
        content = exchange.content
        headers_ = {"Content-Length": len(content), "ETag": etag(content), **headers}
        exchange.say(200, content[:after], **headers_)

    return step


def ignores_ranges(exchange: Exchange) -> None:
    exchange.say(200, exchange.content, ETag=etag(exchange.content))


def lies(by: int) -> Step:
    """Announces so many bytes more, or fewer, than it sends."""

    def step(exchange: Exchange) -> None:
        content = exchange.content
        exchange.say(200, content, Content_Length=len(content) + by, ETag=etag(content))

    return step


def hangs(after: int | None = None) -> Step:
    """Sends so many bytes, or not even a head, and then nothing more."""

    def step(exchange: Exchange) -> None:
        if after is not None:
            breaks_off(after)(exchange)
            exchange.wfile.flush()
        exchange.server.files.released.wait()

    return step


def drips(exchange: Exchange) -> None:
    """A byte now and then, without an end."""
    exchange.say(200, Content_Length=10**6, ETag='"drip"')
    while not exchange.server.files.released.is_set():
        exchange.wfile.write(b".")
        time.sleep(0.005)


def chunked(exchange: Exchange, *, is_whole: bool = True) -> None:
    content = exchange.content
    exchange.say(200, Content_Length=None, Transfer_Encoding="chunked")
    for begin in range(0, len(content), 1000):
        chunk = content[begin : begin + 1000]
        exchange.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
    if is_whole:
        exchange.wfile.write(b"0\r\n\r\n")


def chunks_break_off(exchange: Exchange) -> None:
    chunked(exchange, is_whole=False)


def until_close(exchange: Exchange) -> None:
    exchange.say(200, exchange.content, Content_Length=None)


def compresses(exchange: Exchange) -> None:
    body = gzip.compress(exchange.content)
    exchange.say(200, body, Content_Encoding="gzip", ETag='"zipped"')

"""A bucket of files behind signed addresses that are soon used up."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any, cast

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage

RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class Bucket(ThreadingHTTPServer):
    """Sends no more than so many bytes for the first signatures. Then the connection breaks off,
    and the signature is refused, as one that has expired. Later ones are good for ever."""

    daemon_threads = True

    def __init__(self, location: Path, allowances: Sequence[int]) -> None:
        super().__init__(("localhost", 0), Handler)
        self.location = location
        self.allowances = allowances
        self.left: dict[str, int] = {}
        self.used: set[str] = set()  # the signatures that something has been sent for
        self.ranges: list[str] = []
        self._lock = Lock()

    def sign(self, name: str) -> str:
        signature = secrets.token_hex(8)
        with self._lock:
            number = len(self.left)
            has_limit = number < len(self.allowances)
            self.left[signature] = self.allowances[number] if has_limit else sys.maxsize
        return f"http://localhost:{self.server_port}/{signature}/{name}"

    def take(self, signature: str, size: int) -> int:
        """How many of so many bytes may be sent."""
        with self._lock:
            allowed = min(size, self.left[signature])
            self.left[signature] -= allowed
            self.used.add(signature)
            return allowed


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def bucket(self) -> Bucket:
        return cast(Bucket, self.server)

    def do_GET(self) -> None:
        signature, _, name = self.path[1:].partition("/")
        if not self.bucket.left[signature]:
            self._head(HTTPStatus.FORBIDDEN, 0)
            return
        content = (self.bucket.location / name).read_bytes()
        asked = self.headers.get("Range", "")
        begin, end = self._range(asked, len(content))
        length = end - begin + 1
        if asked:
            self.bucket.ranges.append(asked)
            self._head(
                HTTPStatus.PARTIAL_CONTENT,
                length,
                **{"Content-Range": f"bytes {begin}-{end}/{len(content)}"},
            )
        else:
            self._head(HTTPStatus.OK, length)
        allowed = self.bucket.take(signature, length)
        self.wfile.write(content[begin : begin + allowed])
        if allowed < length:
            self.close_connection = True

    def _range(self, asked: str, size: int) -> tuple[int, int]:
        if not (match := RANGE.fullmatch(asked)):
            return 0, size - 1
        return int(match[1]), int(match[2] or size - 1)

    def _head(self, status: HTTPStatus, length: int, **headers: str) -> None:
        self.send_response(status)
        kind = "video/webm" if status < HTTPStatus.BAD_REQUEST else "application/xml"
        values = {"Content-Type": kind, "Accept-Ranges": "bytes", "Content-Length": str(length)}
        for name, value in {**values, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests need no log of it."""


class BucketStorage(Storage):
    """A storage on another machine, whose files are to be had at signed addresses of the bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.files = FileSystemStorage(location=bucket.location)

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return self.files.open(name, mode)

    def _save(self, name: str, content: File[bytes]) -> str:
        return self.files.save(name, content)

    def exists(self, name: str) -> bool:
        return self.files.exists(name)

    def delete(self, name: str) -> None:
        self.files.delete(name)

    def url(self, name: str | None) -> str:
        return self.bucket.sign(name or "")


@contextmanager
def bucket(location: Path, *allowances: int) -> Iterator[Bucket]:
    with Bucket(location, allowances) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

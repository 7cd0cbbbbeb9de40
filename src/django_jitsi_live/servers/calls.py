"""Calls from this site to a Jitsi server, over HTTP, with a limit for all of it. Pure.

While a call goes on, somebody waits for the answer to a click. So the limit is for the look-up of
the name, the connection, TLS, and the whole answer together, however slowly it drips in.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Mapping
from functools import cache
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

TIMEOUT_SECONDS = 3.0


class CallFailed(Exception):
    """A call had no effect. The message says why and what to do, and shows nothing secret."""

    def __init__(self, message: str, *, is_down: bool = False) -> None:
        super().__init__(message)
        self.is_down = is_down
        """Whether the server could not be reached, or gave no answer in time."""


class Answer(NamedTuple):
    status: int
    is_empty: bool
    is_page: bool
    """Whether it is HTML: a page for people, of a web server that knows no such address."""

    @property
    def is_down(self) -> bool:
        """Whether a proxy answered, because the server behind it did not."""
        return self.status in {502, 503, 504}


class _Failure(NamedTuple):
    text: str
    hint: str
    is_down: bool


LATE = _Failure(
    f"gave no answer within {TIMEOUT_SECONDS:.0f} seconds",
    "See whether it runs, and whether a firewall drops what this site sends to it.",
    is_down=True,
)
UNUSABLE = _Failure(
    "gave no answer in HTTP", "Correct the port: another program answers there.", is_down=False
)
# The first that fits. No address: the settings have it, and more people read this.
FAILURES: list[tuple[tuple[type[Exception], ...], _Failure]] = [
    ((TimeoutError,), LATE),
    (
        (socket.gaierror, UnicodeError),
        _Failure("has a host name that is not found", "Correct it, or its DNS record.", True),
    ),
    (
        (ConnectionRefusedError,),
        _Failure("refuses the connection", "Start the server there, or correct the port.", True),
    ),
    (
        (ssl.SSLCertVerificationError,),
        _Failure(
            "has a TLS certificate that this site does not trust",
            "Renew it, or serve one for this host name of an authority that the site knows.",
            is_down=False,
        ),
    ),
    (
        (ssl.SSLError,),
        _Failure("does not answer with TLS", "Correct the port, or write http://.", False),
    ),
    (
        (OSError,),
        _Failure("broke the connection off", "See whether it runs, and read its log.", True),
    ),
]


def call(method: str, url: str, subject: str, headers: Mapping[str, str], body: str = "") -> Answer:
    """The answer of the server; redirects are not followed.

    Raises ``CallFailed``, whose message begins with the subject: where the address is written.
    """
    answer = _answer_or_failure(method, urlsplit(url), headers, body)
    # Raised out here, so that no error page shows the frames below, which hold a token.
    if isinstance(answer, _Failure):
        raise CallFailed(f"{subject} {answer.text}. {answer.hint}", is_down=answer.is_down)
    return answer


def _answer_or_failure(
    method: str, url: SplitResult, headers: Mapping[str, str], body: str
) -> Answer | _Failure:
    try:
        return _answer(method, url, headers, body)
    except (OSError, HTTPException, UnicodeError) as error:
        return next((failure for kinds, failure in FAILURES if isinstance(error, kinds)), UNUSABLE)


def _answer(method: str, url: SplitResult, headers: Mapping[str, str], body: str) -> Answer:
    deadline = _Deadline(TIMEOUT_SECONDS)
    with _connect(url, deadline) as sock:
        connection = HTTPConnection(url.netloc)
        connection.sock = _TimedSocket(sock, deadline)
        target = url._replace(scheme="", netloc="").geturl()
        sent = {"User-Agent": "django-jitsi-live", "Connection": "close", **headers}
        connection.request(method, target, body.encode(), sent)
        response = connection.getresponse()
        is_page = "html" in response.headers.get("Content-Type", "")
        return Answer(response.status, not response.read(1), is_page)


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds. Raises ``TimeoutError`` when there are none."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _TimedSocket:
    """A socket as ``http.client`` uses it; each operation has the time that is left."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.remaining())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._sock, self._deadline))

    def close(self) -> None:
        """Who made the socket closes it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.remaining())
        return self._sock.recv_into(buffer)


def _connect(url: SplitResult, deadline: _Deadline) -> socket.socket:
    host, is_tls = url.hostname or "", url.scheme == "https"
    sock = _connect_to_any(_look_up(host, url.port or (443 if is_tls else 80), deadline), deadline)
    if not is_tls:
        return sock
    with sock:  # which TLS takes over, or which is of no use any more
        sock.settimeout(deadline.remaining())
        return _tls().wrap_socket(sock, server_hostname=host)


def _look_up(host: str, port: int, deadline: _Deadline) -> list[Any]:
    """The addresses of the host, of which there is at least one."""
    found: list[Any] = []

    def look_up() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    # In a thread: nothing else limits the time of a name look-up.
    thread = Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    [outcome] = found or [TimeoutError()]
    if isinstance(outcome, Exception):
        raise outcome
    return list(outcome)


def _connect_to_any(addresses: list[Any], deadline: _Deadline) -> socket.socket:
    """A connection to the first address that takes one. Of several, none gets all the time."""
    problem = OSError()
    for number, address in enumerate(addresses):
        try:
            return _connect_to(address, deadline.remaining() / (len(addresses) - number))
        except OSError as error:
            problem = error
    raise problem


def _connect_to(address: Any, seconds: float) -> socket.socket:
    family, kind, protocol, _name, where = address
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(seconds)
        sock.connect(where)
    except OSError:
        sock.close()
        raise
    return sock


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Python 3.13 is stricter here than browsers and Prosody are.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context

"""What a server answers that keeps a recording: redirects, and the bytes of the body as they come.

The address comes from a message that is signed, and redirects from wherever it leads. So only TLS
is spoken, and only to addresses of the internet: no link reaches a machine behind the firewall.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

from ..conf import is_development
from ..models import Problem
from ..secret import SecretStr
from .pace import Pace, PacedSocket, TooSlow

CHUNK = 256 * 1024
MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
LINGER_SECONDS = 3.0
"""So long a server has to end the connection that was to end."""
UNREACHED = (OSError, HTTPException, ValueError, TooSlow)
"""What calls of sockets and of ``http.client`` raise; wrong addresses are a ``ValueError``."""


class DownloadFailed(Exception):
    """Why there is no file, or not all of it. No text, which might show the link."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Response:
    """An answer that is no redirect."""

    def __init__(self, response: HTTPResponse, sock: PacedSocket, pace: Pace) -> None:
        self._response = response
        self._sock = sock
        self._pace = pace
        self.status = response.status

    def close(self) -> None:
        self._response.close()

    def header(self, name: str) -> str:
        return self._response.headers.get(name, "").strip()

    @property
    def length(self) -> int | None:
        """Of the body, by its header; None where it does not tell."""
        return self._response.length

    def chunks(self) -> Iterator[bytes]:
        """The body, until it ends, or is longer than its header says. Raises ``DownloadFailed``."""
        try:
            yield from self._chunked() if self._response.chunked else self._plain()
        except (TimeoutError, TooSlow):
            raise DownloadFailed(Problem.TOO_SLOW) from None
        except (OSError, HTTPException):
            raise DownloadFailed(Problem.INTERRUPTED) from None

    def _chunked(self) -> Iterator[bytes]:
        while chunk := self._response.read1(CHUNK):
            yield chunk

    def _plain(self) -> Iterator[bytes]:
        # Not by http.client, which takes no notice of what comes after the announced length.
        received, length = 0, self.length
        while length is None or received < length:
            chunk = self._sock.reader.read1(CHUNK)
            if not chunk:
                return
            received += len(chunk)
            yield chunk
        if received == length:
            yield self._surplus()

    def _surplus(self) -> bytes:
        self._pace.silence = LINGER_SECONDS
        with suppress(OSError, TooSlow):
            return self._sock.reader.read1(1)
        return b""


@contextmanager
def open_link(link: SecretStr, headers: Mapping[str, str], pace: Pace) -> Iterator[Response]:
    """What there is behind the link, and behind its redirects. Raises ``DownloadFailed``."""
    for _ in range(MAX_REDIRECTS + 1):
        with _connected(link, pace) as sock, closing(_ask(link, headers, sock, pace)) as response:
            if response.status not in REDIRECTS:
                yield response
                return
            link = _redirected(link, response.header("Location"))
    raise DownloadFailed(Problem.REFUSED)


def _redirected(link: SecretStr, location: str) -> SecretStr:
    try:
        return SecretStr(urljoin(link, location))
    except ValueError:
        raise DownloadFailed(Problem.REFUSED) from None


def _ask(link: SecretStr, headers: Mapping[str, str], sock: PacedSocket, pace: Pace) -> Response:
    sent = {
        "User-Agent": "django-jitsi-live",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    try:
        address = urlsplit(link)
        query = f"?{address.query}" if address.query else ""
        target = SecretStr(iri_to_uri(f"{address.path or '/'}{query}"))
        connection = HTTPConnection(cast("str", address.hostname), address.port)
        connection.sock = cast("Any", sock)
        connection.request("GET", target, headers=sent)
        return Response(connection.getresponse(), sock, pace)
    except UNREACHED:
        raise DownloadFailed(Problem.UNREACHABLE) from None


@contextmanager
def _connected(link: SecretStr, pace: Pace) -> Iterator[PacedSocket]:
    try:
        sock = _connect(urlsplit(link), pace)
    except UNREACHED:
        raise DownloadFailed(Problem.UNREACHABLE) from None
    with sock:
        yield PacedSocket(sock, pace)


def _connect(address: SplitResult, pace: Pace) -> socket.socket:
    host, is_tls = address.hostname, address.scheme == "https"
    if not host or not (is_tls or (address.scheme == "http" and is_development())):
        raise DownloadFailed(Problem.REFUSED)
    sock = _connect_to_any(_look_up(host, address.port or (443 if is_tls else 80)), pace)
    if not is_tls:
        return sock
    with sock:  # which TLS takes over, or which is of no use any more
        # Where the server tells no length, an end that it did not mean is no end.
        return _tls().wrap_socket(sock, server_hostname=host, suppress_ragged_eofs=False)


def _look_up(host: str, port: int) -> list[Any]:
    """The addresses that may be connected to, of which there is at least one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [each for each in found if is_development() or is_public(str(each[4][0]))]
    if not allowed:
        raise DownloadFailed(Problem.REFUSED)
    return allowed


def is_public(text: str) -> bool:
    """Whether it is an address of the internet."""
    address: Any = ipaddress.ip_address(text)
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast


def _connect_to_any(addresses: list[Any], pace: Pace) -> socket.socket:
    problem = OSError()
    for family, kind, protocol, _name, where in addresses:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(pace.silence)
            sock.connect(where)
        except OSError as error:
            sock.close()
            problem = error
        else:
            return sock
    raise problem


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Python 3.13 is stricter here than browsers are.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context

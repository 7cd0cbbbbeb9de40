"""Requests over the network: the responses, or why a request failed."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from threading import Thread
from typing import Any, NamedTuple, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.datastructures import CaseInsensitiveMapping

from ...printable import printable

TIMEOUT_SECONDS = 5.0  # for each host in total, the look-up of its name included
MAX_BODY_BYTES = 4_000_000
MAX_LINE_BYTES = 1000

T = TypeVar("T")

# Codes of OpenSSL's certificate verification (openssl-verification-options(1)).
NOT_YET_VALID, EXPIRED, SELF_SIGNED, OTHER_NAME, OTHER_ADDRESS = 9, 10, 18, 62, 64
SHOWN_CERTIFICATES = {NOT_YET_VALID, EXPIRED, OTHER_NAME, OTHER_ADDRESS}
NO_CHECK_TIME = 0x200000
AUTHORITY = "Get one of a public authority such as Let's Encrypt, and serve it with its chain."
NAME = "Get one that includes this name, or let DOMAIN be one of the names that it has."
UNKNOWN_AUTHORITY = ("is of an authority that this machine does not know", AUTHORITY)
CERTIFICATE_PROBLEMS = {
    NOT_YET_VALID: ("is not valid yet", "Set the clocks of both machines right, or replace it."),
    EXPIRED: (
        "has expired (or one that signed it has)",
        "Renew it (`certbot renew`), and reload the web server.",
    ),
    SELF_SIGNED: ("is self-signed, which browsers refuse", AUTHORITY),
    OTHER_NAME: ("is for another host name", NAME),
    OTHER_ADDRESS: ("is for another host name", NAME),
}
FAILURES: dict[Any, tuple[str, str]] = {
    (socket.gaierror, UnicodeError): (
        "The name of the host {host} is not found.",
        "Correct the name in DOMAIN (or --site-url), or its DNS record.",
    ),
    ConnectionRefusedError: (
        "{host} refuses the connection.",
        "Start the web server there, open its port in the firewall, or correct the port.",
    ),
    ssl.SSLError: (
        "{host} does not answer with TLS.",
        "Let its web server speak https on this port, or correct the port.",
    ),
    Exception: (
        "{host} gives no usable answer ({reason}).",
        "Open the address in a browser, and see the log of the web server there.",
    ),
}
TIMEOUT_MESSAGE = f"{{host}} gives no answer within {TIMEOUT_SECONDS:.0f} seconds."
TIMEOUT_HINT = "See whether it runs, and whether a firewall drops what this machine sends to it."


class RequestFailure(NamedTuple):
    """There is no response: why, and what to do about it."""

    message: str
    hint: str
    is_untrusted: bool = False
    """Whether the TLS certificate is the reason."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response over the network, or from the site in this process."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    expires: dt.datetime | None = None
    """When its TLS certificate expires."""
    clock_offset: float | None = None
    """Seconds by which the host's clock is ahead of this machine's."""
    is_in_process: bool = False
    """Whether this very process answered, without the web server in front of the site."""

    @property
    def asked(self) -> str:
        """The address, and how it was asked."""
        return f"{self.url} (asked within this process)" if self.is_in_process else self.url

    @property
    def redirect(self) -> str:
        """Where it redirects to; empty if it does not."""
        if self.status not in {301, 302, 303, 307, 308}:
            return ""
        return printable(urljoin(self.url, self.headers.get("Location", "")))


class Network:
    """Sends requests, with a time limit for each host."""

    def __init__(self, seconds: float | None = None) -> None:
        limit = TIMEOUT_SECONDS if seconds is None else seconds
        self._remaining: defaultdict[str, float] = defaultdict(lambda: limit)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response | RequestFailure:
        """The response, or why there is none. ``Response.url`` has no query, which may hold a
        token."""
        return self._ask(url, partial(_ask, urlsplit(url), "GET", "", headers or {}))

    def post(self, url: str, body: str, headers: Mapping[str, str]) -> Response | RequestFailure:
        """The same for a POST."""
        return self._ask(url, partial(_ask, urlsplit(url), "POST", body, headers))

    def offer(self, url: str, size: int, headers: Mapping[str, str]) -> int | RequestFailure:
        """The status that answers a PUT before its body, of that size, is sent: 100 to go on."""
        return self._ask(url, partial(_guarded, urlsplit(url), partial(_offer, size, headers)))

    def _ask(self, url: str, ask: Callable[[], T | RequestFailure]) -> T | RequestFailure:
        responses: list[T | RequestFailure] = []
        host, started = urlsplit(url).netloc, time.monotonic()
        if self._remaining[host] > 0:
            # In a thread: nothing else limits the time of a name look-up.
            thread = Thread(target=lambda: responses.append(ask()), daemon=True)
            thread.start()
            thread.join(self._remaining[host])
            self._remaining[host] -= time.monotonic() - started
        return (
            responses[0]
            if responses
            else RequestFailure(TIMEOUT_MESSAGE.format(host=host), TIMEOUT_HINT)
        )


def _ask(
    url: SplitResult, method: str, body: str, headers: Mapping[str, str]
) -> Response | RequestFailure:
    return _guarded(url, partial(_answer, method, body, headers))


def _guarded(url: SplitResult, ask: Callable[[SplitResult], T]) -> T | RequestFailure:
    try:
        try:
            return ask(url)
        except ssl.SSLCertVerificationError as error:
            return _untrusted(url, error)
    except Exception as error:  # sockets, TLS, HTTP, invalid names: each raises its own
        return _unreachable(url.netloc, error)


def _answer(method: str, body: str, headers: Mapping[str, str], url: SplitResult) -> Response:
    target = url._replace(scheme="", netloc="").geturl()
    with closing(_connection(url, _tls())) as connection:
        certificate = _certificate_of(connection)
        started = time.time()
        sent = {"User-Agent": "jitsi_live_doctor", **headers}
        connection.request(method, target, body.encode() or None, sent)
        with connection.getresponse() as response:
            halfway = (started + time.time()) / 2
            content = response.read(MAX_BODY_BYTES)
    got = response.headers
    received = CaseInsensitiveMapping({name: ", ".join(got.get_all(name, [])) for name in got})
    return Response(
        url._replace(query="").geturl(),  # which may hold a token
        response.status,
        received,
        content,
        expires=_moment(certificate["notAfter"]) if certificate else None,
        clock_offset=_clock_offset(received, halfway),
    )


def _offer(size: int, headers: Mapping[str, str], url: SplitResult) -> int:
    with closing(_connection(url, _tls())) as connection:
        connection.putrequest("PUT", url.path)
        for name, value in {**headers, "Content-Length": size, "Expect": "100-continue"}.items():
            connection.putheader(name, str(value))
        connection.endheaders()
        # HTTPConnection itself keeps an answer of 100 to itself.
        with connection.sock.makefile("rb") as answer:
            _version, status, *_reason = answer.readline(MAX_LINE_BYTES).split()
            return int(status)


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Python 3.13 is stricter here than browsers and Prosody are.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _lenient_tls() -> ssl.SSLContext:
    """Accepts any host name and time, to look at a certificate that was refused."""
    context = _tls()
    context.check_hostname = False
    context.verify_flags |= NO_CHECK_TIME
    return context


def _connection(url: SplitResult, context: ssl.SSLContext) -> HTTPConnection:
    host, port, timeout = url.hostname or "", url.port, 2 * TIMEOUT_SECONDS
    if url.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=timeout, context=context)
    else:
        connection = HTTPConnection(host, port, timeout=timeout)
    connection.connect()
    return connection


def _certificate_of(connection: HTTPConnection) -> dict[str, Any]:
    sock = connection.sock
    return dict(sock.getpeercert() or {}) if isinstance(sock, ssl.SSLSocket) else {}


def _moment(certificate_time: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate_time), dt.UTC)


def _clock_offset(headers: Mapping[str, str], now: float) -> float | None:
    try:
        sent_at = parsedate_to_datetime(headers["Date"]).timestamp()
        sent_at += int(headers.get("Age", "0"))  # of a response from a cache
    except (KeyError, ValueError):
        return None
    return sent_at + 0.5 - now  # the header has whole seconds


def _untrusted(url: SplitResult, error: ssl.SSLCertVerificationError) -> RequestFailure:
    why, hint = CERTIFICATE_PROBLEMS.get(error.verify_code, UNKNOWN_AUTHORITY)
    message = f"The TLS certificate of {url.netloc} {why}"
    if error.verify_code in SHOWN_CERTIFICATES:
        with closing(_connection(url, _lenient_tls())) as connection:
            certificate = _certificate_of(connection)
        names = printable(", ".join(name for _, name in certificate.get("subjectAltName", ())))
        first, last = _moment(certificate["notBefore"]), _moment(certificate["notAfter"])
        message += f": it is for {names}, valid from {first:%Y-%m-%d} until {last:%Y-%m-%d}"
    return RequestFailure(f"{message}.", hint, is_untrusted=True)


def _unreachable(host: str, error: Exception) -> RequestFailure:
    message, hint = next(text for kind, text in FAILURES.items() if isinstance(error, kind))
    reason = getattr(error, "strerror", None) or type(error).__name__
    return RequestFailure(message.format(host=host, reason=reason), hint)

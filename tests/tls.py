"""Web servers with TLS on loopback, and an authority that makes their certificates."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

JITSI = b"var JitsiMeetExternalAPI;"


class Authority:
    """Trusted where SSL_CERT_FILE names its ``file``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("The tests' own authority")
        builder = _builder(self._name, self._key, (-1, 90))
        self.certificate = (
            builder.issuer_name(self._name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = directory / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self,
        host: str = "localhost",
        days: tuple[float, float] = (-1, 90),
        self_signed: bool = False,
    ) -> Path:
        """A PEM file with a key and its certificate for the host, valid in those days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = (_name(host), key) if self_signed else (self._name, self._key)
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = _builder(_name(host), key, days).issuer_name(issuer)
        certificate = builder.add_extension(names, critical=False).sign(issuer_key, hashes.SHA256())
        path = self._directory / f"{certificate.serial_number:x}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    name: x509.Name, key: ec.EllipticCurvePrivateKey, days: tuple[float, float]
) -> x509.CertificateBuilder:
    first, last = (dt.datetime.now(dt.UTC) + dt.timedelta(days=day) for day in days)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that refuse our certificate leave in the middle."""


@dataclass
class WebServer:
    """What it answers to every request, and the paths it was asked for."""

    status: int = 200
    body: bytes = JITSI
    headers: Mapping[str, str] = field(default_factory=dict)
    clock: float | None = 0
    """Seconds that its clock is ahead; None for a server that tells no time."""
    secret: str = ""
    """What it verifies tokens with, as Prosody does; without, it has no log-in."""
    lets_in_without_token: bool = False
    breaks_off: bool = False
    """Whether it opens a session and then hangs up."""
    bosh: str | None = None
    """What it says instead when a session is to be opened."""
    domain: str = ""
    posted: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @contextmanager
    def run(self, certificate: Path | None) -> Iterator[WebServer]:
        with _QuietServer(("localhost", 0), self._handler()) as server:
            if certificate is not None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
                server.socket = context.wrap_socket(server.socket, server_side=True)
            self.domain = f"localhost:{server.server_port}"
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def log_in(self, body: str, token: str) -> str:
        """What Prosody with mod_auth_token says to Jitsi's client (XEP-0206)."""
        if "<auth" not in body:
            return '<body sid="a-session" xmlns="http://jabber.org/protocol/httpbind"/>'
        try:
            if token or not self.lets_in_without_token:
                jwt.decode(token, self.secret, ["HS256"], audience="jitsi", issuer="webinars")
        except jwt.InvalidTokenError as error:
            reason = f"<not-allowed/><text>{escape(str(error))}</text>"
            return f"<body><failure xmlns='sasl'>{reason}</failure></body>"
        return "<body><success xmlns='sasl'/></body>"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web_server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web_server.paths.append(self.path)
                self.send_response_only(web_server.status)
                if web_server.clock is not None:
                    now = time.time() + web_server.clock
                    self.send_header("Date", self.date_time_string(now))
                for name, value in web_server.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(web_server.body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                web_server.posted.append(body)
                query = parse_qs(urlsplit(self.path).query)
                answer = web_server.bosh or web_server.log_in(body, query.get("token", [""])[0])
                if web_server.breaks_off and "<auth" in body:
                    return
                self.send_response_only(200 if web_server.secret or web_server.bosh else 404)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *args: object) -> None:
                """Keep the tests' output clean."""

        return Handler


class SilentServer:
    """Takes connections, and never answers."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.domain = f"localhost:{listener.getsockname()[1]}"

    def connections(self) -> int:
        """How many clients have connected, each of which is counted once."""
        self._listener.setblocking(False)
        number = 0
        with suppress(BlockingIOError):
            while True:
                self._listener.accept()[0].close()
                number += 1
        return number


@contextmanager
def silent_server() -> Iterator[SilentServer]:
    with socket.create_server(("localhost", 0)) as listener:
        yield SilentServer(listener)


def dead_port() -> str:
    """An address where nothing listens."""
    with silent_server() as server:
        return server.domain

"""Prosody's HTTP on loopback, with the modules that end conferences and throw people out.

It answers as they were seen to do: with an empty body, and the kick with 200 to almost everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt

from tests.keys import SECRET

from .jitsi_server import JitsiServer, Refusal, fetch_key

PAGE = b"<html>404 Not Found</html>"


@dataclass
class ProsodyCalls:
    jitsi: JitsiServer
    key_server: str = ""
    """Its ``prosody_password_public_key_repo_url``; without, it takes every token of the secret."""
    modules: frozenset[str] = frozenset({"end-meeting", "kick-participant"})
    can_kick: bool = True
    ends: bool = True
    max_answers: float = inf
    """After so many it hangs up."""
    url: str = ""
    hosts: list[str] = field(default_factory=list)
    """The virtual hosts that it was asked for."""

    @contextmanager
    def run(self) -> Iterator[ProsodyCalls]:
        with ThreadingHTTPServer(("localhost", 0), self._handler()) as server:
            self.url = f"http://localhost:{server.server_port}"
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def is_allowed(self, authorization: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        try:
            header = jwt.get_unverified_header(token)
            key = fetch_key(self.key_server, header["kid"]) if self.key_server else SECRET
            algorithm = "RS256" if self.key_server else "HS256"
            jwt.decode(token, key, [algorithm], audience="jitsi", issuer="webinars")
        except (jwt.InvalidTokenError, Refusal, KeyError):
            return False
        return True

    def end(self, query: dict[str, list[str]]) -> int:
        if not self.ends:
            return 200
        return 200 if self.jitsi.put_out(query["conference"][0]) else 404

    def kick(self, query: dict[str, list[str]], body: bytes) -> None:
        room = f"{query['room'][0]}@muc.meet.jitsi"
        self.jitsi.put_out(room, json.loads(body)["participantId"])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        calls = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                target = urlsplit(self.path)
                calls.hosts.append(self.headers["Host"])
                if len(calls.hosts) > calls.max_answers:
                    return
                self.rfile.read(int(self.headers["Content-Length"] or 0))
                query = parse_qs(target.query)
                if target.path != "/end-meeting" or "end-meeting" not in calls.modules:
                    self.answer(404, PAGE)
                elif not query:
                    self.answer(400)
                elif not calls.is_allowed(self.headers["Authorization"] or ""):
                    self.answer(401)
                else:
                    self.answer(calls.end(query))

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if "kick-participant" not in calls.modules:
                    self.answer(404, PAGE)
                    return
                if calls.can_kick and calls.is_allowed(self.headers["Authorization"] or ""):
                    calls.kick(parse_qs(urlsplit(self.path).query), body)
                self.answer(200)

            def answer(self, status: int, page: bytes = b"") -> None:
                self.send_response_only(status)
                if page:
                    self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *args: object) -> None:
                """Keep the tests' output clean."""

        return Handler

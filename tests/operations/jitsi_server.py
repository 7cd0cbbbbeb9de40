"""A Jitsi server on loopback: Prosody's judgement of tokens, and jicofo's of roles.

It speaks BOSH as Prosody does, refuses in the words and in the order of Prosody's modules, and
stands for nothing else: there is no video.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from itertools import count
from math import inf
from typing import Any
from urllib.parse import unquote, urlencode

import jwt

from tests import tls
from tests.keys import SECRET

CONFIG = b"""
var config = {};
config.hosts = {};
config.hosts.domain = 'meet.jitsi';
var subdomain = '';
config.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';
"""


class Refusal(Exception):
    """The token is refused; the text is Prosody's."""


@dataclass
class Occupant:
    nick: str
    session: str
    affiliation: str

    @property
    def role(self) -> str:
        return "moderator" if self.affiliation == "owner" else "participant"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fetch_key(key_server: str, key_id: str) -> str:
    """As Prosody does. Raises ``Refusal``."""
    url = f"{key_server}/{sha256(key_id.encode()).hexdigest()}.pem"
    try:
        with urllib.request.build_opener(NoRedirects).open(url) as response:
            return str(response.read().decode())
    except urllib.error.URLError:
        raise Refusal("could not obtain public key") from None


@dataclass
class JitsiServer(tls.WebServer):
    secret: str = SECRET
    body: bytes = tls.JITSI + CONFIG
    key_server: str = ""
    """Where it asks for public keys, as with ``asap_key_server``: then the secret is not used."""
    issuers: tuple[str, ...] = ("webinars",)
    audiences: tuple[str, ...] = ("jitsi",)
    subject: str = "*"
    """What it verifies the claim ``sub`` with; ``*`` where it does not."""
    gives_reasons: bool = True
    reads_roles: bool = True
    """Whether it has token_affiliation."""
    promotes: str = ""
    """``first`` with jicofo's auto-owner, ``all`` with its authentication."""
    reserves: str = ""
    """What a reservation system says to every room."""
    asks: str = ""
    """Where it asks which rooms exist, with ``api_token``."""
    lobby: str = ""
    """``open`` to whom the token allows to pass, or ``closed`` to everybody."""
    join_error: str = ""
    """The condition with which every join is refused."""
    max_joins: float = inf
    """After so many, everybody is refused."""
    max_sessions: float = inf
    """After so many, none is opened."""
    answers_joins: bool = True
    has_jicofo: bool = True
    api_prefix: str = ""
    """Where its event_sync reports to, with ``api_token``."""
    api_token: str = ""
    rooms: dict[str, list[Occupant]] = field(default_factory=dict)
    _sessions: Any = field(default_factory=lambda: count(1))
    _claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    _joins: int = 0
    _pending: dict[str, str] = field(default_factory=dict)
    """What each session hears next."""

    def log_in(self, body: str, token: str) -> str:
        found = re.search(r' sid="(\w+)"', body)
        session = found[1] if found else ""
        if not session:
            number = next(self._sessions)
            sid = f' sid="session{number}"' if number <= self.max_sessions else ""
            return self._body(sid, "<features/>")
        return self._body("", self._answer(session, body, token))

    def put_out(self, room: str, nick: str = "") -> bool:
        """Put the occupant out of the room, or everybody; whether anybody was there."""
        gone = [each for each in self.rooms.get(room, []) if nick in {"", each.nick}]
        for each in gone:
            self.rooms[room].remove(each)
            self._pending[each.session] = (
                f'<presence from="{room}/{each.nick}" type="unavailable"></presence>'
            )
        return bool(gone)

    def _body(self, attributes: str, stanzas: str) -> str:
        return f'<body xmlns="http://jabber.org/protocol/httpbind"{attributes}>{stanzas}</body>'

    def _answer(self, session: str, body: str, token: str) -> str:
        if 'type="terminate"' in body:
            return self._leave(session)
        if "<auth" in body:
            return self._authenticate(session, token)
        if "<bind" in body:
            jid = f"{session}-0000@meet.jitsi/web"
            return f'<iq id="bind" type="result"><bind><jid>{jid}</jid></bind></iq>'
        if "<conference" in body:
            return self._open_room(body)
        if "<presence" in body and self.answers_joins:
            return self._join(session, body)
        return self._pending.pop(session, "")

    def _authenticate(self, session: str, token: str) -> str:
        try:
            self._claims[session] = self._verify(token) if token else self._without_token()
        except Refusal as refusal:
            text = f"<text>{escape(str(refusal))}</text>" if self.gives_reasons else ""
            return f"<failure xmlns='sasl'><not-allowed/>{text}</failure>"
        return "<success xmlns='sasl'/>"

    def _without_token(self) -> dict[str, Any]:
        if not self.lets_in_without_token:
            raise Refusal("token required")
        return {}

    def _verify(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        key, algorithm = self.secret, "HS256"
        if self.key_server:
            key, algorithm = self._public_key(header), "RS256"
        if header["alg"] != algorithm:
            raise Refusal("Invalid or incorrect alg")
        options: Any = {f"verify_{each}": False for each in ("exp", "nbf", "iat", "aud", "iss")}
        try:
            claims: dict[str, Any] = jwt.decode(token, key, [algorithm], options=options)
        except jwt.InvalidSignatureError:
            raise Refusal("Invalid signature") from None
        self._verify_claims(claims)
        return claims

    def _public_key(self, header: dict[str, Any]) -> str:
        if "kid" not in header:
            raise Refusal("'kid' claim is missing")
        return fetch_key(self.key_server, header["kid"])

    def _verify_claims(self, claims: dict[str, Any]) -> None:
        now = time.time() + (self.clock or 0)
        if now >= claims["exp"]:
            raise Refusal(f"Not acceptable by exp ({now - claims['exp']:.0f} sec since expired)")
        if now < claims["nbf"]:
            raise Refusal("Not acceptable by nbf")
        if claims["iss"] not in self.issuers:
            raise Refusal("invalid 'iss' claim")
        if claims["aud"] not in self.audiences:
            raise Refusal("invalid 'aud' claim")

    def _open_room(self, body: str) -> str:
        room = re.search(r'room="([^"]+)"', body)
        assert room is not None
        if not self.has_jicofo:
            return '<iq id="room" type="error"><error><service-unavailable/></error></iq>'
        refusal = self.reserves or (self._ask(room[1]) if self.asks else "")
        if refusal:
            error = f"<text>{escape(refusal)}</text><reservation-error error-code='403'/>"
            return f'<iq id="room" type="error"><error>{error}</error></iq>'
        if room[1] not in self.rooms:
            self.rooms[room[1]] = []
            self._report_created(room[1])
        return '<iq id="room" type="result"><conference ready="true"/></iq>'

    def _ask(self, room: str) -> str:
        """Why the room does not exist; empty if it does."""
        form = {"name": room.partition("@")[0], "mail_owner": "a@b"}
        body = urlencode({**form, "start_time": "2026-01-01T00:00:00.000Z"}).encode()
        request = urllib.request.Request(
            f"{self.asks}/conference", body, {"Authorization": f"Bearer {self.api_token}"}
        )
        try:
            urllib.request.build_opener(NoRedirects).open(request).close()
        except urllib.error.HTTPError as error:
            return str(json.loads(error.read())["message"])
        return ""

    def _report_created(self, room: str) -> None:
        if not self.api_prefix:
            return
        node, _, domain = room.partition("@")
        tenant = domain.removeprefix("muc.").removesuffix("meet.jitsi").rstrip(".")
        message = {
            "event_name": "muc-room-created",
            "room_name": f"[{tenant}]{node}" if tenant else node,
            "room_jid": room,
            "is_breakout": False,
            "created_at": int(time.time() + (self.clock or 0)),
        }
        request = urllib.request.Request(
            f"{self.api_prefix}/events/room/created",
            json.dumps(message).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.api_token}"},
        )
        with suppress(urllib.error.URLError):
            urllib.request.build_opener(NoRedirects).open(request).close()

    def _join(self, session: str, body: str) -> str:
        target = re.search(r'to="([^"/]+)/([^"]+)"', body)
        assert target is not None
        room, nick = target.groups()
        if error := self._why_not(session, room):
            return f'<presence from="{room}/{nick}" type="error"><error>{error}</error></presence>'
        occupants = self.rooms[room]
        occupants.append(Occupant(nick, session, self._affiliation(session, occupants)))
        return "".join(
            f'<presence from="{room}/{each.nick}"><x><item affiliation="{each.affiliation}" '
            f'role="{each.role}"/></x></presence>'
            for each in occupants
        )

    def _why_not(self, session: str, room: str) -> str:
        self._joins += 1
        if self.join_error or self._joins > self.max_joins:
            return f"<{self.join_error or 'service-unavailable'}/><text>No entry</text>"
        if room not in self.rooms:
            return "<not-allowed/><text>Room does not exist</text>"
        claims = self._claims[session]
        passes = self.lobby == "open" and claims["context"]["user"].get("lobby_bypass") is True
        if self.lobby and not passes:
            return "<registration-required/>"
        is_for_it = unquote(room.partition("@")[0]) == claims["room"]
        if not is_for_it or self.subject not in {"*", claims["sub"]}:
            return "<not-allowed/><text>Room and token mismatched</text>"
        return ""

    def _affiliation(self, session: str, others: list[Occupant]) -> str:
        user = self._claims[session]["context"]["user"]
        is_first = not any(each.affiliation == "owner" for each in others)
        if self.promotes == "all" or (self.promotes == "first" and is_first):
            return "owner"
        return str(user["affiliation"]) if self.reads_roles else "none"

    def _leave(self, session: str) -> str:
        for occupants in self.rooms.values():
            occupants[:] = [each for each in occupants if each.session != session]
        return ""
